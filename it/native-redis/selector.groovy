for (tool in ['/usr/bin/redis-server', '/usr/bin/redis-benchmark']) {
    if (!new File(tool).canExecute()) {
        println "skipped: this case needs $tool (Debian packages redis-server and redis-tools)"
        return false
    }
}
return true
