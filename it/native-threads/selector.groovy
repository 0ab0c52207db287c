if (!System.getenv('PATH').split(':').any { new File(it, 'g++').canExecute() }) {
    println 'skipped: g++ is not installed (apt-get install g++)'
    return false
}
return true
