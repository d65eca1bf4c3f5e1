#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The templates of examples/ci, as far as they can be checked without the services that they are for: syntax, YAML,
# the budget against its published schema, and the scripts run for real on a local bare repository with branches.
# usage: run.sh CARBONEST
# What a check needs and the machine does not have is skipped, by name. CARBONEST_JUNIT_XSD and
# CARBONEST_SARIF_SCHEMA may name schema files; the reports of the runs are then held against them too.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
ci=$root/examples/ci
[[ $# -eq 1 ]] || { echo "usage: run.sh CARBONEST" >&2; exit 2; }
CARBONEST=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export CARBONEST

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
ok() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL $*"; }
skip() { skipped=$((skipped + 1)); echo "skipped: $*"; }
have() { command -v "$1" >/dev/null; }

# check NAME COMMAND...: the command must succeed
check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then ok; else fail "$name"; sed 's/^/    /' "$work/log"; fi
}

# expect CODE NAME COMMAND...: the command must end with CODE
expect() {
  local wanted=$1 name=$2 code=0
  shift 2
  "$@" >"$work/out" 2>"$work/err" || code=$?
  if [[ $code -eq $wanted ]]; then ok; else
    fail "$name: exit code $code, expected $wanted"
    sed 's/^/    /' "$work/out" "$work/err"
  fi
}

# contains FILE TEXT
contains() { if grep -qF -- "$2" "$1"; then ok; else fail "$1 does not contain \"$2\""; sed 's/^/    /' "$1"; fi; }

syntax() {
  local script
  for script in gate.sh pre-commit; do
    check "$script: sh -n" sh -n "$ci/$script"
    check "$script: bash -n" bash -n "$ci/$script"
    if have dash; then check "$script: dash -n" dash -n "$ci/$script"; else skip "dash is not installed"; fi
    if have shellcheck; then check "$script: shellcheck" shellcheck "$ci/$script"; else skip "shellcheck is not installed"; fi
  done
  check "executable scripts" test -x "$ci/gate.sh" -a -x "$ci/pre-commit"
}

# Prints FILE as JSON, or nothing where no reader of YAML is installed.
yaml_to_json() {
  if have python3 && python3 -c 'import yaml' 2>/dev/null; then
    python3 -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1])), default=str))' "$1"
  elif have ruby; then
    ruby -ryaml -rjson -e 'puts JSON.generate(YAML.load_file(ARGV[0]))' "$1"
  fi
}

yaml() {
  local file
  if [[ -z $(yaml_to_json "$ci/action.yml") ]]; then
    skip "YAML: neither python3 with yaml nor ruby is installed"
    return
  fi
  for file in action.yml gitlab-ci.yml pre-commit-config.yaml; do
    check "$file is YAML" yaml_to_json "$ci/$file"
  done
  if have python3; then check "what the YAML says" python3 "$root/tests/ci/templates.py" "$ci"; else skip "python3 is not installed"; fi
}

budget() {
  if ! have python3 || ! python3 -c 'import jsonschema' 2>/dev/null; then
    skip "budget against its schema: python3 with jsonschema is not installed"
    return
  fi
  check "budget against its schema" python3 -c 'import json, jsonschema, sys
schema, budget = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.validators.validator_for(schema).check_schema(schema)
jsonschema.validate(budget, schema)' "$root/data/budget.schema.json" "$ci/carbon-budget.json"
}

# job NAME KWH: a job of measured energy at 250 g/kWh: 40 kWh are 10 kg
job() {
  mkdir -p jobs
  printf '{"name": "%s", "energy": "%s kWh", "energy_scope": "facility", "carbon_intensity": "250 g/kWh"}\n' \
    "$1" "$2" >"jobs/$1.json"
}

commit() {
  git add -A
  git -c commit.gpgsign=false commit --quiet --message "$1"
}

# A bare repository and a clone of it: main with two jobs, and branches from there.
repository() {
  export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
  export GIT_AUTHOR_NAME=tester GIT_AUTHOR_EMAIL=tester@example.org
  export GIT_COMMITTER_NAME=tester GIT_COMMITTER_EMAIL=tester@example.org
  git init --quiet --bare --initial-branch=main "$work/origin.git"
  git clone --quiet "$work/origin.git" "$work/clone" 2>/dev/null
  cd "$work/clone"
  git checkout --quiet -b main
  echo "no jobs yet" >readme
  commit "before any job"
  git branch empty
  job train 40
  job "fine tune" 8
  commit "two jobs"
  git branch start
  git push --quiet origin main
}

branch() { git checkout --quiet -B "$1" "${2:-start}"; }
gate() { sh "$ci/gate.sh" origin/main 'jobs/*.json' -- --max-increase 5% --per-job "$@"; }

