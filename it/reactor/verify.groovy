String log = new File(basedir, 'build.log').text
assert log.contains('Skipped: a project with packaging pom has no application')
assert log.contains('Skipped: unikraft.skip is set.')
assert log.contains('Library greets two.')
assert log.contains('Library greets one.')
assert log.contains('Skipped: a project with packaging pom has no application, and no image was built for it.')
assert !new File(basedir, 'library/target/unikraft').exists()
// The same bytes in both places.
['one', 'two'].each { module ->
    ['kernel', 'initrd', 'kernel.map', 'report.json'].each { name ->
        String path = "$module/target/unikraft/qemu-x86_64/$name"
        assert new File(basedir, path).bytes == new File(basedir, 'elsewhere/below/' + path).bytes: path
    }
}
// The same kernel for both modules.
byte[] kernel = new File(basedir, 'one/target/unikraft/qemu-x86_64/kernel').bytes
assert kernel == new File(basedir, 'two/target/unikraft/qemu-x86_64/kernel').bytes
