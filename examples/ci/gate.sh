#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holds the jobs of a branch against a budget, and against what they came to where the branch began.
#
# usage: gate.sh BASE PATTERN... [-- OPTION...]
#   BASE       the branch to merge into: origin/main. Compared with is the merge base, not the tip: what others
#              did on BASE since is not this branch's doing.
#   PATTERN    job files as git knows them, quoted: 'jobs/*.json'. They are looked up in both trees, so that jobs
#              that were added or removed are seen.
#   OPTION     of `carbonest gate`: --budget FILE, --max-increase 5%, --report junit:carbon.xml, ... What changes
#              an estimate (--region, --pue, --method, ...; --data: the tables of each tree) holds for both trees.
# environment: CARBONEST     the program, or its path; default: carbonest
#              CARBON_BASE   where to keep the results of the base; default: a temporary file
#              CARBON_BROKEN_BASE=skip   go on without a comparison where the jobs of the base cannot be estimated,
#                            so that a branch that mends them can pass
#
# Exit code: that of `carbonest gate`. 0 passed, 1 over budget, 2 wrong usage, 3 a job or the baseline was refused,
# 4 reading or writing failed. A base without jobs is no error: limits on the increase are skipped, and it is said.
set -eu

carbonest=${CARBONEST:-carbonest}
say() { echo "gate.sh: $*" >&2; }
usage() {
  say "usage: gate.sh BASE PATTERN... [-- OPTION...]"
  exit 2
}

[ $# -ge 2 ] || usage
base=$1
shift

patterns=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  patterns="$patterns$1
"
  shift
done
[ $# -eq 0 ] || shift
[ -n "$patterns" ] || usage

# Paths of the environment are meant from here, those of the options from the top of the repository.
absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$(pwd)" "$1" ;;
  esac
}
case $carbonest in */*) carbonest=$(absolute "$carbonest") ;; esac
[ -z "${CARBON_BASE:-}" ] || CARBON_BASE=$(absolute "$CARBON_BASE")

root=$(git rev-parse --show-toplevel)
cd "$root"
if ! fork=$(git merge-base "$base" HEAD); then
  say "no commit is common to $base and HEAD: fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0)"
  exit 4
fi

work=$(mktemp -d)
# shellcheck disable=SC2317  # called by the trap
clean_up() {
  git worktree remove --force "$work/tree" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
results=${CARBON_BASE:-$work/base.json}
rm -f "$results"

# jobs_of TREE OPTION... : the files in TREE that fit a pattern, one a line
jobs_of() {
  tree=$1
  shift
  printf '%s' "$patterns" | while IFS= read -r pattern; do
    [ -n "$pattern" ] || continue
    git -C "$tree" -c core.quotePath=false ls-files "$@" -- "$pattern"
  done | sort -u
}

# The base: its jobs, estimated by today's program.
git worktree add --quiet --detach "$work/tree" "$fork"
jobs_of "$work/tree" --cached >"$work/base-jobs"
if [ -s "$work/base-jobs" ]; then
  code=0
  (
    cd "$work/tree"
    # Of the options, those that change an estimate, with their values.
    given=$# value=no
    for word in "$@"; do
      case $value,${word%%=*} in
        yes,* | no,--region | no,--runtime | no,--runs | no,--year | no,--start | no,--pue | \
          no,--carbon-intensity | no,--method | no,--basis | no,--data)
          set -- "$@" "$word"
          case $value$word in yes* | *=*) value=no ;; *) value=yes ;; esac
          ;;
      esac
    done
    shift "$given"
    set -- "$@" --
    while IFS= read -r job; do set -- "$@" "$job"; done <"$work/base-jobs"
    "$carbonest" estimate --format json --output "$work/results" "$@"
  ) || code=$?
  if [ "$code" -eq 0 ]; then
    cp "$work/results" "$results"
  else
    say "the jobs of $fork, where this branch began, cannot be estimated (exit code $code)"
    [ "${CARBON_BROKEN_BASE:-}" = skip ] || exit "$code"
  fi
else
  say "$fork, where this branch began, has no job that fits: there is nothing to compare with"
fi

# The branch.
jobs_of . --cached --others --exclude-standard >"$work/jobs"
if [ ! -s "$work/jobs" ]; then
  say "no job fits the patterns"
  exit 2
fi
set -- "$@" --
while IFS= read -r job; do
  [ ! -e "$job" ] || set -- "$@" "$job"
done <"$work/jobs"
allow=
[ -e "$results" ] || allow=--allow-missing-baseline
code=0
# $allow is one word or none.
# shellcheck disable=SC2086
"$carbonest" gate --baseline "$results" $allow "$@" || code=$?
exit "$code"
