// For the cases with a native executable: its one run in the unikernel prints what it prints on Linux, and both end with 0.
// evaluate(new File(sameAsLinux))(basedir, runs, 'target/program')
return { File basedir, String runs, String executable ->
    // The locale and the time zone of an image.
    def builder = new ProcessBuilder(new File(basedir, executable).path, 'one', 'two three').redirectErrorStream(true)
    builder.environment().clear()
    builder.environment().putAll([LANG: 'C.UTF-8', HOME: '/root', PATH: '/usr/bin:/bin'])
    def linux = builder.start()
    def expected = linux.inputStream.getText('UTF-8').readLines()
    assert linux.waitFor() == 0
    assert expected.last() == 'done'

    def found = evaluate(new File(runs))(basedir)
    assert found.size() == 1
    assert found[0].lines == expected
    assert found[0].end == 'The application ended with status 0.'
    return true
}
