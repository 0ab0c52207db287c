def run = evaluate(new File(runs))(basedir)
assert run.size() == 1
def linux = new File(basedir, 'target/linux.txt').readLines('UTF-8')
assert linux.size() > 500
assert run[0].lines == linux
assert run[0].end == 'The application ended with status 0.'
return true
