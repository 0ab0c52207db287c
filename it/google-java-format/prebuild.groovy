// The input: the sources of this project's ELF reader.
import java.nio.file.Files

def sources = new File(projectDirectory, '../unikraft-core/src/main/java').canonicalFile.toPath()
def rootfs = new File(basedir, 'src/main/rootfs').toPath()
def names = []
sources.resolve('org/unikraft/core/elf').toFile().eachFile { file ->
    if (file.name ==~ /(A|By|E).*\.java/) {
        def name = sources.relativize(file.toPath())
        def copy = rootfs.resolve(name)
        Files.createDirectories(copy.parent)
        Files.copy(file.toPath(), copy)
        names << name.toString()
    }
}
assert names.size() >= 5
rootfs.resolve('sources.txt').toFile().text = names.sort().join('\n') + '\n'
return true
