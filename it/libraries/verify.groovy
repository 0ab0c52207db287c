def run = evaluate(new File(runs))(basedir)
assert run.size() == 1
def linux = new File(basedir, 'target/linux.txt').readLines('UTF-8')
assert linux.findAll { it.startsWith('== ') }.size() == 10
// SQLite's driver asks a process which C library there is, and does without the answer.
def noProcess = 'unikraft: clone(flags 0x4100): a unikernel runs one process; it cannot start another'
assert run[0].lines.indexOf(noProcess) == linux.indexOf('== sqlite') + 1
assert run[0].lines - noProcess == linux
assert run[0].end == 'The application ended with status 0.'
return true
