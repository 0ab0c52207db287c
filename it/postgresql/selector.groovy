if (!new File('/usr/lib/postgresql').isDirectory()) {
    println 'skipped: this case needs a PostgreSQL server (Debian package postgresql)'
    return false
}
return true
