// args: Ada 'Charles B.' plain
// env: GREETING='good day'
// cpu: max qemu64
// stdin: one\ntwo\n
import java.io.BufferedReader;
import java.io.InputStreamReader;

/** Arguments, environment, System.in, and an exit status. */
public class HelloJava {
    public static void main(String[] args) throws Exception {
        System.out.println(System.getenv("GREETING") + ", " + String.join(" and ", args));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println("read " + line);
        }
        System.out.println(System.getProperty("os.name") + " " + System.getProperty("os.arch") + " "
                + System.getProperty("file.separator") + " " + System.getProperty("user.dir").startsWith("/"));
        System.err.println("to the error stream");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        System.exit(41);
    }
}
