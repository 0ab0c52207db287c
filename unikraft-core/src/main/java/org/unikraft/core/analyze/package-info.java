/** What an application is, how it is started and what it needs. */
package org.unikraft.core.analyze;
