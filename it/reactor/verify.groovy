String log = new File(basedir, 'build.log').text
assert log.contains('Skipped: a project with packaging pom has no application')
assert log.contains('Skipped: unikraft.skip is set.')
assert log.contains('Library greets two.')
assert !new File(basedir, 'library/target/unikraft').exists()
// The same kernel for both, the same bytes in both builds.
byte[] kernel = new File(basedir, 'one/target/unikraft/qemu-x86_64/kernel').bytes
assert kernel == new File(basedir, 'two/target/unikraft/qemu-x86_64/kernel').bytes
