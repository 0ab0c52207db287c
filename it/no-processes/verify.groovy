String log = new File(basedir, 'build.log').text
assert log =~ /(?m)^IOException: Cannot run program "\/bin\/true".*$/
assert log =~ /(?m)^IOException: Cannot run program "nowhere".*$/
assert log =~ /(?m)^goes on$/
assert log.contains('The application ended with status 0.')
