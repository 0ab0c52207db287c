// For the cases' scripts: what the runs of goal 'run' wrote to the console, and how they ended, read from the build's log.
// evaluate(new File(runs))(basedir) is a list with {lines, end} for each run; end is the sentence that names the outcome.
return { File basedir ->
    def found = []
    boolean inside = false
    new File(basedir, 'build.log').eachLine('UTF-8') { line ->
        if (line ==~ /\[INFO\] --- unikraft(-maven-plugin)?:[^:]+:run .*/) {
            found << [lines: [], end: null]
            inside = true
        } else if (line ==~ /\[(INFO|ERROR)\].*/) {
            inside = false
            def sentence = line =~ /(?:^\[INFO\] |: )(The application [^.]*\.)/
            if (found && found.last().end == null && sentence) {
                found.last().end = sentence[0][1]
            }
        } else if (inside) {
            found.last().lines << line
        }
    }
    return found
}
