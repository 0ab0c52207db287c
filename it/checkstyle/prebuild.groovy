// Its input is this project's own code.
File sources = new File(basedir, '../../../../unikraft-core/src/main/java/org/unikraft/core/model')
File input = new File(basedir, 'src/main/rootfs/sources')
input.mkdirs()
sources.listFiles().each { new File(input, it.name).bytes = it.bytes }
