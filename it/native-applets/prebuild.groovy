// A file that Linux's gzip compressed, and a run of the goal for each line of commands.txt.
def data = new File(basedir, 'src/main/rootfs/data')
new File(data, 'numbers.txt.gz').withOutputStream { file ->
    new java.util.zip.GZIPOutputStream(file).withStream { it << new File(data, 'numbers.txt').bytes }
}
return true
