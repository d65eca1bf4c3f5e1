#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# All known cloud regions in one `compare` against one estimate of the same job: median of interleaved runs.
# The job runs on no provider's instance, so that every region is estimated. The ratio should stay within 5.
# usage: compare.sh [PROGRAM [RUNS]]     default: the release build, 300 runs
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-$root/build/release/carbonest}
runs=${2:-300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CXX:-c++}" -std=c++20 -O2 "$root/tests/bench/spawn_ratio.cpp" -o "$work/spawn_ratio"
job=$root/examples/fine-tuning.json
ratio() { "$work/spawn_ratio" "$runs" /bin/true -- "$@" | sed 's/.*ratio //'; }
for _ in 1 2 3; do
  one=$(ratio "$program" estimate "$job")
  all=$(ratio "$program" compare "$job" --regions all)
  awk -v one="$one" -v all="$all" 'BEGIN { printf "estimate %.2f, compare %.2f x /bin/true: ratio %.2f\n", one, all, all / one }'
done
