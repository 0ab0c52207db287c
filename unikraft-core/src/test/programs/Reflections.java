// modules: java.management
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Reflection, proxies, method handles, serialisation, and JMX in the process. */
public class Reflections {
    @Retention(RetentionPolicy.RUNTIME)
    @interface Marked {
        String value() default "plain";
    }

    interface Greeter {
        String greet(String whom);
    }

    @Marked("subject")
    record Subject(int number, String text, List<String> list) implements Serializable {
        private String secret(int times) {
            return text.repeat(times);
        }
    }

    public interface CounterMBean {
        int getCount();

        void add(int n);
    }

    public static class Counter implements CounterMBean {
        private int count;

        @Override
        public int getCount() {
            return count;
        }

        @Override
        public void add(int n) {
            count += n;
        }
    }

    private volatile int field = 5;

    public static void main(String[] args) throws Throwable {
        Subject subject = new Subject(3, "abc", List.of("x", "y"));
        System.out.println(Arrays.stream(Subject.class.getRecordComponents())
                .map(component -> component.getGenericType() + " " + component.getName())
                .collect(Collectors.joining(", ")));
        System.out.println(Subject.class.getAnnotation(Marked.class).value());
        Method secret = Subject.class.getDeclaredMethod("secret", int.class);
        secret.setAccessible(true);
        System.out.println(secret.invoke(subject, 3));
        for (int i = 0; i < 50; i++) {
            secret.invoke(subject, 1); // often enough for a generated accessor
        }
        try {
            secret.invoke(subject, -1);
        } catch (InvocationTargetException e) {
            System.out.println(e.getCause());
        }
        InvocationHandler handler = (proxy, method, arguments) -> method.getName() + " " + arguments[0];
        Greeter greeter = (Greeter) Proxy.newProxyInstance(
                Reflections.class.getClassLoader(), new Class<?>[] {Greeter.class}, handler);
        System.out.println(greeter.greet("proxy") + " " + Proxy.isProxyClass(greeter.getClass()));
        MethodHandle concat = MethodHandles.lookup().findVirtual(
                String.class, "concat", MethodType.methodType(String.class, String.class));
        System.out.println((String) concat.invokeExact("method ", "handle"));
        VarHandle field = MethodHandles.lookup().findVarHandle(Reflections.class, "field", int.class);
        Reflections holder = new Reflections();
        System.out.println(field.compareAndSet(holder, 5, 6) + " " + field.getAndAdd(holder, 10) + " " + holder.field);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(subject);
        }
        Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        System.out.println(copy.equals(subject) + " " + copy);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("example:type=Counter");
        server.registerMBean(new Counter(), name);
        server.invoke(name, "add", new Object[] {4}, new String[] {"int"});
        System.out.println("JMX " + server.getAttribute(name, "Count"));
        System.out.println("threads " + (ManagementFactory.getThreadMXBean().getThreadCount() > 0) + ", heap "
                + (ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() > 0) + ", uptime "
                + (ManagementFactory.getRuntimeMXBean().getUptime() > 0) + ", CPU "
                + (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() > 0));
        System.out.println(ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class).iterator().hasNext()
                || !java.nio.file.spi.FileSystemProvider.installedProviders().isEmpty());
        List<String> frames =
                StackWalker.getInstance().walk(walked -> walked.map(StackWalker.StackFrame::getMethodName).toList());
        System.out.println(frames);
        System.out.println(ClassLoader.getSystemClassLoader().loadClass("Reflections$Subject").getSimpleName());
    }
}
