/**
 * x86-64, after the "System V Application Binary Interface, AMD64 Architecture Processor Supplement" (psABI).
 *
 * @see <a href="https://gitlab.com/x86-psABIs/x86-64-ABI">psABI</a>
 */
package org.unikraft.core.link.x86_64;