gate_script() {
  branch same
  expect 0 "nothing changed" gate
  branch rise
  job train 44
  commit "more"
  expect 1 "a rise of 10 %" gate --report "junit:$work/rise.xml" --report "sarif:$work/rise.sarif" \
    --report "markdown:$work/rise.md" --report "json:$work/rise.json"
  contains "$work/rise.xml" "<failure"
  contains "$work/rise.md" "+10.0 %"
  contains "$work/rise.json" '"result": "fail"'
  contains "$work/rise.sarif" "jobs/train.json"
  expect 0 "a rise of 10 %, allowed" sh "$ci/gate.sh" origin/main 'jobs/*.json' -- --max-increase 15%
  expect 0 "a rise of 10 %, reported only" gate --report-only
  both_trees
  branch drop
  job train 4
  commit "less"
  expect 0 "a drop" gate
  branch added
  job another 4
  git rm --quiet "jobs/fine tune.json"
  commit "one more, one less"
  expect 0 "a new job, and one that is gone" gate --report "json:$work/added.json"
  contains "$work/added.json" '"added"'
  contains "$work/added.json" '"removed"'
  branch broken
  echo "{" >jobs/train.json
  commit "broken"
  expect 3 "a job that cannot be read" gate
  branch mended broken
  job train 40
  commit "mended"
  expect 3 "a base that cannot be read" sh "$ci/gate.sh" broken 'jobs/*.json' -- --max-increase 5%
  expect 0 "a base that cannot be read, skipped" \
    env CARBON_BROKEN_BASE=skip sh "$ci/gate.sh" broken 'jobs/*.json' -- --max-increase 5%
  branch first empty
  job train 40
  commit "the first job"
  expect 0 "a base without jobs" sh "$ci/gate.sh" empty 'jobs/*.json' -- --max-increase 5% --max-co2e 11kg
  expect 1 "a base without jobs, over the absolute limit" \
    sh "$ci/gate.sh" empty 'jobs/*.json' -- --max-increase 5% --max-co2e 9kg
  moved_base
  git checkout --quiet same
  expect 2 "no pattern" sh "$ci/gate.sh" origin/main
  expect 2 "no job" sh "$ci/gate.sh" origin/main 'none/*.json' -- --max-co2e 1kg
  git checkout --quiet --orphan alone
  commit "another beginning"
  expect 4 "no common history" gate
  git checkout --quiet same
  if [[ -z $(git worktree list | sed 1d) && -z $(git status --porcelain) ]]; then ok; else fail "something is left behind"; fi
}

# What changes an estimate holds for both trees; a program or a result may be named by a relative path.
both_trees() {
  branch options
  local option
  for option in --carbon-intensity=500g/kWh "--carbon-intensity 500g/kWh --max-co2e 1t" "--runs 3" \
    "--budget none.json --runs=3"; do
    echo '{"schema": "carbonest.budget/1", "jobs": {"*": {"max_energy": "1 GWh"}}}' >none.json
    # shellcheck disable=SC2086  # words of options
    expect 0 "unchanged jobs with $option" gate $option
  done
  rm none.json
  mkdir -p "$work/bin"
  ln -sf "$CARBONEST" "$work/bin/carbonest"
  cd jobs
  expect 0 "paths from a folder below" env CARBONEST=../../bin/carbonest CARBON_BASE=../../kept.json \
    sh "$ci/gate.sh" origin/main 'jobs/*.json' -- --max-increase 5%
  cd ..
  contains "$work/kept.json" '"carbonest.estimates/1"'
}

# Others lowered the base since: that is not a rise of this branch.
moved_base() {
  branch quiet
  echo "a word" >>readme
  commit "no job touched"
  git checkout --quiet main
  job train 4
  commit "others are thrifty"
  git push --quiet origin main
  git checkout --quiet quiet
  expect 0 "compared with the merge base, not with the tip" gate
}

hook() {
  git checkout --quiet -B hook start
  cat >carbon-budget.json <<'BUDGET'
{"schema": "carbonest.budget/1", "jobs": {"*": {"max_co2e": "11 kg"}}}
BUDGET
  commit "a budget"
  install -m 755 "$ci/pre-commit" .git/hooks/pre-commit
  job train 42
  git add -A
  expect 0 "hook: a program named by a relative path" env CARBONEST=../bin/carbonest .git/hooks/pre-commit
  expect 0 "hook: within the budget" commit "within"
  job train 50
  git add -A
  expect 1 "hook: over the budget" git commit --quiet --message "over"
  job train 43  # the working tree is fine, what is staged is not
  expect 1 "hook: what is staged counts" git commit --quiet --message "over"
  git reset --quiet --hard
  echo more >>readme
  expect 0 "hook: no job touched" commit "none"
  rm .git/hooks/pre-commit
}

reports() {
  if have xmllint; then
    check "JUnit is XML" xmllint --noout "$work/rise.xml"
    if [[ -n ${CARBONEST_JUNIT_XSD:-} ]]; then
      check "JUnit against its schema" xmllint --noout --schema "$CARBONEST_JUNIT_XSD" "$work/rise.xml"
    else skip "JUnit against its schema: CARBONEST_JUNIT_XSD names none"; fi
  else skip "xmllint is not installed"; fi
  if [[ -z ${CARBONEST_SARIF_SCHEMA:-} ]]; then
    skip "SARIF against its schema: CARBONEST_SARIF_SCHEMA names none"
  elif have python3 && python3 -c 'import jsonschema' 2>/dev/null; then
    check "SARIF against its schema" python3 -c 'import json, jsonschema, sys
schema, log = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.validators.validator_for(schema)(schema).validate(log)' "$CARBONEST_SARIF_SCHEMA" "$work/rise.sarif"
  else skip "SARIF against its schema: python3 with jsonschema is not installed"; fi
}

syntax
yaml
budget
if ! have git; then
  skip "scripts: git is not installed"
elif ! "$CARBONEST" gate --help >/dev/null 2>&1; then
  skip "scripts: the program has no command gate"
else
  repository
  gate_script
  hook
  reports
fi
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
