assert new File(basedir, 'build.log').text =~ /Tests run: [1-9][0-9]*, Failures: 0, Errors: 0, Skipped: 0/
String console = new File(basedir, 'target/unikraft/console.log').text
assert console.contains('Ready to accept connections')
// SIGTERM, from the power button.
assert console.contains('Redis is now ready to exit, bye bye...')
return true
