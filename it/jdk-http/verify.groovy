// The unikernel was asked to stop, and its JVM ran its hooks.
String console = new File(basedir, 'target/unikraft/console.log').text
assert console.contains('Listening.\n')
assert console.contains('Stopping.\n')
assert new File(basedir, 'build.log').text =~ /Tests run: [1-9][0-9]*, Failures: 0, Errors: 0, Skipped: 0/
return true
