// Linux runs the same applets where the files are, with the same names by way of a change of directory.
def found = evaluate(new File(runs))(basedir)
def rootfs = new File(basedir, 'src/main/rootfs')
def linux = { String... arguments ->
    def command = ['/bin/busybox'] + arguments.collect { it.replace('/data', rootfs.path + '/data') }
    def process = new ProcessBuilder(command).redirectErrorStream(true).start()
    def lines = process.inputStream.getText('UTF-8').readLines().collect { it.replace(rootfs.path, '') }
    assert process.waitFor() == 0
    lines
}
def success = 'The application ended with status 0.'
def check = { int run, List<String> expected ->
    assert !expected.empty
    assert found[run].lines == expected
    assert found[run].end == success
}
assert found.size() == 13

// All files are of root and of the time that the project's build gives; so the listing is known.
def listed = found[0].lines
assert found[0].end == success
assert listed[0] == '/data:'
assert listed.any { it ==~ /-rw-r--r--    1 (root|0) +(root|0) +2\d\d\d 2026-01-01 00:00:00 \+0000 numbers\.txt/ }
assert listed.any { it ==~ /drwxr-xr-x    2 (root|0) +(root|0) .* 2026-01-01 00:00:00 \+0000 sub/ }
assert listed.contains('/data/sub:')

assert found[1].lines.sort() == linux('find', '/data', '-type', 'f', '-size', '+1').sort()
check 2, linux('cat', '/data/sub/deep.txt', '/data/script.sh')
check 3, linux('sha256sum', '/data/numbers.txt', '/data/sub/deep.txt', '/data/numbers.txt.gz')
check 4, linux('awk', '{ sum += $2 } END { printf "%d %.3f\\n", sum, sum / NR }', '/data/numbers.txt')
check 5, linux('sed', '-n', 's/^\\([0-9]*\\) \\([0-9]*\\) line-\\(1.*\\)$/\\3:\\2:\\1/p', '/data/numbers.txt')
check 6, linux('sort', '-k2,2n', '-k1,1nr', '/data/numbers.txt')
check 7, new File(rootfs, 'data/numbers.txt').readLines()
check 8, ['200 lines, 2 arguments, the last is \'two  three\'', 'line-1 1|   42', '/data/sub', 'status 0']
check 9, ['Linux x86_64']
assert found[10].lines == [
    'unikraft: clone(flags 0x1200000): a unikernel runs one process; it cannot start another',
    'sh: can\'t fork: Function not implemented',
]
assert found[10].end == 'The application ended with status 2.'
assert found[11].lines.empty
assert found[11].end == 'The application ended with status 1.'
assert found[12].lines.contains('GREETING=hello')
assert found[12].end == success
return true
