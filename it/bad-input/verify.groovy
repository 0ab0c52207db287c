// Each invocation's error, in their order: what the user did is named, and no stack trace is shown.
List<String> expected = [
    'There is no image for qemu/x86_64 to run.',
    'bad-input-1.0.jar has 2 classes with a main method.',
    "There is no platform 'qemu/arm'.",
    'There is no class com.example.Nowhere.',
    "The JDK has no module 'java.nothing'.",
    "'much' is not a size.",
    "'A' in unikraft.env is not an assignment.",
    'src/main/truncated is damaged or incomplete.',
    'The application ended with status 3.',
    'It was stopped after 10 s, its time limit.',
    "The machine's memory of 40960 KiB is too small.",
    'There is no QEMU at /nowhere/qemu.',
    "There is no machine type 'amiga'.",
    'A quote in the arguments is not closed.',
    'Missing: QEMU.',
    "'96' is too little memory for a machine: it is 96 B.",
    'This computer has less memory than the machine is to have.',
    'No ports can be forwarded to this image: it has no network stack.',
    "'99999:80' is not a port to forward.",
    "'bridge' is not a network.",
    'There is no network interface nowhere0.',
    "'health' is nothing that can be waited for.",
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
// Nothing half-written is left of any of them.
assert new File(basedir, 'target/unikraft').list() == ['qemu-x86_64']
assert new File(basedir, 'target/unikraft-cache').list().every { it ==~ /(packages|runtime|system-calls)-[0-9a-f]+/ }
