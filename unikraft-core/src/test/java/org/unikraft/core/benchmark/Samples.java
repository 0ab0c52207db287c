package org.unikraft.core.benchmark;

import java.util.List;
import java.util.Locale;

/** Times of the same thing, in seconds. */
record Samples(List<Double> seconds) {
    Samples {
        seconds = seconds.stream().sorted().toList();
    }

    double median() {
        int middle = seconds.size() / 2;
        return seconds.size() % 2 == 1 ? seconds.get(middle) : (seconds.get(middle - 1) + seconds.get(middle)) / 2;
    }

    double least() {
        return seconds.get(0);
    }

    double most() {
        return seconds.get(seconds.size() - 1);
    }

    String text() {
        return String.format(Locale.ROOT, "%.2f s (%.2f to %.2f)", median(), least(), most());
    }
}
