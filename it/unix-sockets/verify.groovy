// An application that opens sockets of AF_UNIX only has neither TCP/IP nor a network device in its image.
String log = new File(basedir, 'build.log').text
assert log =~ /(?m)^answer: you said hello$/
assert log.contains('The application ended with status 0.')
assert log =~ /TCP\/IP +no  nothing asks for AF_INET/
String map = new File(basedir, 'target/unikraft/qemu-x86_64/kernel.map').text
for (String library : ['lwip', 'uknetdev', 'virtio-net', 'posix-inetsocket', 'posix-netlink']) {
    assert !map.contains("  $library"): library
}
assert map.contains('  posix-unixsocket')
// It is not told of what it does not need: a JVM asks which address families there are.
assert !log.contains('address family')
return true
