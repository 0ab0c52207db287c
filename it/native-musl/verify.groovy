// Where the call comes from and where it is, then what may have been meant.
String log = new File(basedir, 'build.log').text
assert log =~ /(?m)^\[INFO\] System call openat, number 257:$/
assert log =~ /(?m)^\[INFO\]   0x[0-9a-f]{16} +8  entry 257 of the table of system calls$/
assert log =~ /(?m)Nothing in the image, and no micro-library, has the name 'openatt'\.$/
assert log.contains('Near it: openat')
assert new File(basedir, 'target/unikraft/qemu-x86_64/report.html').text.contains('openat')

// Linux runs the same executable.
return evaluate(new File(sameAsLinux))(basedir, runs, 'target/words')
