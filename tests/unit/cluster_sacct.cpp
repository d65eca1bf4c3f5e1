// SPDX-License-Identifier: Apache-2.0
// Rows of accounting logs as they are met: each oddity is a row with a name.
#include <functional>
#include <vector>

#include "catch.hpp"
#include "cluster/sacct_reader.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::cluster;
using carbonest::test::TextSource;

namespace {

/// What came out of a reader, as one text: "123 3600s cpu=4 gpu[a100=4]".
class Collected final : public RecordSink {
 public:
  void record(const SlurmRecord& r) override {
    std::string out = std::string(r.id);
    out += ' ' + std::to_string(static_cast<long long>(r.elapsed_s.value_or(-1))) + 's';
    if (r.allocation.cpus) out += " cpu=" + std::to_string(static_cast<int>(*r.allocation.cpus));
    if (r.allocation.nodes && *r.allocation.nodes != 1)
      out += " nodes=" + std::to_string(static_cast<int>(*r.allocation.nodes));
    for (const DeviceCount& d : r.allocation.devices)
      out += " gpu:" + std::string(d.type.empty() ? "?" : d.type) + "=" +
             std::to_string(static_cast<int>(d.count));
    if (r.allocation.memory_gb)
      out += " mem=" + std::to_string(static_cast<int>(*r.allocation.memory_gb + 0.5));
    if (r.requested_known) {
      const char* const per[]{"", "n", "c"};
      out += " req=" + std::to_string(static_cast<int>(r.requested.gb + 0.5)) +
             per[static_cast<int>(r.requested.per)];
    }
    if (r.cpu_used_s) out += " used=" + std::to_string(static_cast<int>(*r.cpu_used_s));
    if (r.allocation.energy_j)
      out += " J=" + std::to_string(static_cast<long long>(*r.allocation.energy_j));
    if (r.steps.device_percent_known)
      out += " util=" + std::to_string(static_cast<long long>(r.steps.device_percent_s /
                                                              std::max(1.0, *r.elapsed_s)));
    if (r.steps.peak_memory_gb)
      out += " peak=" + std::to_string(static_cast<int>(*r.steps.peak_memory_gb + 0.5));
    all.push_back(out);
    states.emplace_back(r.state_name());
    names.emplace_back(r.name);
    users.emplace_back(r.user);
  }
  void skip(const SkippedRow& row) override {
    std::string out = "skip " + std::string(row.code) + " line " + std::to_string(row.line);
    if (row.hours) out += " hours " + std::to_string(static_cast<int>(*row.hours));
    all.push_back(out);
  }
  void duplicate() override { ++duplicates; }

  std::vector<std::string> all, states, names, users;
  int duplicates = 0;
};

Collected read(const std::string& text, const SlurmOptions& options = {}) {
  Collected out;
  TextSource source(text);
  LineReader lines(source);
  Line line;
  if (!lines.next(line)) return out;
  const auto layout = sacct_layout(line.text, options);
  if (!layout) {
    out.all.push_back("refused " + layout.error().front().code);
    return out;
  }
  SacctReader reader(*layout, {}, out);
  do {
  } while (reader.take(line) && lines.next(line));
  reader.finish();
  return out;
}

using Lines = std::vector<std::string>;

struct Row {
  const char* name;
  const char* text;
  Lines expected;
};

}  // namespace

