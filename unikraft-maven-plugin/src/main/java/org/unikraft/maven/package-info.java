/** The goals of the Maven plugin. Each translates Maven's model for {@code org.unikraft.core} and hands over. */
package org.unikraft.maven;
