// Linux runs the same executable.
return evaluate(new File(sameAsLinux))(basedir, runs, 'target/inventory')
