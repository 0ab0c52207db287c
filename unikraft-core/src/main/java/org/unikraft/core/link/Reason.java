package org.unikraft.core.link;

/**
 * Why a chunk is in the image: a chunk that refers to it, or a rule that keeps it in any case.
 *
 * @param rule the rule; null when a chunk asks for it
 * @param from the chunk that asks, null when a rule does
 * @param via the symbol through which it asks
 */
record Reason(String rule, Chunk from, String via) {
    static Reason rule(String rule) {
        return new Reason(rule, null, "");
    }

    static Reason reference(Chunk from, String via) {
        return new Reason(null, from, via);
    }
}
