String log = new File(basedir, 'build.log').text
assert log =~ /Tests run: [1-9][0-9]*, Failures: 0, Errors: 0, Skipped: 0/
// SIGTERM, from the power button.
assert new File(basedir, 'target/unikraft/console.log').text.contains('signal 15 (SIGTERM)')
return true
