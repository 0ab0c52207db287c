/** Starts, watches and stops an image on QEMU. */
package org.unikraft.core.run;
