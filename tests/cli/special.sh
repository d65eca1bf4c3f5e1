#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a golden folder cannot hold: devices, closed descriptors, pipes, links, signals. Called by run.sh with
# CARBONEST (the program) and SCRATCH (a folder to make) in a clean environment.
set -u

mkdir -p "$SCRATCH" && cd "$SCRATCH" || exit 1
failures=0
checks=0

# expect NAME CONDITION...: one check.
expect() {
  what=$1
  shift
  checks=$((checks + 1))
  "$@" || { failures=$((failures + 1)); echo "FAIL special: $what"; }
}
one_of() { [ "$1" -eq "$2" ] || [ "$1" -eq "$3" ]; }
empty() { [ ! -s "$1" ]; }
holds() { grep -qF -- "$2" "$1"; }

cat > job.json <<'JOB'
{
  "name": "sample",
  "hardware": { "accelerator": { "count": 8, "power": "400 W" }, "host": "none" },
  "runtime": "10h", "pue": 1.1, "carbon_intensity": "100 g/kWh", "embodied": false
}
JOB
cp job.json original.json
"$CARBONEST" estimate job.json > good.txt
"$CARBONEST" estimate -f json job.json > good.json

# Where the result goes.
"$CARBONEST" estimate job.json > /dev/full 2> err
expect "/dev/full is exit 4" [ $? -eq 4 ]
expect "/dev/full says why" holds err "cannot write standard output: No space left on device"
"$CARBONEST" --help > /dev/full 2> err
expect "help on /dev/full is exit 4" [ $? -eq 4 ]
"$CARBONEST" estimate job.json >&- 2> err
expect "closed standard output is exit 4" [ $? -eq 4 ]
expect "closed standard output says why" holds err "cannot write standard output: Bad file descriptor"
"$CARBONEST" estimate -o closed.txt job.json >&- 2> err
expect "closed standard output does not matter with -o" [ $? -eq 0 ]
expect "the file is whole with standard output closed" cmp -s closed.txt good.txt
"$CARBONEST" estimate job.json 2>&- > out
expect "closed standard error does not matter" [ $? -eq 0 ]
expect "the result is whole with standard error closed" cmp -s out good.txt
"$CARBONEST" estimate missing.json 2>&-
expect "an error without standard error keeps its code" [ $? -eq 4 ]
"$CARBONEST" estimate missing.json 2> /dev/full
expect "an error with a full standard error keeps its code" [ $? -eq 4 ]
{ "$CARBONEST" list accelerators -f json 2> err; echo $? > code; } | head -c 1 > /dev/null
expect "a broken pipe is exit 0" [ "$(cat code)" -eq 0 ]
expect "a broken pipe is silent" empty err

# Where the job comes from.
"$CARBONEST" estimate - < job.json > out
expect "standard input is a job" [ $? -eq 0 ]
"$CARBONEST" estimate - <&- > out 2> err
expect "closed standard input is exit 4" [ $? -eq 4 ]
expect "closed standard input prints nothing" empty out
"$CARBONEST" estimate job.json <&- > out
expect "closed standard input does not matter otherwise" cmp -s out good.txt
"$CARBONEST" estimate . > out 2> err
expect "a folder is exit 4" [ $? -eq 4 ]
expect "a folder is named" holds err "cannot read .: Is a directory"
"$CARBONEST" estimate missing.json > out 2> err
expect "a missing file is exit 4" [ $? -eq 4 ]
expect "a missing file is named" holds err "cannot read missing.json: No such file or directory"
ln -s loop loop
"$CARBONEST" estimate loop > out 2> err
expect "a loop of links is exit 4" [ $? -eq 4 ]
ln -s job.json link.json
"$CARBONEST" estimate link.json > out
expect "a link to a job is a job" cmp -s out good.txt
mkfifo fifo
cat job.json > fifo &
"$CARBONEST" estimate fifo > out
expect "a FIFO is a job" cmp -s out good.txt
wait
"$CARBONEST" estimate /dev/zero > out 2> err
expect "an endless file is refused" [ $? -eq 3 ]
expect "an endless file prints nothing" empty out
"$CARBONEST" estimate /dev/null > out 2> err
expect "an empty file is refused" [ $? -eq 3 ]
if [ "$(id -u)" -ne 0 ]; then
  cp job.json secret.json && chmod 0 secret.json
  "$CARBONEST" estimate secret.json 2> err
  expect "an unreadable file is exit 4" [ $? -eq 4 ]
