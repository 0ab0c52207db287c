evaluate(new File(certificates))(new File(basedir, 'src/main/resources'))
return true
