// modules: jdk.localedata
import java.nio.charset.Charset;
import java.text.Collator;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ListResourceBundle;
import java.util.Scanner;
import java.util.TimeZone;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Locales, time zones, charsets, regular expressions, logging, resource bundles. */
public class Texts {
    public static void main(String[] args) throws Exception {
        for (Locale locale : new Locale[] {Locale.US, Locale.GERMANY, Locale.FRANCE, Locale.JAPAN, new Locale("ar", "EG")}) {
            System.out.println(locale + " " + NumberFormat.getInstance(locale).format(1234567.891) + " "
                    + NumberFormat.getCurrencyInstance(locale).format(-9.5) + " "
                    + LocalDate.of(2026, 3, 1).format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale)));
        }
        System.out.println(Locale.getDefault() + " " + TimeZone.getDefault().getID() + " " + Charset.defaultCharset());
        for (String zone : new String[] {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"}) {
            System.out.println(ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("UTC")).withZoneSameInstant(ZoneId.of(zone)));
        }
        System.out.println("größer ΣΊΣΥΦΟΣ".toUpperCase(Locale.ROOT) + " " + "TITLE".toLowerCase(new Locale("tr")) + " " + "straße".length());
        String[] words = {"zebra", "Äpfel", "apfel", "Zoo"};
        Arrays.sort(words, Collator.getInstance(Locale.GERMAN));
        System.out.println(String.join(" ", words));
        Matcher matcher = Pattern.compile("(?<user>[\\w.]+)@(?<host>\\p{Alnum}+(\\.\\p{Alpha}{2,})+)", Pattern.UNICODE_CHARACTER_CLASS)
                .matcher("write to jane.doe@example.org or müller@exämple.de");
        while (matcher.find()) {
            System.out.println(matcher.group("user") + " at " + matcher.group("host"));
        }
        System.out.println("a1b22c333".replaceAll("(\\d+)", "<$1>") + " " + "x".repeat(3) + " " + "  strip ".strip());
        System.out.println(MessageFormat.format("{0,number,#.##} {1,choice,0#none|1#one|1<many {1}}", 3.14159, 5));
        System.out.printf(Locale.ROOT, "%08.3f %x %e %s %-5s| %,d%n", 3.14159, 255, 12345.678, true, "ab", 1234567);
        for (String name : new String[] {"UTF-16", "ISO-8859-1", "windows-1252", "US-ASCII"}) {
            System.out.println(name + " " + Arrays.toString("é€".getBytes(name)));
        }
        Scanner scanner = new Scanner("12 3,5 word").useLocale(Locale.GERMANY);
        System.out.println(scanner.nextInt() + " " + scanner.nextDouble() + " " + scanner.next());
        System.out.println(Currency.getInstance("EUR").getDisplayName(Locale.FRENCH));
        System.out.println(ResourceBundle.getBundle(Messages.class.getName()).getString("greeting"));
        Logger logger = Logger.getLogger("texts");
        logger.setUseParentHandlers(false);
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new Formatter() {
            @Override
            public String format(LogRecord record) {
                return record.getLevel() + " " + record.getLoggerName() + " " + formatMessage(record) + "\n";
            }
        });
        logger.addHandler(handler);
        logger.log(Level.WARNING, "logged {0} and {1}", new Object[] {"this", 5});
        logger.fine("not shown");
    }

    public static class Messages extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"greeting", "hello from a bundle"}};
        }
    }
}
