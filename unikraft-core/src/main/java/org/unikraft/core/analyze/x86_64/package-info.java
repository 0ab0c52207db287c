/** Machine code of x86-64: where instructions begin and end, where they go, and the few whose effect matters here. */
package org.unikraft.core.analyze.x86_64;
