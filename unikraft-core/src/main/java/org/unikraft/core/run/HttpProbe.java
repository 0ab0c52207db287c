package org.unikraft.core.run;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Asks an address until it answers well. */
final class HttpProbe {
    private static final long PAUSE_MILLIS = 100;
    /** A server that has taken a request and says nothing is asked anew, in another connection. */
    private static final long MAX_WAIT_MILLIS = 10_000;

    private final URI address;
    private String last = "it was not asked yet";

    HttpProbe(URI address) {
        this.address = address;
    }

    /**
     * Asks until the answer's status is from 200 to 299, the deadline has passed, or the machine has ended.
     *
     * @param deadline of {@link System#nanoTime}
     */
    boolean await(VirtualMachine machine, long deadline) throws InterruptedException {
        for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
            if (!machine.running()) {
                return false;
            }
            if (answers((int) Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, MAX_WAIT_MILLIS))) {
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    private boolean answers(int millis) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            try {
                connection.setConnectTimeout(millis);
                connection.setReadTimeout(millis);
                connection.setInstanceFollowRedirects(false);
                connection.setUseCaches(false);
                connection.setRequestProperty("Connection", "close");
                int status = connection.getResponseCode();
                last = status < 0 ? "its answer was not HTTP" : "its answer had status " + status;
                return status >= 200 && status <= 299;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            last = String.valueOf(e.getMessage());
            return false;
        }
    }

    /** What came of the last question, for messages. */
    String last() {
        return last;
    }
}
