/** Says for people what there is, what is in an image, and why. */
package org.unikraft.core.report;
