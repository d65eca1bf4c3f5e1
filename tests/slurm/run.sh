#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Slurm on this machine, which plays two nodes, with its accounting database, on loopback only: runs a
# few jobs, writes what sacct says of them, lets PROGRAM read it, and again by a job array. Starts its own daemons on their own ports,
# in a folder of its own, and ends them; nothing that is installed is configured or changed. Needs root,
# slurmctld, slurmd, slurmdbd, slurm-client, slurm-wlm-basic-plugins, mariadb-server and munge; where they are
# missing it says so and ends with 77 (skipped). Takes four minutes: one job runs into its limit, another one
# waits to be run again.
# usage: run.sh [PROGRAM [FOLDER]]     FOLDER: keep sacct.txt and the others there
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:+$(realpath "$1")}
keep=${2:+$(realpath -m "$2")}
PATH=$PATH:/usr/sbin

skip() { echo "skipped: $*"; exit 77; }
[ "$(id -u)" = 0 ] || skip "a Slurm of its own needs root"
for tool in slurmctld slurmd slurmdbd sacct sacctmgr sbatch munged mariadbd mariadb-install-db; do
  command -v "$tool" >/dev/null || skip "$tool is not installed"
done

work=$(mktemp -d)
chmod 755 "$work"
pids=()
finish() {
  local status=$? pid
  # Jobs that are still there have a process of their own, which the daemons leave behind.
  if [ -S "$work/db.sock" ]; then timeout 10 scancel -u root >/dev/null 2>&1 && sleep 3 || true; fi
  for ((i = ${#pids[@]} - 1; i >= 0; --i)); do
    pid=${pids[$i]}
    kill "$pid" 2>/dev/null || continue
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  done
  if [ $status -ne 0 ] && [ $status -ne 77 ]; then tail -n 5 "$work"/*.log || true; fi
  rm -rf "$work"
  exit $status
}
trap finish EXIT
start() {  # name, command...: in the background, its words in a log
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  pids+=($!)
}
wait_for() {  # seconds, what, command...
  local what=$2 end=$((SECONDS + $1))
  shift 2
  while [ $SECONDS -lt $end ]; do "$@" >/dev/null 2>&1 && return 0; sleep 0.2; done
  echo "no $what in time" >&2
  return 1
}

host=$(hostname -s)
base=$((20000 + RANDOM % 20000))
db=$base; dbd=$((base + 1)); ctl=$((base + 2)); node=$((base + 3))

# --- keys
mkdir -p "$work/munge"
dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 status=none
chmod 400 "$work/munge/key"
chmod 755 "$work/munge"
start munge munged -F --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/munged.log" --seed-file="$work/munge/seed"
wait_for 10 "key server" test -S "$work/munge/socket"

# --- database
mkdir -p "$work/db"
mariadb-install-db --no-defaults --datadir="$work/db" --user=root --auth-root-authentication-method=normal \
  --skip-test-db >"$work/db-install.log" 2>&1
start mariadb mariadbd --no-defaults --datadir="$work/db" --user=root --socket="$work/db.sock" --port=$db \
  --bind-address=127.0.0.1 --pid-file="$work/db.pid" --innodb-buffer-pool-size=64M
sql() { mariadb --no-defaults --socket="$work/db.sock" -u root -e "$1"; }
wait_for 30 "database" sql "select 1"
sql "create database slurm_acct_db;
     create user 'slurm'@'%' identified by 'slurm';
     grant all on slurm_acct_db.* to 'slurm'@'%';"

# --- Slurm
cat >"$work/slurmdbd.conf" <<CONF
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=$dbd
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$db
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
PidFile=$work/slurmdbd.pid
CONF
chmod 600 "$work/slurmdbd.conf"
cat >"$work/slurm.conf" <<CONF
ClusterName=testcluster
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$ctl
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
GresTypes=gpu
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$dbd
AccountingStoragePass=$work/munge/socket
AccountingStorageTRES=gres/gpu,gres/gpu:a100
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobCompType=jobcomp/none
MpiDefault=none
ReturnToService=2
KillWait=2
MinJobAge=300
SchedulerParameters=sched_interval=2,bf_interval=2
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$node CPUs=32 RealMemory=8000 Gres=gpu:a100:4
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((node + 1)) CPUs=32 RealMemory=8000 Gres=gpu:a100:4
PartitionName=gpu Nodes=node[1-2] Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
PartitionName=cpu Nodes=node[1-2] MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
for i in 0 1 2 3; do mknod "$work/gpu$i" c 1 3; done  # devices that are nothing
echo "Name=gpu Type=a100 File=$work/gpu[0-3]" >"$work/gres.conf"
echo "CgroupAutomount=no" >"$work/cgroup.conf"
mkdir -p "$work/state" "$work/spool.node1" "$work/spool.node2"
export SLURM_CONF="$work/slurm.conf"
start slurmdbd slurmdbd -D
wait_for 60 "accounting daemon" timeout 5 sacctmgr -n show cluster
sacctmgr -i add cluster testcluster >/dev/null 2>&1 || true
sacctmgr -i add account bio Description=test Organization=test >/dev/null
sacctmgr -i add account chem Description=test Organization=test >/dev/null
sacctmgr -i add user root Account=bio DefaultAccount=bio >/dev/null
sacctmgr -i add user root Account=chem >/dev/null
start slurmctld slurmctld -D -f "$work/slurm.conf"
start slurmd1 slurmd -D -f "$work/slurm.conf" -N node1
start slurmd2 slurmd -D -f "$work/slurm.conf" -N node2
idle() { [ "$(sinfo -h -p gpu -o %D%T)" = 2idle ]; }
wait_for 60 "idle nodes" idle

# --- jobs of all kinds
cd /  # jobs remember where they were submitted
script() { printf '#!/bin/sh\n%s\n' "$*" >"$work/job.sh"; }
submit() { sbatch --parsable -o /dev/null "$@" <"$work/job.sh" | cut -d';' -f1; }
script 'srun sleep 2'
submit -A bio -p gpu -J 'train|a|b' -c 4 --mem=1000 --gres=gpu:a100:2 >/dev/null
script 'exit 3'
submit -A chem -p cpu -J fails -c 2 --mem=500 >/dev/null
script 'sleep 300'
cancelled=$(submit -A chem -p cpu -J cancelled -c 1 --mem=100)
submit -A bio -p cpu -J 'too long' -c 1 --mem=100 -t 1 >/dev/null
script 'sleep 1'
submit -A bio -p cpu -J array -c 1 --mem=100 --array=1-3 >/dev/null
script 'srun --het-group=0,1 sleep 1'
sbatch --parsable -o /dev/null -A bio -J het -p cpu -c 1 --mem=100 : -p gpu -c 2 --mem=200 --gres=gpu:1 \
  <"$work/job.sh" >/dev/null
script 'sleep 20'
requeued=$(submit -A bio -p cpu -J requeued --requeue -c 1 --mem=100)
never=$(submit -A bio -p cpu -J never -c 1 --mem=100 --begin=now+1days)
script 'a=$(head -c 60000000 /dev/zero | tr "\0" x); sleep 2; echo ${#a}'
submit -A chem -p cpu -J memory -c 1 --mem=1000 >/dev/null
running() { [ "$(squeue -h -j "$1" -o %T)" = RUNNING ]; }
wait_for 120 "running job" running "$cancelled"
sleep 2
scancel "$cancelled"
wait_for 120 "running job" running "$requeued"
sleep 3
scontrol requeue "$requeued"
scancel "$never"
gone() { [ -z "$(squeue -h -o %i)" ]; }
echo "waiting for the jobs"
wait_for 400 "end of the jobs" gone
# The accounting daemon hears of the end a moment later.
ended() { ! sacct -n -X -P -o State | grep -qE 'RUNNING|PENDING'; }
wait_for 60 "accounting of the jobs" ended

# --- what sacct says
out=$work/out
mkdir -p "$out"
fields=JobID,JobIDRaw,Cluster,JobName,User,Account,Partition,State,Submit,Start,End,Elapsed,ElapsedRaw,Timelimit
fields+=,NNodes,NCPUS,NTasks,ReqMem,MaxRSS,TotalCPU,CPUTimeRAW,AllocTRES,ReqTRES,TRESUsageInAve,TRESUsageInTot
fields+=,TRESUsageInMax,ConsumedEnergy,ConsumedEnergyRaw,ExitCode
sacct -D -P -o "$fields" >"$out/sacct.txt"
sacct -D -p -o State,Elapsed,JobID,AllocTRES,Account,User,End,Start,JobName >"$out/sacct-other-order.txt"
sacct -D -P --delimiter=';' -o JobID,JobName,State,ElapsedRaw,NCPUS,ReqMem,AllocTRES,Partition >"$out/sacct-semicolon.txt"
sacct -D --json >"$out/sacct.json"
echo "sacct wrote $(wc -l <"$out/sacct.txt") lines"
if [ -n "$keep" ]; then
  mkdir -p "$keep"
  cp "$out"/* "$keep/"
fi

# --- what the program makes of it: no row skipped, and three shards are the whole
if [ -z "$program" ]; then
  echo "no program to try it on"
  exit 0
fi
site=$work/site.json
cat >"$site" <<CONF
{"region": "FR", "pue": 1.3, "devices": {"a100": "A100-SXM4-80GB"},
 "partitions": {
   "gpu": {"hardware": {"accelerator": "4x A100-SXM4-80GB", "cpu": "2x AMD EPYC 7763", "memory": "512 GB"}},
   "cpu": {"hardware": {"cpu": "2x AMD EPYC 7763", "memory": "256 GB"}}}}
CONF
for log in "$out"/*; do
  "$program" import slurm "$log" --site "$site" --summary -f json -o "$work/report.json"
  grep -A1 '"skipped"' "$work/report.json" | grep -q '"rows": 0,' || { echo "$log: rows were skipped" >&2; exit 1; }
done
"$program" import slurm "$out/sacct.txt" --site "$site" --summary -f json -o "$work/whole.json"

# --- the same by a job array on this very cluster, with the script of the examples
job=$(CARBONEST=$program SBATCH_OPTIONS="-A bio -p cpu" \
  "$here/../../examples/slurm/account.sh" "$out/sacct.txt" "$site" "$work/account" 3)
wait_for 120 "end of job $job" gone
cmp "$work/whole.json" "$work/account/report.json"
echo "a job array of three tasks gives the whole, byte for byte"
