// Linux runs the same executable, in the same locale and time zone.
def builder = new ProcessBuilder(new File(basedir, 'target/inventory').path, 'one', 'two three').redirectErrorStream(true)
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
