/**
 * Objects to one ELF image: {@link org.unikraft.core.link.Linker#link} is the list of passes, {@link
 * org.unikraft.core.link.LinkRequest} what goes in, {@link org.unikraft.core.link.LinkResult} what comes out.
 */
package org.unikraft.core.link;
