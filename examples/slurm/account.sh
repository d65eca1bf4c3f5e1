#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Account for a cluster on the cluster itself: write sacct's log, read it with a job array, merge.
# usage: account.sh LOG SITE FOLDER [TASKS]
#   LOG      a log of `sacct -P` on a file system that every node sees; written here if it is not there:
#            all jobs of SINCE (default: 30 days ago) to UNTIL (default: now)
#   SITE     the site file, see site.json beside this script
#   FOLDER   where partial results and the report go
#   TASKS    how many tasks share the work; default 16
# Environment: CARBONEST, the program (default: carbonest); SBATCH_OPTIONS, more options of sbatch.
# Prints the number of the job that writes FOLDER/report.json; it ends with 3 where rows were skipped.
set -euo pipefail
[[ $# -ge 3 ]] || { sed -n 's/^# \{0,1\}//; 4,11p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
log=$1 site=$2 folder=$3 tasks=${4:-16}
program=${CARBONEST:-carbonest}
read -ra options <<<"${SBATCH_OPTIONS:-}"

fields=JobID,Cluster,User,Account,Partition,State,Submit,Start,End,ElapsedRaw,NNodes,NCPUS,ReqMem
fields+=,MaxRSS,TotalCPU,AllocTRES,TRESUsageInTot,ConsumedEnergyRaw
if [[ ! -e $log ]]; then
  sacct --allusers --duplicates --parsable2 --starttime "${SINCE:-now-30days}" --endtime "${UNTIL:-now}" \
    --format "$fields" >"$log.part"
  mv "$log.part" "$log"
fi
mkdir -p "$folder"

array=$(CARBONEST=$program LOG=$log SITE=$site FOLDER=$folder \
  sbatch --parsable --export=ALL --array="1-$tasks" ${options[@]+"${options[@]}"} "$here/account.sbatch")
array=${array%%;*}
# Quoted once for this shell and once for the job's.
printf -v merge '%q ' "$program" merge -f json -o "$folder/report.json"
for ((i = 1; i <= tasks; ++i)); do printf -v part '%q ' "$folder/part-$i.json"; merge+=$part; done
sbatch --parsable --dependency="afterok:$array" --job-name=carbonest-merge --output=/dev/null \
  ${options[@]+"${options[@]}"} --wrap "$merge" | cut -d';' -f1
