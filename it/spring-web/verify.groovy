assert new File(basedir, 'build.log').text =~ /Tests run: [1-9][0-9]*, Failures: 0, Errors: 0, Skipped: 0/
List<String> console = new File(basedir, 'target/unikraft/console.log').readLines()
assert console.any { it =~ /TomcatWebServer: Tomcat started on port 8080/ }
// The power button was SIGTERM to the JVM, and Spring's hook did its work.
int begin = console.findIndexOf { it =~ /GracefulShutdown: Commencing graceful shutdown\. Waiting for active requests/ }
int end = console.findIndexOf { it =~ /GracefulShutdown: Graceful shutdown complete/ }
assert begin >= 0 && end > begin
return true
