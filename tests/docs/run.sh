#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: run.sh BINARY [--bless]
#
# What the documents show is what the program prints: every example of examples/ beside its expected
# estimate (NAME.json, NAME.txt), and every `$ carbonest ...` line of the README's console blocks.
# --bless writes the examples' expected output and the README's blocks anew.
set -u

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: run.sh BINARY [--bless]" >&2; exit 2; }
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
bless=${2:-}
cd "$here/../.." || exit 1

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$binary" "$work/bin/carbonest"
clean() { env -i PATH="$work/bin:/usr/bin:/bin" "$@"; }

passed=0
failed=0
verdict() { # NAME EXPECTED GOT
  if diff -u "$2" "$3"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $1"; fi
}

for job in examples/*.json; do
  expected=${job%.json}.txt
  clean carbonest estimate "$job" > "$work/got" 2>&1 || echo "exit $?" >> "$work/got"
  [ "$bless" = --bless ] && cp "$work/got" "$expected"
  verdict "$job" "$expected" "$work/got"
done

# A console block: lines with `$ ` are commands, what follows is their output; the next fence ends it.
clean awk -v shell="$work/command" '
  /^```console$/ { print; inside = 1; next }
  /^```$/ && inside { inside = 0 }
  inside && /^\$ / {
    print
    print substr($0, 3) > shell
    close(shell)
    run = "sh " shell " 2>&1"
    while ((run | getline line) > 0) print line
    close(run)
    next
  }
  !inside { print }
' README.md > "$work/README.md"
[ "$bless" = --bless ] && cp "$work/README.md" README.md
verdict README.md README.md "$work/README.md"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
