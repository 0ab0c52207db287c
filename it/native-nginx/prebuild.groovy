// 20 MiB that are no repetition of few bytes: the digest is taken of what arrives.
def random = new Random(4)
byte[] block = new byte[1 << 20]
new File(basedir, 'src/main/rootfs/srv/www/large').withOutputStream { output ->
    20.times {
        random.nextBytes(block)
        output.write(block)
    }
}
return true
