def found = evaluate(new File(runs))(basedir)
assert found.size() == 1
assert found[0].lines == [
    'Java 25 with 2 arguments',
    '5000 even answers, sum 49995000, carriers true',
    'answering thread alive true',
    '[[1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 6, 7], [6, 7, 8], [7, 8, 9], [8, 9, 10]]',
]
assert found[0].end == 'The application ended with status 0.'
return true
