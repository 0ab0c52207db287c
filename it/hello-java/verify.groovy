String log = new File(basedir, 'build.log').text
assert log =~ /(?m)^Hello, Ada Charles B\.! This is Java \d+ on Linux\.$/
assert log.contains('The application ended with status 0.')
for (String name : ['kernel', 'initrd', 'kernel.map', 'report.json']) {
    assert new File(basedir, "target/unikraft/qemu-x86_64/$name").length() > 0
}