fi

# -o: all or nothing.
"$CARBONEST" estimate -o out.txt job.json > out
expect "-o is exit 0" [ $? -eq 0 ]
expect "-o prints nothing" empty out
expect "-o writes the result" cmp -s out.txt good.txt
chmod 600 out.txt
"$CARBONEST" estimate -f json -o out.txt job.json
expect "-o replaces the file" cmp -s out.txt good.json
expect "-o keeps the mode" [ "$(stat -c %a out.txt)" = 600 ]
echo old > target.txt && ln -s target.txt to-file
"$CARBONEST" estimate -o to-file job.json
expect "-o follows a link to a file" cmp -s target.txt good.txt
expect "-o keeps the link" [ -L to-file ]
ln -s nowhere dangling && ln -s . to-folder && mkdir folder
for target in dangling to-folder folder missing/out.txt ''; do
  "$CARBONEST" estimate -o "$target" job.json > out 2> err
  code=$?
  expect "-o '$target' is refused" one_of $code 2 4
  expect "-o '$target' prints nothing" empty out
  expect "-o '$target' says why" [ -s err ]
done
expect "-o creates nothing beside its target" [ ! -e nowhere ]
"$CARBONEST" estimate -o /dev/null job.json
expect "-o /dev/null is exit 0" [ $? -eq 0 ]
expect "-o /dev/null leaves the device alone" [ -c /dev/null ]
"$CARBONEST" estimate -o /dev/full job.json 2> err
expect "-o /dev/full is exit 4" [ $? -eq 4 ]
ln job.json hard.json
for target in job.json ./job.json link.json hard.json; do
  "$CARBONEST" estimate -o "$target" job.json > out 2> err
  expect "-o $target is the input" [ $? -eq 2 ]
done
"$CARBONEST" estimate -o job.json - < job.json 2> err
expect "-o is not the file on standard input" [ $? -eq 2 ]
expect "the input is unharmed" cmp -s job.json original.json
"$CARBONEST" estimate -o out.txt missing.json 2> err
expect "a refused job leaves the old result" cmp -s out.txt good.json
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked && chmod 500 locked
  "$CARBONEST" estimate -o locked/out.txt job.json 2> err
  expect "an unwritable folder is exit 4" [ $? -eq 4 ]
  cp good.txt readonly.txt && chmod 400 readonly.txt
  "$CARBONEST" estimate -o readonly.txt job.json 2> err
  expect "a read-only file is exit 4" [ $? -eq 4 ]
fi
(ulimit -f 0; "$CARBONEST" estimate -o quota.txt job.json 2> err) 2> /dev/null
expect "no room for a file is exit 4" [ $? -eq 4 ]
expect "no room for a file leaves none" [ ! -e quota.txt ]
expect "no temporary file is left" [ -z "$(find . -name '.carbonest-*')" ]

# Colour and width.
escape=$(printf '\033')
"$CARBONEST" estimate job.json > out
expect "no colour in a pipe or file" [ "$(grep -c "$escape" out)" -eq 0 ]
"$CARBONEST" estimate --color always job.json > out
expect "--color always" [ "$(grep -c "$escape" out)" -gt 0 ]
NO_COLOR=1 "$CARBONEST" estimate --color always job.json > out
expect "an option beats NO_COLOR" [ "$(grep -c "$escape" out)" -gt 0 ]
if command -v script > /dev/null; then
  script -qec "$CARBONEST estimate job.json" /dev/null < /dev/null > out 2>&1
  expect "colour on a terminal" [ "$(grep -c "$escape" out)" -gt 0 ]
  NO_COLOR=1 script -qec "$CARBONEST estimate job.json" /dev/null < /dev/null > out 2>&1
  expect "NO_COLOR is honoured" [ "$(grep -c "$escape" out)" -eq 0 ]
  TERM=dumb script -qec "$CARBONEST estimate job.json" /dev/null < /dev/null > out 2>&1
  expect "TERM=dumb has no colour" [ "$(grep -c "$escape" out)" -eq 0 ]
