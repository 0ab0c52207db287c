/** Values that the phases hand to each other. Sees nothing but the JDK. */
package org.unikraft.core.model;