TEST_CASE("sacct rows as they are met") {
  const Row rows[]{
      {"a job",
       "JobID|Elapsed|AllocTRES\n1|01:00:00|billing=4,cpu=4,mem=16G,node=1\n",
       {"1 3600s cpu=4 mem=17"}},
      {"days in the elapsed time", "JobID|Elapsed|NCPUS\n1|1-02:03:04|4\n", {"1 93784s cpu=4"}},
      {"milliseconds",
       "JobID|Elapsed|TotalCPU|NCPUS\n1|00:00:10|00:05.750|1\n",
       {"1 10s cpu=1 used=5"}},
      {"minutes and seconds only",
       "JobID|Elapsed|TotalCPU|NCPUS\n1|01:00:00|59:30|1\n",
       {"1 3600s cpu=1 used=3570"}},
      {"columns in another order",
       "NCPUS|State|Elapsed|JobID\n4|COMPLETED|01:00:00|1\n",
       {"1 3600s cpu=4"}},
      {"column names in another case", "jobid|elapsedraw|ncpus\n1|60|4\n", {"1 60s cpu=4"}},
      {"columns that nobody knows",
       "JobID|Fancy|Elapsed|NCPUS\n1|x|01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"a bar at the end of each row", "JobID|Elapsed|NCPUS|\n1|01:00:00|4|\n", {"1 3600s cpu=4"}},
      {"an empty last column and no bar",
       "JobID|Elapsed|NCPUS|ReqMem\n1|01:00:00|4|\n",
       {"1 3600s cpu=4"}},
      {"CRLF", "JobID|Elapsed|NCPUS\r\n1|01:00:00|4\r\n", {"1 3600s cpu=4"}},
      {"a byte order mark", "\xef\xbb\xbfJobID|Elapsed|NCPUS\n1|01:00:00|4\n", {"1 3600s cpu=4"}},
      {"blank lines", "JobID|Elapsed|NCPUS\n\n1|01:00:00|4\n\n", {"1 3600s cpu=4"}},
      {"the header again, in logs that were put together",
       "JobID|Elapsed|NCPUS\n1|01:00:00|4\nJobID|Elapsed|NCPUS\n2|01:00:00|4\n",
       {"1 3600s cpu=4", "2 3600s cpu=4"}},
      {"batch, extern and numbered steps",
       "JobID|Elapsed|NCPUS\n1|01:00:00|4\n1.batch|01:00:00|4\n1.extern|01:00:00|4\n1.0|00:30:00|"
       "4\n1.1|00:30:00|2\n2|00:01:00|1\n",
       {"1 3600s cpu=4", "2 60s cpu=1"}},
      {"an interactive step",
       "JobID|Elapsed|NCPUS\n1|01:00:00|4\n1.interactive|01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"tasks of an array",
       "JobID|Elapsed|NCPUS\n10_1|01:00:00|4\n10_1.batch|01:00:00|4\n10_2|02:00:00|4\n10_2.batch|"
       "02:00:00|4\n",
       {"10_1 3600s cpu=4", "10_2 7200s cpu=4"}},
      {"tasks of an array that wait",
       "JobID|State|Elapsed|NCPUS\n10_[3-100%5]|PENDING|00:00:00|4\n",
       {"10_[3-100%5] 0s cpu=4"}},
      {"tasks of an array that wait, in a list that Slurm cut",
       "JobID|State|Elapsed|NCPUS\n9|COMPLETED|01:00:00|2\n10_[1,3,5,...]|PENDING|00:00:00|4\n",
       {"9 3600s cpu=2", "10_[1,3,5,...] 0s cpu=4"}},
      {"parts of a heterogeneous job",
       "JobID|Elapsed|NCPUS\n20+0|01:00:00|4\n20+0.batch|01:00:00|4\n20+1|01:00:00|64\n20+1.0|01:"
       "00:00|64\n",
       {"20+0 3600s cpu=4", "20+1 3600s cpu=64"}},
      {"raw ids",
       "JobIDRaw|Elapsed|NCPUS\n124|01:00:00|4\n124.batch|01:00:00|4\n",
       {"124 3600s cpu=4"}},
      {"both kinds of ids",
       "JobIDRaw|JobID|Elapsed|NCPUS\n124|10_1|01:00:00|4\n124.batch|10_1.batch|01:00:00|4\n",
       {"10_1 3600s cpu=4"}},
      {"typed and untyped devices",
       "JobID|Elapsed|AllocTRES\n1|01:00:00|cpu=32,gres/gpu:a100=4,gres/gpu=4,mem=100G,node=1\n",
       {"1 3600s cpu=32 gpu:a100=4 mem=107"}},
      {"devices in the old column",
       "JobID|Elapsed|NCPUS|AllocGRES\n1|01:00:00|32|gpu:a100:4\n",
       {"1 3600s cpu=32 gpu:a100=4"}},
      {"devices not among the allocated resources",
       "JobID|Elapsed|AllocTRES|AllocGRES\n1|01:00:00|cpu=4,mem=1G,node=1|gpu:2\n",
       {"1 3600s cpu=4 gpu:?=2 mem=1"}},
      {"only what was asked for",
       "JobID|Elapsed|AllocTRES|ReqTRES\n1|01:00:00||cpu=4,gres/gpu:v100=2,mem=8G,node=1\n",
       {"1 3600s cpu=4 gpu:v100=2 mem=9"}},
      {"asked for per node",
       "JobID|Elapsed|NNodes|NCPUS|ReqGRES\n1|01:00:00|3|12|gpu:2\n",
       {"1 3600s cpu=12 nodes=3 gpu:?=6"}},
      {"what was asked for does not add to what was given",
       "JobID|Elapsed|AllocTRES|ReqTRES|ReqGRES\n1|01:00:00|cpu=4,gres/gpu=1,mem=1G|cpu=8,gres/"
       "gpu=2|gpu:2\n",
       {"1 3600s cpu=4 gpu:?=1 mem=1"}},
      {"memory per node, old",
       "JobID|Elapsed|NNodes|NCPUS|ReqMem\n1|01:00:00|2|4|4Gn\n",
       {"1 3600s cpu=4 nodes=2 req=4n"}},
      {"memory per core, old",
       "JobID|Elapsed|NCPUS|ReqMem\n1|01:00:00|4|4000Mc\n",
       {"1 3600s cpu=4 req=4c"}},
      {"memory of all the node, old",
       "JobID|Elapsed|NCPUS|ReqMem\n1|01:00:00|4|0n\n",
       {"1 3600s cpu=4 req=0n"}},
      {"memory, new", "JobID|Elapsed|NCPUS|ReqMem\n1|01:00:00|4|16G\n", {"1 3600s cpu=4 req=17"}},
      {"memory that Slurm does not know",
       "JobID|Elapsed|NCPUS|ReqMem\n1|01:00:00|4|16?\n2|01:00:00|4|16?n\n3|01:00:00|4|\n",
       {"1 3600s cpu=4", "2 3600s cpu=4", "3 3600s cpu=4"}},
      {"a time limit of the partition",
       "JobID|Timelimit|Elapsed|NCPUS\n1|Partition_Limit|01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"cancelled by somebody",
       "JobID|State|Elapsed|NCPUS\n1|CANCELLED by 1002|00:10:00|4\n",
       {"1 600s cpu=4"}},
      {"a job that still runs",
       "JobID|State|Start|End|Elapsed|NCPUS\n1|RUNNING|2024-05-01T00:00:00|Unknown|01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"a job that waits",
       "JobID|State|Start|End|Elapsed|AllocTRES\n1|PENDING|Unknown|Unknown|00:00:00|\n",
       {"1 0s"}},
      {"a job that waits, without any time",
       "JobID|State|Start|Elapsed|NCPUS\n1|PENDING|None||0\n",
       {"1 0s cpu=0"}},
      {"no elapsed time but start and end",
       "JobID|Start|End|NCPUS\n1|2024-05-01T00:00:00|2024-05-01T02:00:00|4\n",
       {"1 7200s cpu=4"}},
      {"an invalid elapsed time, but start and end",
       "JobID|Start|End|Elapsed|NCPUS\n1|2024-05-01T00:00:00|2024-05-01T02:00:00|INVALID|4\n",
       {"1 7200s cpu=4"}},
      {"only the time of all CPUs", "JobID|CPUTimeRAW|NCPUS\n1|14400|4\n", {"1 3600s cpu=4"}},
      {"raw elapsed time wins",
       "JobID|Elapsed|ElapsedRaw|NCPUS\n1|01:00:00|3601|4\n",
       {"1 3601s cpu=4"}},
      {"energy in joules",
       "JobID|Elapsed|NCPUS|ConsumedEnergy|ConsumedEnergyRaw\n1|01:00:00|4|1.50M|1500123\n",
       {"1 3600s cpu=4 J=1500123"}},
      {"energy with a unit",
       "JobID|Elapsed|NCPUS|ConsumedEnergy\n1|01:00:00|4|1.50M\n",
       {"1 3600s cpu=4 J=1500000"}},
      {"energy that is not measured",
       "JobID|Elapsed|NCPUS|ConsumedEnergyRaw\n1|01:00:00|4|0\n2|01:00:00|4|"
       "18446744073709551614\n3|01:00:00|4|\n",
       {"1 3600s cpu=4", "2 3600s cpu=4", "3 3600s cpu=4"}},
      {"use of GPUs by a step",
       "JobID|Elapsed|AllocTRES|TRESUsageInTot\n1|01:00:00|cpu=8,gres/"
       "gpu=2|\n1.batch|01:00:00||cpu=00:00:10,gres/gpumem=100M,gres/"
       "gpuutil=150,mem=2G\n1.extern|01:00:00||gres/gpuutil=0,mem=0\n",
       {"1 3600s cpu=8 gpu:?=2 util=150 peak=2"}},
      {"use of GPUs, average of tasks",
       "JobID|Elapsed|NTasks|AllocTRES|TRESUsageInAve\n1|01:00:00||cpu=8,gres/"
       "gpu=2|\n1.0|01:00:00|2||gres/gpuutil=75\n",
       {"1 3600s cpu=8 gpu:?=2 util=150"}},
      {"use of GPUs for half of the time",
       "JobID|Elapsed|AllocTRES|TRESUsageInTot\n1|01:00:00|cpu=8,gres/gpu=1|\n1.0|00:30:00||gres/"
       "gpuutil=100\n",
       {"1 3600s cpu=8 gpu:?=1 util=50"}},
      {"peak memory of the largest step",
       "JobID|Elapsed|NTasks|NCPUS|MaxRSS\n1|01:00:00||4|\n1.batch|01:00:00|1|4|1G\n1.0|01:00:00|4|"
       "4|2097152K\n",
       {"1 3600s cpu=4 peak=9"}},
      {"a run that is written twice",
       "JobID|Start|Elapsed|NCPUS\n1|2024-05-01T00:00:00|01:00:00|4\n1|2024-05-01T00:00:00|01:00:"
       "00|4\n",
       {"1 3600s cpu=4"}},
      {"a run that is written twice, without its start",
       "JobID|State|Elapsed|NCPUS\n1|COMPLETED|01:00:00|4\n1|COMPLETED|01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"a run seen while it ran and at its end",
       "JobID|State|Start|Elapsed|NCPUS\n1|RUNNING|2024-05-01T00:00:00|01:00:00|4\n1|COMPLETED|"
       "2024-05-01T00:00:00|03:00:00|4\n",
       {"1 10800s cpu=4"}},
      {"a requeued job ran twice",
       "JobID|State|Start|Elapsed|NCPUS\n1|NODE_FAIL|2024-05-01T00:00:00|01:00:00|4\n1|COMPLETED|"
       "2024-05-01T05:00:00|02:00:00|4\n",
       {"1 3600s cpu=4", "1 7200s cpu=4"}},
      {"a requeued job with its steps",
       "JobID|Start|Elapsed|NCPUS|MaxRSS\n1|2024-05-01T00:00:00|01:00:00|4|\n1.batch|2024-05-01T00:"
       "00:00|01:00:00|4|1G\n1|2024-05-01T05:00:00|02:00:00|4|\n1.batch|2024-05-01T05:00:00|02:00:"
       "00|4|2G\n",
       {"1 3600s cpu=4 peak=1", "1 7200s cpu=4 peak=2"}},
      {"runs told apart by their restarts",
       "JobID|Restarts|State|Elapsed|NCPUS\n1|0|COMPLETED|01:00:00|4\n1|1|COMPLETED|01:00:00|4\n",
       {"1 3600s cpu=4", "1 3600s cpu=4"}},
      {"the same restart is the same run",
       "JobID|Restarts|State|Elapsed|NCPUS\n1|1|COMPLETED|01:00:00|4\n1|1|COMPLETED|01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"runs told apart by their SLUID",
       "JobID|SLUID|State|Elapsed|NCPUS\n1|sAAA|COMPLETED|01:00:00|4\n1|sBBB|COMPLETED|01:00:00|"
       "4\n",
       {"1 3600s cpu=4", "1 3600s cpu=4"}},
      {"the same number on two clusters",
       "Cluster|JobID|Start|Elapsed|NCPUS\na|1|2024-05-01T00:00:00|01:00:00|4\nb|1|2024-05-01T00:"
       "00:00|01:00:00|4\n",
       {"1 3600s cpu=4", "1 3600s cpu=4"}},
      {"steps of a run that is written twice",
       "JobID|Start|Elapsed|NCPUS|TRESUsageInTot\n1|2024-05-01T00:00:00|01:00:00|4|\n1.0|2024-05-"
       "01T00:00:00|01:00:00|4|gres/"
       "gpuutil=50\n1|2024-05-01T00:00:00|01:00:00|4|\n1.0|2024-05-01T00:00:00|01:00:00|4|gres/"
       "gpuutil=50\n",
       {"1 3600s cpu=4 util=50"}},
      {"a bar in a job name", "JobID|JobName|Elapsed|NCPUS\n1|a|b|01:00:00|4\n", {"1 3600s cpu=4"}},
      {"many bars in a job name",
       "JobID|JobName|Elapsed|NCPUS\n1||||01:00:00|4\n",
       {"1 3600s cpu=4"}},
      {"a bar in a name that is the last column",
       "JobID|Elapsed|NCPUS|JobName\n1|01:00:00|4|a|b|c\n",
       {"1 3600s cpu=4"}},
      {"a bar in a name, and one at the end of each row",
       "JobID|JobName|Elapsed|NCPUS|\n1|a|b|01:00:00|4|\n",
       {"1 3600s cpu=4"}},
      {"a bar in one of two free texts",
       "JobID|JobName|Comment|Elapsed|NCPUS\n1|a|b|c|01:00:00|4\n",
       {"skip slurm-field-count line 2"}},
      {"a bar where there is no free text",
       "JobID|User|Elapsed|NCPUS\n1|a|b|01:00:00|4\n",
       {"skip slurm-field-count line 2"}},
      {"too few columns",
       "JobID|Elapsed|NCPUS\n1|01:00:00\n2|01:00:00|4\n",
       {"skip slurm-field-count line 2", "2 3600s cpu=4"}},
      {"no id", "JobID|Elapsed|NCPUS\n|01:00:00|4\n", {"skip slurm-bad-id line 2"}},
      {"an id that is none",
       "JobID|Elapsed|NCPUS\nhello|01:00:00|4\n",
       {"skip slurm-bad-id line 2"}},
      {"an elapsed time that is none",
       "JobID|Elapsed|NCPUS\n1|soon|4\n",
       {"skip slurm-bad-elapsed line 2"}},
      {"no elapsed time",
       "JobID|State|Elapsed|NCPUS\n1|COMPLETED||4\n",
       {"skip slurm-bad-elapsed line 2"}},
      {"a number of CPUs that is none",
       "JobID|Elapsed|NCPUS\n1|02:00:00|four\n",
       {"skip slurm-bad-number line 2 hours 2"}},
      {"resources that cannot be read",
       "JobID|Elapsed|AllocTRES\n1|02:00:00|cpu=x\n",
       {"skip slurm-bad-tres line 2 hours 2"}},
      {"memory that cannot be read",
       "JobID|Elapsed|NCPUS|ReqMem\n1|02:00:00|4|lots\n",
       {"skip slurm-bad-memory line 2 hours 2"}},
      {"a step without its job",
       "JobID|Elapsed|NCPUS\n9.batch|02:00:00|4\n1|01:00:00|4\n",
       {"skip slurm-orphan-step line 2 hours 2", "1 3600s cpu=4"}},
      {"an elapsed time beyond reason",
       "JobID|ElapsedRaw|NCPUS\n1|999999999999|4\n",
       {"skip slurm-bad-elapsed line 2"}},
      {"TotalCPU above what the CPUs can do",
       "JobID|Elapsed|NCPUS|TotalCPU\n1|00:00:10|1|01:00:00\n",
       {"1 10s cpu=1 used=3600"}},
      {"user and system time apart",
       "JobID|Elapsed|NCPUS|UserCPU|SystemCPU\n1|01:00:00|1|00:50:00|00:05:00\n",
       {"1 3600s cpu=1 used=3300"}},
      {"an aligned listing",
       "JobID        JobName    Elapsed\n------------ ---------- ----------\n",
       {"refused slurm-not-parsable"}},
      {"no header", "1|01:00:00|4\n", {"refused slurm-no-header"}},
      {"lines that end in carriage returns",
       "JobID|Elapsed|NCPUS\r1|01:00:00|4\r",
       {"refused slurm-no-header"}},
      {"no ids at all", "User|Elapsed|NCPUS\na|01:00:00|4\n", {"refused slurm-missing-column"}},
      {"no times at all", "JobID|User|NCPUS\n1|a|4\n", {"refused slurm-missing-column"}},
      {"JSON", "{\"jobs\": []}\n", {"refused slurm-no-header"}},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(read(row.text).all == row.expected);
  }
}

TEST_CASE("a log that stops in the middle") {
  const Row rows[]{
      {"whole, without its line end", "JobID|Elapsed|State\n1|01:00:00|COMPLETED", {"1 3600s"}},
      {"whole with a clock at its end", "JobID|State|Elapsed\n1|COMPLETED|01:00:00", {"1 3600s"}},
      {"a column that is not read at its end",
       "JobID|Elapsed|ExitCode\n1|01:00:00|0:",
       {"1 3600s"}},
      {"cut in its state", "JobID|Elapsed|State\n1|01:00:00|COMP", {"skip slurm-cut-row line 2"}},
      {"cut in its clock",
       "JobID|State|Elapsed\n1|COMPLETED|01:00:0",
       {"skip slurm-cut-row line 2"}},
      {"a number that may have been longer",
       "JobID|NCPUS|ElapsedRaw\n1|4|36",
       {"skip slurm-cut-row line 2"}},
      {"a name that may have been longer",
       "JobID|Elapsed|User\n1|01:00:00|ali",
       {"skip slurm-cut-row line 2"}},
      {"cut before its last column",
       "JobID|Elapsed|State\n2|01:00:00|FAILED\n1|01:00",
       {"skip slurm-cut-row line 3", "2 3600s"}},
      {"with a bar at its end", "JobID|NCPUS|ElapsedRaw|\n1|4|36|", {"1 36s cpu=4"}},
      {"without the bar that rows end with",
       "JobID|NCPUS|ElapsedRaw|\n1|4|36",
       {"skip slurm-cut-row line 2"}},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(read(row.text).all == row.expected);
  }
}

TEST_CASE("delimiters are found in the header, or given") {
  CHECK(read("JobID,Elapsed,NCPUS\n1,01:00:00,4\n").all == Lines{"1 3600s cpu=4"});
  CHECK(read("JobID;Elapsed;NCPUS\n1;01:00:00;4\n").all == Lines{"1 3600s cpu=4"});
  CHECK(read("JobID\tElapsed\tNCPUS\n1\t01:00:00\t4\n").all == Lines{"1 3600s cpu=4"});
  CHECK(read("JobID@#@Elapsed@#@NCPUS\n1@#@01:00:00@#@4\n").all == Lines{"1 3600s cpu=4"});
  CHECK(read("JobID^Elapsed^NCPUS^\n1^01:00:00^4^\n").all == Lines{"1 3600s cpu=4"});
  SlurmOptions options;
  options.delimiter = "x";
  CHECK(read("JobIDxElapsedxNCPUS\n1x01:00:00x4\n", options).all == Lines{"1 3600s cpu=4"});
}

TEST_CASE("a log without a header") {
  SlurmOptions options;
  options.fields = "JobID,User,Elapsed,NCPUS";
  CHECK(read("1|anna|01:00:00|4\n", options).all == Lines{"1 3600s cpu=4"});
  CHECK(read("1|anna|01:00:00|4|\n", options).all == Lines{"1 3600s cpu=4"});
  options.fields = "jobid%20,elapsed%-12,ncpus";
  CHECK(read("1|01:00:00|4\n", options).all == Lines{"1 3600s cpu=4"});
  options.fields = "JobID,NCPUS,Elapsed";
  CHECK(read("JobID|Other|Elapsed\n1|4|01:00:00\n", options).all ==
        Lines{"1 3600s cpu=4"});  // the given names win
  options.fields = "User,Elapsed";
  CHECK(read("anna|01:00:00\n", options).all == Lines{"refused slurm-missing-column"});
}

TEST_CASE("texts of a record are its own") {
  const Collected out = read(
      "JobID|User|JobName|State|Elapsed|NCPUS\n1|anna|first|COMPLETED|01:00:00|4\n2|bernard|second|"
      "WEIRD thing|01:00:00|4\n");
  CHECK(out.users == Lines{"anna", "bernard"});
  CHECK(out.names == Lines{"first", "second"});
  CHECK(out.states == Lines{"COMPLETED", "WEIRD"});
  CHECK(read("JobID|User|Elapsed|NCPUS\n1|" + std::string(1000, 'u') + "|01:00:00|4\n")
            .users[0]
            .size() == 256);
}

TEST_CASE("rows that are too long or hold a NUL byte are skipped") {
  const std::string text = std::string("JobID|Elapsed|NCPUS\n1|01:00:00|4\n2|01:00") + '\0' +
                           ":00|4\n" + std::string(2000000, 'x') + "\n3|01:00:00|4\n";
  CHECK(read(text).all == Lines{"skip slurm-nul-byte line 3", "skip slurm-line-too-long line 4",
                                "1 3600s cpu=4", "3 3600s cpu=4"});
}

TEST_CASE("every field that is read has a row in the table, with a name of its own") {
  std::vector<bool> seen(k_fields, false);
  for (const FieldRow& row : field_rows()) {
    seen[static_cast<std::size_t>(row.field)] = true;
    const auto same = std::ranges::count_if(
        field_rows(), [&](const FieldRow& other) { return other.name == row.name; });
    CHECK(same == 1);
    if (row.free_text) CHECK(row.ending == Ending::indifferent);
  }
  CHECK(std::ranges::all_of(seen, [](bool s) { return s; }));
}