fi
{
  "$CARBONEST" --help
  for command in estimate explain list; do "$CARBONEST" $command --help; done
  "$CARBONEST" estimate job.json
  "$CARBONEST" explain job.json
  "$CARBONEST" list
  for table in $("$CARBONEST" list -q | cut -d' ' -f1); do "$CARBONEST" list "$table"; done
} > out
expect "no text is wider than 80 columns" [ "$(LC_ALL=C.UTF-8 wc -L < out)" -le 80 ]

# Locale and environment change nothing.
for locale in de_DE.UTF-8 fr_FR.UTF-8 C POSIX; do
  LC_ALL=$locale LANG=$locale "$CARBONEST" estimate -f json --pue 1.1 job.json > out
  expect "locale $locale reads 1.1" [ $? -eq 0 ]
  LC_ALL=$locale LANG=$locale "$CARBONEST" estimate -f json job.json > out
  expect "locale $locale prints the same bytes" cmp -s out good.json
done

# Streams: what is long is read and written piece by piece, and its end tells whether it was whole.
{
  echo 'JobID|State|Start|ElapsedRaw|NCPUS'
  i=0
  while [ $i -lt 20000 ]; do
    echo "$i|COMPLETED|2024-05-01T00:00:00|3600|8"
    i=$((i + 1))
  done
} > log
"$CARBONEST" import slurm --region FR --pue 1.2 log > lines
expect "a log as lines is exit 0" [ $? -eq 0 ]
expect "a log as lines is one line a job" [ "$(wc -l < lines)" -eq 20000 ]
"$CARBONEST" import slurm --region FR --pue 1.2 log 2> err | head -n 1 > first
expect "a closed pipe is quiet" empty err
expect "a closed pipe has its first line" [ "$(cat first)" = "$(head -n 1 lines)" ]
"$CARBONEST" import slurm --region FR --pue 1.2 log > /dev/full 2> err
expect "lines on /dev/full are exit 4" [ $? -eq 4 ]
expect "lines on /dev/full say why" holds err "No space left on device"
"$CARBONEST" import slurm --region FR --pue 1.2 --summary -f json log > whole.json
for threads in 2 3 8; do
  "$CARBONEST" import slurm --region FR --pue 1.2 --summary -f json --threads $threads log > out
  expect "$threads threads print the same bytes" cmp -s out whole.json
done
"$CARBONEST" import slurm --region FR --pue 1.2 --summary -o log log 2> err
expect "a report over its log is exit 2" [ $? -eq 2 ]
"$CARBONEST" import slurm --region FR --pue 1.2 --summary -f json - < log > out
expect "standard input is the same log" [ "$(grep -c total_kg out)" -eq "$(grep -c total_kg whole.json)" ]
# A last row without its line end may be cut: where it cannot be told, it is skipped and said.
head -c 500000 log > cut
"$CARBONEST" import slurm --region FR --pue 1.2 --summary -f json cut > out 2> err
code=$?
expect "a cut log is exit 0 or 3" one_of $code 0 3
[ $code -eq 3 ] && expect "a cut log says so" holds err "slurm-"
# Killed in the middle: no file, and on standard output only whole lines of the result.
mkfifo pipe
for output in file stdout; do
  { cat log; sleep 30; } > pipe &
  writer=$!
  if [ $output = file ]; then
    "$CARBONEST" import slurm --region FR --pue 1.2 -o killed.jsonl pipe 2> err &
  else
    "$CARBONEST" import slurm --region FR --pue 1.2 pipe > killed 2> err &
  fi
  program=$!
  sleep 1
  kill -TERM $program
  wait $program
  expect "killed while it streams to $output is exit 143" [ $? -eq 143 ]
  kill $writer 2> /dev/null
  wait $writer 2> /dev/null
done
expect "killed while it streams leaves no file" [ ! -e killed.jsonl ]
expect "what was finished before the kill was printed" [ -s killed ]
head -c "$(wc -c < killed)" lines > prefix
expect "what was printed before the kill is right" cmp -s killed prefix
rm -f pipe

