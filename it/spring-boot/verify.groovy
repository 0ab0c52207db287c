def java = new File(System.getProperty('java.home'), 'bin/java').path
def linux = new ProcessBuilder(java, '-jar', new File(basedir, 'target/inventory-1.0.jar').path,
        '--inventory.stock.washer=60', 'fast').redirectErrorStream(true).start()
def expected = linux.inputStream.getText('UTF-8').readLines()
assert linux.waitFor() == 2
assert expected.last() == '[{"audit":["take[bolt, 4]","take[nut, 7]","take[washer, 50]"]},{"left":16}]'
assert expected.contains('WARN  [main] Audit: take[gear, 1] failed: no gear left')

def found = evaluate(new File(runs))(basedir)
assert found.size() == 1
assert found[0].lines == expected
assert found[0].end == 'The application ended with status 2.'
return true
