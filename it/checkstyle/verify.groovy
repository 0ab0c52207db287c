// What Checkstyle says of the files is the same; only where they are differs, and in which order they are listed.
def findings = { String text -> text.readLines().findAll { it.contains('.java:') && it.startsWith('[WARN]') }.sort() }
List<String> unikernel = findings(new File(basedir, 'build.log').text)
String linuxText = new File(basedir, 'target/linux.txt').text
List<String> linux = findings(linuxText.replace(new File(basedir, 'src/main/rootfs').canonicalPath, ''))
assert linux.size() > 100
assert unikernel == linux
