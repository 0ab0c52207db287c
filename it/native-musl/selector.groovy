if (!System.getenv('PATH').split(':').any { new File(it, 'musl-gcc').canExecute() }) {
    println 'skipped: musl-gcc is not installed (apt-get install musl-tools)'
    return false
}
return true
