String log = new File(basedir, 'build.log').text
assert log =~ /(?m)^Hello, Ada Charles B\.! This is Java \d+ on Linux\.$/
assert log.contains('The application ended with status 0.')
for (String name : ['kernel', 'initrd', 'kernel.map', 'report.json']) {
    assert new File(basedir, "target/unikraft/qemu-x86_64/$name").length() > 0
}
// Another Maven, in another directory, at another time, makes the same bytes.
if (basedir.parentFile.name.startsWith('cases-maven')) {
    for (String name : ['kernel', 'initrd']) {
        File here = new File(basedir, "target/unikraft/qemu-x86_64/$name")
        File there = new File(basedir, "../../cases/hello-java/target/unikraft/qemu-x86_64/$name")
        assert here.bytes == there.bytes: name
    }
}
