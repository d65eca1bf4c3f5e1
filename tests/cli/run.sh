#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: run.sh BINARY [--bless] [CASE...]
#
# Runs every golden folder of this directory, then special.sh. A case is a folder with `cmd`, a shell script
# that calls `carbonest`; `stdin`, if it reads any; and what it must print: `stdout`, `stderr`, `exit`
# (absent means empty, empty, 0). Other files are the case's own and are copied beside it. Versions and
# checksums are masked, so that new tables change only what they should. --bless writes what was printed.
# CARBONEST_TEST_PREFIX is put before the program, for valgrind and the like.
set -u

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: run.sh BINARY [--bless] [CASE...]" >&2; exit 2; }
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
bless=no
[ "${1:-}" = --bless ] && { bless=yes; shift; }

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/bin" "$work/got"
printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${CARBONEST_TEST_PREFIX:-}" "$binary" > "$work/bin/carbonest"
chmod +x "$work/bin/carbonest"

# A clean environment: nothing of the caller's reaches the program.
clean() { env -i PATH="$work/bin:/usr/bin:/bin" "$@"; }

version=$("$binary" --version | sed -n 's/^carbonest //p')
tables=$("$binary" --version | sed -n 's/^tables //p')
mask() {
  sed -e 's/[0-9a-f]\{64\}/<sha256>/g' \
      -e "s/\"version\": *\"$version\"/\"version\": \"<version>\"/g; s/carbonest $version/carbonest <version>/g" \
      -e "s/\"data_version\": *\"$tables\"/\"data_version\": \"<tables>\"/g; s/tables $tables/tables <tables>/g" \
      -e "s/data $tables/data <tables>/g; s/,$tables\$/,<tables>/" "$1"
}

failures=0
count=0
fail() { failures=$((failures + 1)); echo "FAIL $1"; }

# same NAME EXPECTED GOT: compare, or bless; an empty file is not kept.
same() {
  if [ "$bless" = yes ]; then
    if [ -s "$3" ]; then cp "$3" "$2"; else rm -f "$2"; fi
    return 0
  fi
  [ -e "$2" ] || set -- "$1" /dev/null "$3"
  diff -u "$2" "$3"
}

run_case() {
  name=$1
  folder=$here/$name
  [ -e "$folder/cmd" ] || { fail "$name: no such case"; return; }
  scratch=$work/case
  rm -rf "$scratch"
  cp -R "$folder" "$scratch"
  (cd "$scratch" && rm -f cmd stdout stderr exit stdin)
  input=/dev/null
  [ -e "$folder/stdin" ] && input=$folder/stdin
  (cd "$scratch" && clean sh "$folder/cmd") < "$input" > "$work/got/out" 2> "$work/got/err"
  code=$?
  mask "$work/got/out" > "$work/got/stdout"
  mask "$work/got/err" > "$work/got/stderr"
  if [ "$code" -eq 0 ]; then : > "$work/got/exit"; else echo "$code" > "$work/got/exit"; fi
  good=yes
  for part in stdout stderr exit; do
    same "$name" "$folder/$part" "$work/got/$part" || good=no
  done
  [ "$good" = yes ] || fail "$name"
  count=$((count + 1))
}

if [ $# -gt 0 ]; then
  for name in "$@"; do run_case "$name"; done
else
  for cmd in "$here"/*/cmd; do run_case "$(basename "$(dirname "$cmd")")"; done
  clean CARBONEST="$work/bin/carbonest" SCRATCH="$work/special" sh "$here/special.sh" || fail special
fi
echo "$count golden cases, $failures failures"
[ "$failures" -eq 0 ]
