// The same project a second time, elsewhere.
import java.nio.file.Files
import java.nio.file.Path

Path project = basedir.toPath()
Path elsewhere = project.resolve('elsewhere/below')
['pom.xml', 'library', 'one', 'two'].each { part ->
    Files.walk(project.resolve(part)).withCloseable { files ->
        files.filter { Files.isRegularFile(it) }.toList().each { file ->
            Path copy = elsewhere.resolve(project.relativize(file))
            Files.createDirectories(copy.parent)
            Files.copy(file, copy)
        }
    }
}
return true
