/** What the linker asks of a CPU: its relocations as data, its rewrites of code, its few instructions. */
package org.unikraft.core.link.cpu;