# Jobs one a line: many threads, several processes, a reader that leaves, a full device.
i=0
while [ $i -lt 5000 ]; do
  echo "{\"name\":\"$i\",\"hardware\":{\"accelerator\":\"$((i % 7 + 1))x A100-SXM4-40GB\"},\"runtime\":\"$((i % 900 + 1))h\",\"region\":\"FR\",\"x_team\":\"t$((i % 3))\"}"
  i=$((i + 1))
done > jobs.jsonl
"$CARBONEST" estimate --jsonl jobs.jsonl > lines
expect "jobs one a line are exit 0" [ $? -eq 0 ]
expect "each job has its line" [ "$(wc -l < lines)" -eq 5000 ]
"$CARBONEST" estimate --jsonl jobs.jsonl --totals --group-by x_team,region -f json > whole.json
for threads in 2 3 8; do
  "$CARBONEST" estimate --jsonl jobs.jsonl --threads $threads > out
  expect "$threads threads print the same lines" cmp -s out lines
  "$CARBONEST" estimate --jsonl jobs.jsonl --totals --group-by x_team,region -f json --threads $threads > out
  expect "$threads threads print the same sums" cmp -s out whole.json
done
for part in 1 2 3; do
  "$CARBONEST" estimate --jsonl jobs.jsonl --totals --group-by x_team,region -f partial --shard $part/3 -o part$part
done
"$CARBONEST" merge -f json part3 part1 part2 > out
expect "three parts merge to the same sums" cmp -s out whole.json
"$CARBONEST" merge -f json part3 part1 > out 2> err
expect "a missing part is exit 3" [ $? -eq 3 ]
expect "a missing part is said" holds err "partial-missing-shard"
"$CARBONEST" estimate --jsonl - < jobs.jsonl > out
expect "standard input gives the same lines" cmp -s out lines
"$CARBONEST" estimate --jsonl jobs.jsonl 2> err | head -n 1 > first
expect "a reader that leaves is no failure" empty err
"$CARBONEST" estimate --jsonl jobs.jsonl > /dev/full 2> err
expect "lines of jobs on /dev/full are exit 4" [ $? -eq 4 ]
"$CARBONEST" estimate --jsonl jobs.jsonl -o jobs.jsonl 2> err
expect "lines over their jobs are exit 2" [ $? -eq 2 ]
head -c 300020 jobs.jsonl > cut
"$CARBONEST" estimate --jsonl cut > out 2> err
expect "a cut last line is exit 3" [ $? -eq 3 ]
expect "the lines before a cut are right" [ "$(head -c "$(wc -c < out)" lines | cmp - out && wc -l < out)" -gt 2000 ]
if command -v parallel > /dev/null; then
  HOME=$PWD parallel --keep-order --pipe --block 100k "$CARBONEST" estimate --jsonl - < jobs.jsonl > out 2> err
  expect "GNU parallel gives the same lines" cmp -s out lines
fi

# Signals: the program waits for a job on a FIFO that nobody writes.
for signal in TERM HUP; do
  sleep 30 > fifo &
  writer=$!
  "$CARBONEST" estimate -o signalled.txt - < fifo > out 2> err &
  program=$!
  sleep 0.3
  kill -$signal $program
  wait $program
  code=$?
  kill $writer 2> /dev/null
  wait $writer 2> /dev/null
  [ $signal = TERM ] && expect "SIGTERM is exit 143" [ $code -eq 143 ]
  [ $signal = HUP ] && expect "SIGHUP is exit 129" [ $code -eq 129 ]
  expect "SIG$signal leaves no file" [ ! -e signalled.txt ]
done

# A program that ignores SIGINT by inheritance keeps ignoring it, so SIGINT needs a shell that resets it.
if command -v python3 > /dev/null; then
  python3 - "$CARBONEST" <<'PY'
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
process = subprocess.Popen([sys.argv[1], "estimate", "-"], stdin=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
time.sleep(0.3)
process.send_signal(signal.SIGINT)
sys.exit(0 if process.wait(10) == 130 else 1)
PY
  expect "SIGINT is exit 130" [ $? -eq 0 ]
fi

echo "$checks special checks, $failures failures"
[ "$failures" -eq 0 ]
