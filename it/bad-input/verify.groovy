// Each invocation's error, in their order: what the user did is named, and no stack trace is shown.
List<String> expected = [
    'There is no image for qemu/x86_64 to run.',
    'com.example.First',
    "There is no platform 'qemu/arm'.",
    'com.example.Nowhere',
    'java.nothing',
    "'much' is not a size.",
    "'A' in unikraft.env is not an assignment.",
    'truncated',
    'The application ended with status 3.',
    'It was stopped after 10 s, its time limit.',
    "The machine's memory of 40960 KiB is too small.",
    'There is no QEMU at /nowhere/qemu.',
    "There is no machine type 'amiga'.",
    'A quote in the arguments is not closed.',
]
String log = new File(basedir, 'build.log').text
int position = 0
for (String text : expected) {
    int found = log.indexOf(text, position)
    assert found >= 0: "not found in its place: $text"
    position = log.indexOf('Re-run Maven using the -X switch', found)
    assert position > 0
}
assert !(log =~ /(?m)^\s+at \S+\(.*\)$/)
assert !new File(basedir, 'target').listFiles().any { it.name.contains('unikraft.tmp') }
