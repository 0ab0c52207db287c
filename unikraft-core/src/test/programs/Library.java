// The JDK's own parts that programs lean on: reflection, proxies, method handles, logging, regular expressions, dates and
// time zones, locales, charsets, serialization, resources, big numbers, compression, management beans.
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.Charset;
import java.text.NumberFormat;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.management.MBeanServer;
import javax.management.ObjectName;

class Library {
    public interface CounterMBean {
        int getCount();
    }

    public static class Counter implements CounterMBean {
        public int getCount() {
            return 5;
        }
    }

    record Point(int x, int y) implements Serializable {}

    public static void main(String[] args) throws Throwable {
        reflection();
        logging();
        text();
        time();
        numbers();
        bytes();
        management();
    }

    private static void reflection() throws Throwable {
        Object point = Point.class.getDeclaredConstructors()[0].newInstance(3, 4);
        System.out.println(point + " " + Arrays.toString(Point.class.getRecordComponents()));
        Comparable<?> proxy = (Comparable<?>) Proxy.newProxyInstance(
                Library.class.getClassLoader(),
                new Class<?>[] {Comparable.class},
                (self, method, arguments) -> method.getName().equals("compareTo") ? 12 : "proxied");
        System.out.println(proxy + " " + Comparable.class.getMethods()[0].invoke(proxy, "x"));
        System.out.println((String) MethodHandles.lookup()
                .findVirtual(String.class, "concat", MethodType.methodType(String.class, String.class))
                .invokeExact("method ", "handle"));
        System.out.println(Class.forName("java.util.ArrayList").getModule());
        System.out.println(new Object() {}.getClass().getResource("/none"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ObjectOutputStream(out).writeObject(point);
        System.out.println(new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject());
    }

    private static void logging() {
        Logger logger = Logger.getLogger("test");
        logger.setUseParentHandlers(false);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                System.out.println(record.getLevel() + " " + record.getLoggerName() + " " + record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        logger.log(Level.WARNING, "logged");
        logger.fine("not logged");
        System.getLogger("system").log(System.Logger.Level.DEBUG, "not logged either");
    }

    private static void text() throws Exception {
        Matcher matcher = Pattern.compile("(?<word>\\p{L}+)-(\\d{2,})").matcher("abc-1 d\u00e9f-123");
        System.out.println(matcher.find() + " " + matcher.group("word").length() + " " + matcher.group(2));
        System.out.println(String.format(Locale.GERMANY, "%,.2f", 1234567.891));
        System.out.println(NumberFormat.getCurrencyInstance(Locale.forLanguageTag("en-GB")).format(3.5).length());
        System.out.println(new String(new byte[] {(byte) 0x82, (byte) 0xa0}, Charset.forName("Shift_JIS")).codePointAt(0));
        System.out.println(String.join(",", "b a c".split(" ")) + " " + "Stra\u00dfe".toUpperCase(Locale.ROOT).length());
        System.out.println(Charset.availableCharsets().size());
    }

    private static void time() {
        LocalDateTime date = LocalDateTime.of(2026, 3, 29, 3, 30);
        System.out.println(date.atZone(ZoneId.of("Europe/Berlin")).toInstant());
        System.out.println(date.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(Locale.FRANCE)));
        System.out.println(TimeZone.getDefault().getID() + " " + TimeZone.getTimeZone("Asia/Kolkata").getRawOffset());
        System.out.println(ZoneId.getAvailableZoneIds().size() > 500);
        System.out.println(System.currentTimeMillis() > 1_700_000_000_000L);
    }

    private static void numbers() {
        System.out.println(BigInteger.TWO.pow(521).subtract(BigInteger.ONE).isProbablePrime(20));
        System.out.println(BigDecimal.ONE.divide(new BigDecimal(7), MathContext.DECIMAL128));
        System.out.println(Double.parseDouble("1e-320") + " " + (float) 0.1 + " " + Math.pow(2, 0.5));
    }

    private static void bytes() throws Exception {
        byte[] data = "compress ".repeat(1000).getBytes("UTF-8");
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] small = new byte[data.length];
        int length = deflater.deflate(small);
        Inflater inflater = new Inflater();
        inflater.setInput(small, 0, length);
        byte[] back = new byte[data.length];
        System.out.println(length < 100 ? inflater.inflate(back) : -1);
        CRC32 crc = new CRC32();
        crc.update(back);
        System.out.println(Long.toHexString(crc.getValue()) + " " + Arrays.equals(data, back));
    }

    private static void management() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("test:type=Counter");
        server.registerMBean(new Counter(), name);
        System.out.println(server.getAttribute(name, "Count"));
        System.out.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() > 0);
        System.out.println(ManagementFactory.getThreadMXBean().getThreadCount() > 1);
        System.out.println(ManagementFactory.getOperatingSystemMXBean().getName());
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.println(system.getTotalMemorySize() > 0);
        System.out.println(system.getProcessCpuTime() > 0);
    }
}
