// Writes a toolchains.xml with the JDK 25 that is installed where systems install JDKs.
def home = (new File('/usr/lib/jvm').listFiles() ?: []).sort().find { each ->
    def release = new File(each, 'release')
    release.isFile() && release.text =~ /(?m)^JAVA_VERSION="25[.\d]*"/ && new File(each, 'bin/jlink').canExecute()
}
if (home == null) {
    println 'skipped: no JDK 25 is installed in /usr/lib/jvm'
    return false
}
new File(basedir, 'toolchains.xml').text = """<?xml version="1.0" encoding="UTF-8"?>
<toolchains>
  <toolchain>
    <type>jdk</type>
    <provides>
      <version>25</version>
    </provides>
    <configuration>
      <jdkHome>${home}</jdkHome>
    </configuration>
  </toolchain>
</toolchains>
"""
return true
