/** The facade: composes the phases into a build. */
package org.unikraft.core;
