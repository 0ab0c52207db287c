#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetches the source of a library that is not ours from the Debian mirror that
# this computer's apt uses, checks and unpacks it, and applies our patches.
# fetch-source.sh DIRECTORY NAME ARCHIVE SHA256 POOL VARIABLE [PATCH...]
#   DIRECTORY/NAME: where it is unpacked; the file .unpacked in it says from what
#   POOL: the package's folder in the archive, below pool/main (or universe)
#   VARIABLE: names the environment variable that may hold the path of a local copy
set -eu
directory=$1 name=$2 archive=$3 sha256=$4 pool=$5 variable=$6
shift 6
eval "local_copy=\${$variable:-}"

fail() {
	echo "error: the source of $name is not there: $1." >&2
	echo "It is Debian's $archive (SHA-256 $sha256), which building this project needs (using it does not)." >&2
	echo "Set $variable=<path of that file>, or let apt reach a Debian or Ubuntu mirror (apt-get update shows whether it does)." >&2
	exit 1
}
matches() {
	[ "$(sha256sum < "$1" | cut -d ' ' -f 1)" = "$sha256" ]
}
needs() {
	for tool; do
		command -v "$tool" > /dev/null || fail "'$tool' is not installed (apt-get install xz-utils patch)"
	done
}

fetch() {
	if [ -n "$local_copy" ]; then
		[ -r "$local_copy" ] || fail "$variable names $local_copy, which cannot be read"
		matches "$local_copy" || fail "$variable names $local_copy, which has another SHA-256"
		cp "$local_copy" "$archive.part"
		mv "$archive.part" "$archive"
		return
	fi
	helper=/usr/lib/apt/apt-helper
	[ -x $helper ] || fail "this computer has no apt to fetch it with"
	sites=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sort -u)
	[ -n "$sites" ] || fail "apt has no mirror (/etc/apt/sources.list)"
	for site in $sites; do
		for component in main universe; do
			if $helper download-file "$site/pool/$component/$pool/$archive" "$archive.part" "SHA256:$sha256" \
				> "$archive.log" 2>&1 && matches "$archive.part"; then
				mv "$archive.part" "$archive"
				rm -f "$archive.log"
				return
			fi
			cat "$archive.log" >> "$archive.tried"
		done
	done
	cat "$archive.tried" >&2
	rm -f "$archive.tried" "$archive.log"
	fail "none of apt's mirrors gave it"
}

mkdir -p "$directory"
# What the patches are relative to: the place make was called in.
state=$(echo "$sha256"; cat /dev/null "$@")
for patch; do
	patches="${patches:-} $(readlink -f "$patch")"
done
[ -z "$local_copy" ] || local_copy=$(readlink -f "$local_copy")
cd "$directory"
exec 9> "$name.lock"
flock 9
stamp=$name/.unpacked
if [ -f "$stamp" ] && [ "$state" = "$(cat "$stamp")" ]; then
	touch "$stamp" # by another make in the meantime, or nothing changed but a time
	exit 0
fi
needs tar xz sha256sum
if ! { [ -f "$archive" ] && matches "$archive"; }; then
	fetch
fi
rm -rf "$name" "$name.new"
mkdir "$name.new"
tar -xJf "$archive" -C "$name.new" --strip-components 1 --no-same-owner
# One kind of line ends, so that patches need not know which.
find "$name.new" -name '*.[ch]' -exec sed -i 's/\r$//' {} +
for patch in ${patches:-}; do
	needs patch
	patch -s -p1 -d "$name.new" < "$patch"
done
printf '%s\n' "$state" > "$name.new/.unpacked" # echo would read its backslashes
mv "$name.new" "$name"
