// For the cases' scripts: a chain of certificates as a server has it, made by the JDK's keytool.
// evaluate(new File(certificates))(directory) writes there server.p12 (the server's key, its certificate, that of the
// intermediate authority) and root.p12 (the root authority's certificate, for clients); the password is in both cases
// 'password'. The server is known as localhost, 127.0.0.1, and by what QEMU's user-mode network calls host and guest.
return { File directory ->
    directory.mkdirs()
    String keytool = new File(System.getProperty('java.home'), 'bin/keytool').path
    def run = { List<String> arguments, byte[] input = new byte[0] ->
        def process = new ProcessBuilder([keytool] + arguments + ['-storepass', 'password'])
                .directory(directory).redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD).start()
        process.outputStream.withCloseable { it.write(input) }
        byte[] output = process.inputStream.bytes
        assert process.waitFor() == 0: "keytool $arguments: ${new String(output)}"
        return output
    }
    def key = { String alias, String name ->
        run(['-genkeypair', '-keystore', alias + '.p12', '-alias', alias, '-dname', 'CN=' + name, '-keyalg', 'EC',
                '-groupname', 'secp256r1', '-validity', '30', '-ext', 'bc:critical=ca:true'])
    }
    def put = { String store, String alias, byte[] certificates ->
        run(['-importcert', '-noprompt', '-keystore', store, '-alias', alias], certificates)
    }
    def sign = { String authority, String alias, List<String> extensions ->
        byte[] request = run(['-certreq', '-keystore', alias + '.p12', '-alias', alias])
        run(['-gencert', '-rfc', '-keystore', authority + '.p12', '-alias', authority, '-validity', '30'] +
                extensions.collectMany { ['-ext', it] }, request)
    }
    key('authority', 'Example Root')
    key('intermediate', 'Example Intermediate')
    key('server', 'Example Server')
    byte[] root = run(['-exportcert', '-rfc', '-keystore', 'authority.p12', '-alias', 'authority'])
    byte[] intermediate = sign('authority', 'intermediate', ['bc:critical=ca:true,pathlen:0'])
    put('intermediate.p12', 'authority', root)
    put('intermediate.p12', 'intermediate', intermediate)
    byte[] server = sign('intermediate', 'server', ['san=dns:localhost,ip:127.0.0.1,ip:10.0.2.2,ip:10.0.2.15'])
    put('server.p12', 'authority', root)
    put('server.p12', 'middle', intermediate)
    put('server.p12', 'server', server)
    // The server sends what is in its chain, and nobody needs the root from it.
    run(['-delete', '-keystore', 'server.p12', '-alias', 'authority'])
    run(['-delete', '-keystore', 'server.p12', '-alias', 'middle'])
    put('root.p12', 'authority', root)
    ['authority.p12', 'intermediate.p12'].each { new File(directory, it).delete() }
}
