String log = new File(basedir, 'build.log').text
// Every goal with its sentence, and one of them with its parameters.
assert log.contains('This plugin has 8 goals:')
for (String goal : ['build', 'doctor', 'explain', 'help', 'list-libraries', 'run', 'start', 'stop']) {
    assert log =~ /(?m)^unikraft:$goal\n  [A-Z].*$/: goal
}
assert log.contains('Packages the project as a unikernel')
assert log =~ /(?s)waitTimeout \(Default: 60\)\n.*Seconds after which.*User property: unikraft\.waitTimeout/
// A micro-library with its options.
assert log =~ /(?m)^\[INFO\]   uksched\.slice-us: int, 100 to 1000000 us, default 10000, tunable$/
