for (tool in ['/usr/bin/h2load']) {
    if (!new File(tool).canExecute()) {
        println "skipped: this case needs $tool (Debian package nghttp2-client)"
        return false
    }
}
return true
