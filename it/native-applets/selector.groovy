if (!new File('/bin/busybox').canExecute()) {
    println 'skipped: /bin/busybox is not installed (apt-get install busybox-static)'
    return false
}
return true
