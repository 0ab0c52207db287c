assert new File(basedir, 'build.log').text =~ /Tests run: [1-9][0-9]*, Failures: 0, Errors: 0, Skipped: 0/
return true
