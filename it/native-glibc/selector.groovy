if (!System.getenv('PATH').split(':').any { new File(it, 'gcc').canExecute() }) {
    println 'skipped: gcc is not installed (apt-get install gcc)'
    return false
}
return true
