package org.unikraft.maven;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;

/**
 * The end of a run of Maven, which is not that of its JVM where a daemon runs it. Plugins that are not extensions of the
 * build are not told of it; the listener that shows the build's progress is.
 */
final class SessionEnd {
    private SessionEnd() {}

    /** Has an action done at the session's end, however the build went, before its summary is shown. */
    static void run(MavenSession session, Runnable action) {
        MavenExecutionRequest request = session.getRequest();
        synchronized (request) {
            ExecutionListener listener = request.getExecutionListener();
            request.setExecutionListener((ExecutionListener) Proxy.newProxyInstance(
                    ExecutionListener.class.getClassLoader(),
                    new Class<?>[] {ExecutionListener.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("sessionEnded")) {
                            action.run();
                        }
                        boolean ofListeners = method.getDeclaringClass() == ExecutionListener.class;
                        if (ofListeners && listener == null) {
                            return null;
                        }
                        try {
                            return method.invoke(ofListeners ? listener : action, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
