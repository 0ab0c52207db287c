String log = new File(basedir, 'build.log').text
// Each invocation's part of the log.
List<String> runs = log.split(/(?m)^Command line: .*$|(?=\[INFO\] Scanning for projects)/).findAll { it.contains('Scanning for projects') }
assert runs.size() == 8
assert runs[0] =~ /Port 8080\/tcp of the machine is localhost:\d+ here\./
assert runs[0] =~ /http:\/\/localhost:\d+ answers after \d+\.\d\d s/
assert runs[0].contains('The application ended with status 143.')
List<String> failures = [
    null,
    'There is no machine to stop.',
    'A machine runs already in this project.',
    'is taken: another program of this computer has it.',
    'The application does not listen at port 8080/tcp, but at 127.0.0.1:8080/tcp.',
    'The machine ended before the build could go on: the application ended with status 7.',
    'It did not end within 5 s of its power button, and was ended.',
    "'http:9090/' cannot be waited for: port 9090 is not forwarded.",
]
for (int i = 1; i < runs.size(); i++) {
    assert runs[i].contains('[ERROR] Failed to execute goal') && runs[i].contains(failures[i]): "run ${i + 1}: ${failures[i]}"
}
assert runs[5] =~ /The console's last lines:\n\[ERROR\] serves not\n/
// What nobody stops ends with the build.
assert [2, 3].every { runs[it].contains('The machine was not ended by goal stop. It is ended now, with this build.') }
assert !(log =~ /(?m)^\s+at \S+\(.*\)$/)
assert new File(basedir, 'target/unikraft/console.log').readLines() == ['serves stubbornly', 'is asked to end']
// No machine outlives the Maven that started it.
String images = new File(basedir, 'target/unikraft').path
assert !ProcessHandle.allProcesses().anyMatch { it.info().commandLine().orElse('').contains(images) && it.info().command().orElse('').contains('qemu') }
