// Output of each applet, in their order.
List<String> expected = [
    '\none two words three\n',
    '\nMade of micro-libraries.\n',
    '\n3\n2\n1\n',
    '\n8aeb1f8fc3dd5ba103d6a1201f52301a  /data/numbers\n',
    '\nMade 0f micr0-libraries.\n',
    '\n        3         3         6 /data/numbers\n',
    '\n1\n4\n9\nnumbers\n/data\n',
    '\nLinux x86_64\n',
    '\n/data\n/data/numbers\n/etc/motd\n',
    'The application ended with status 1.',
    '\nMACHINE=pc\n',
    '\nMACHINE=q35\n',
    '\nMACHINE=microvm\n',
]
String log = new File(basedir, 'build.log').text
int position = 0
for (String text : expected) {
    position = log.indexOf(text, position) + 1
    assert position > 0: "not found in its place: $text"
}
