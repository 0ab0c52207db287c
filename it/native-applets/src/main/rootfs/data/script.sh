set -eu
cd /tmp
i=0
while read -r number square rest; do
	i=$((i + 1))
	echo "$rest $((number * square))"
done </data/numbers.txt >products.txt
echo "$i lines, $# arguments, the last is '$2'"
read -r first <products.txt
printf '%s|%5d\n' "$first" 42
trap 'echo "status $?"' EXIT
test -d /data/sub && cd /data/sub && pwd
exit 0
