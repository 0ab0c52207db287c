/** What an image holds besides the kernel: root file system, Java runtime image, report. */
package org.unikraft.core.image;
