#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Install the build folder, then build and run a stranger's program against it: by find_package, by pkg-config.
# usage: run.sh CMAKE GENERATOR BUILD_DIR COMPILER VERSION
set -euo pipefail
cmake=$1 generator=$2 build=$3 compiler=$4 version=$5
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect_version() {
  local got
  got=$("$2")
  [[ $got == "$version" ]] || { echo "$1: expected version $version, got '$got'"; exit 1; }
  echo "$1: ok"
}

"$cmake" --install "$build" --prefix "$work/installed" >"$work/log" || { cat "$work/log"; exit 1; }

"$cmake" -G "$generator" -S "$here" -B "$work/consumer" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_PREFIX_PATH="$work/installed" >"$work/log"
"$cmake" --build "$work/consumer" >"$work/log" || { cat "$work/log"; exit 1; }
expect_version find_package "$work/consumer/consumer"

if command -v pkg-config >/dev/null; then
  pc=$(find "$work/installed" -name carbonest.pc -printf '%h')
  # shellcheck disable=SC2046 # a list of flags
  "$compiler" -std=c++20 "$here/consumer.cpp" -o "$work/by_pkg_config" \
    $(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs carbonest)
  expect_version pkg-config "$work/by_pkg_config"
else
  echo "pkg-config: skipped, not installed"
fi

if [[ -x $work/installed/bin/carbonest ]]; then
  "$work/installed/bin/carbonest" --version >/dev/null
  echo "installed program: ok"
fi
