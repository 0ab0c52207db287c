/** From needs to micro-libraries: repositories, closure over descriptors, options. */
package org.unikraft.core.resolve;
