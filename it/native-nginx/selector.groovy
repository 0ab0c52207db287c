for (tool in ['/usr/sbin/nginx', '/usr/bin/h2load']) {
    if (!new File(tool).canExecute()) {
        println "skipped: this case needs $tool (Debian packages nginx-light and nghttp2-client)"
        return false
    }
}
return true
