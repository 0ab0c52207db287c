String log = new File(basedir, 'build.log').text
assert log =~ /(?m)^Boxed twice, from (jar|nested)$/
assert log.contains('The application ended with status 0.')
