// SPDX-License-Identifier: Apache-2.0
#include "cluster/sacct_json.hpp"

#include "catch.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::cluster;
using carbonest::test::TextSource;

namespace {

class Collected final : public RecordSink {
 public:
  void record(const SlurmRecord& r) override {
    std::string out(r.id);
    out += ' ' + std::string(r.user) + ' ' + std::string(r.account) + ' ' +
           std::string(r.partition) + ' ' + std::string(r.state_name()) + ' ' +
           std::to_string(static_cast<long long>(r.elapsed_s.value_or(-1))) + 's';
    if (r.start) out += " start=" + std::to_string(*r.start);
    if (r.end) out += " end=" + std::to_string(*r.end);
    if (r.allocation.cpus) out += " cpu=" + std::to_string(static_cast<int>(*r.allocation.cpus));
    if (r.allocation.nodes)
      out += " nodes=" + std::to_string(static_cast<int>(*r.allocation.nodes));
    for (const DeviceCount& d : r.allocation.devices)
      out += " gpu:" + std::string(d.type.empty() ? "?" : d.type) + "=" +
             std::to_string(static_cast<int>(d.count));
    if (r.allocation.memory_gb)
      out += " mem=" + std::to_string(static_cast<int>(*r.allocation.memory_gb + 0.5));
    if (r.requested_known) out += " req=" + std::to_string(static_cast<int>(r.requested.gb + 0.5));
    if (r.cpu_used_s) out += " used=" + std::to_string(static_cast<int>(*r.cpu_used_s));
    if (r.allocation.energy_j)
      out += " J=" + std::to_string(static_cast<long long>(*r.allocation.energy_j));
    if (r.steps.device_percent_known)
      out += " util=" + std::to_string(static_cast<long long>(r.steps.device_percent_s));
    if (r.steps.peak_memory_gb)
      out += " peak=" + std::to_string(static_cast<int>(*r.steps.peak_memory_gb + 0.5));
    all.push_back(out);
  }
  void skip(const SkippedRow& row) override {
    all.push_back("skip " + std::string(row.code) + " line " + std::to_string(row.line));
  }
  void duplicate() override { all.emplace_back("duplicate"); }

  std::vector<std::string> all;
};

std::vector<std::string> read(std::string_view text, std::size_t step = 1 << 20) {
  TextSource source(text, step);
  ByteStream stream(source);
  Collected out;
  for (const Diagnostic& error : read_sacct_json(stream, "log", out))
    out.all.push_back("refused " + error.code + ": " + error.message);
  return out.all;
}

using Lines = std::vector<std::string>;

// As of data_parser v0.0.37: numbers plain, the state a text.
constexpr std::string_view k_older = R"({
  "meta": {"plugin": {"type": "openapi\/dbv0.0.37"}, "Slurm": {"version": {"major": "21"}}},
  "errors": [],
  "jobs": [
    {
      "account": "bio", "user": "anna", "cluster": "c", "partition": "gpu", "name": "train|it",
      "job_id": 124, "array": {"job_id": 0, "limits": {"max": {"running": {"tasks": 0}}}, "task": null, "task_id": null},
      "het": {"job_id": 0, "job_offset": null},
      "allocation_nodes": 1, "nodes": "n01", "restart_cnt": 0,
      "state": {"current": "COMPLETED", "reason": "None"},
      "exit_code": {"status": "SUCCESS", "return_code": 0},
      "time": {"elapsed": 3600, "eligible": 1714521600, "start": 1714521600, "end": 1714525200, "submission": 1714521500,
               "suspended": 0, "system": {"seconds": 10, "microseconds": 0}, "limit": 4294967295,
               "total": {"seconds": 7200, "microseconds": 500000}, "user": {"seconds": 7190, "microseconds": 0}},
      "required": {"CPUs": 4, "memory": 9223372036854779808},
      "tres": {
        "allocated": [{"type": "cpu", "name": null, "id": 1, "count": 32}, {"type": "mem", "name": null, "id": 2, "count": 102400},
                      {"type": "energy", "name": null, "id": 3, "count": 18446744073709551614},
                      {"type": "node", "name": null, "id": 4, "count": 1}, {"type": "billing", "name": null, "id": 5, "count": 32},
                      {"type": "gres", "name": "gpu", "id": 1001, "count": 4}, {"type": "gres", "name": "gpu:a100", "id": 1002, "count": 4}],
        "requested": [{"type": "cpu", "name": null, "id": 1, "count": 8}]
      },
      "steps": [
        {"step": {"job_id": 124, "id": "batch", "name": "batch"}, "state": "COMPLETED", "nodes": {"count": 1, "range": "n01"},
         "tasks": {"count": 1}, "time": {"elapsed": 3600, "start": 1714521600},
         "statistics": {"CPU": {"actual_frequency": 5}, "energy": {"consumed": 0}},
         "tres": {"requested": {"max": [{"type": "mem", "name": null, "id": 2, "count": 2000000000, "task": 0, "node": "n01"}],
                                "total": [{"type": "mem", "name": null, "id": 2, "count": 2000000000},
                                          {"type": "gres", "name": "gpuutil", "id": 1003, "count": 50}]},
                  "consumed": {"total": [{"type": "fs", "name": "disk", "id": 6, "count": 5}]},
                  "allocated": [{"type": "gres", "name": "gpu", "id": 1001, "count": 4}]}}
      ]
    }
  ]
})";

// As of v0.0.40 and later: numbers in threes, the state a list.
constexpr std::string_view k_newer = R"({
  "jobs": [
    {
      "account": "bio", "association": {"account": "bio", "user": "anna"}, "user": "anna", "cluster": "c", "partition": "gpu", "name": "t",
      "job_id": 125,
      "array": {"job_id": 120, "task_id": {"set": true, "infinite": false, "number": 5}, "task": "", "limits": {"max": {"running": {"tasks": 0}}}},
      "het": {"job_id": 0, "job_offset": {"set": false, "infinite": false, "number": 0}},
      "allocation_nodes": 2, "restart_cnt": 0,
      "state": {"current": ["CANCELLED"], "reason": "None"},
      "exit_code": {"status": ["SUCCESS"], "return_code": {"set": true, "infinite": false, "number": 0}, "signal": {"id": {"set": false, "infinite": false, "number": 0}, "name": ""}},
      "time": {"elapsed": 7200, "start": 1714521600, "end": 1714528800, "submission": 1714521500,
               "limit": {"number": 60, "set": true, "infinite": true}, "total": {"seconds": 0, "microseconds": 0}},
      "required": {"CPUs": 4, "memory_per_cpu": {"set": false, "infinite": false, "number": 0}, "memory_per_node": {"set": true, "infinite": false, "number": 1024}},
      "tres": {"allocated": [{"type": "cpu", "name": "", "id": 1, "count": 64}, {"type": "node", "name": "", "id": 4, "count": 2},
                             {"type": "energy", "name": "", "id": 3, "count": 3600000},
                             {"type": "gres", "name": "gpu", "id": 1001, "count": 8}]},
      "steps": []
    }
  ],
  "meta": {"plugin": {"data_parser": "data_parser/v0.0.42"}, "slurm": {"version": {"major": "24"}}},
  "errors": [], "warnings": []
})";

std::string job(std::string_view members) {
  return R"({"jobs": [{)" + std::string(members) + "}]}";
}

}  // namespace

TEST_CASE("the older shape of sacct --json") {
  CHECK(read(k_older) == Lines{"124 anna bio gpu COMPLETED 3600s start=1714521600 end=1714525200 "
                               "cpu=32 nodes=1 gpu:a100=4 mem=107 used=7200 util=180000 peak=2"});
}

TEST_CASE("the newer shape of sacct --json") {
  CHECK(read(k_newer) == Lines{"120_5 anna bio gpu CANCELLED 7200s start=1714521600 end=1714528800 "
                               "cpu=64 nodes=2 gpu:?=8 req=1 used=0 J=3600000"});
}

TEST_CASE("pieces of any size give the same jobs") {
  for (const std::size_t step : {1U, 3U, 17U, 1000U}) {
    CHECK(read(k_older, step) == read(k_older));
    CHECK(read(k_newer, step) == read(k_newer));
  }
}

TEST_CASE("jobs of sacct --json as they are met") {
  struct Row {
    const char* name;
    std::string text;
    Lines expected;
  };
  const std::string base =
      R"("user":"u","account":"a","partition":"p","state":{"current":["COMPLETED"]},"time":{"elapsed":60,"start":1714521600},)";
  const std::string cpus = R"("tres":{"allocated":[{"type":"cpu","name":"","count":4}]})";
  const Row rows[]{
      {"tasks of an array that wait",
       job(R"("job_id":7,"array":{"job_id":7,"task_id":{"set":false,"infinite":false,"number":0},"task":"3-9"},"state":{"current":["PENDING"]},"time":{"elapsed":0,"start":0},"tres":{"allocated":[],"requested":[{"type":"cpu","count":2}]})"),
       {"7_[3-9]    PENDING 0s cpu=2"}},
      {"a part of a heterogeneous job",
       job(R"("job_id":21,"het":{"job_id":20,"job_offset":{"set":true,"infinite":false,"number":1}},)" +
           base + cpus),
       {"20+1 u a p COMPLETED 60s start=1714521600 cpu=4"}},
      {"numbers that Slurm marks as unset",
       job(R"("job_id":7,"state":{"current":"RUNNING"},"time":{"elapsed":60,"end":0,"start":4294967294},)" +
           cpus),
       {"7    RUNNING 60s cpu=4"}},
      {"an infinite number",
       job(R"("job_id":7,"state":{"current":"COMPLETED"},"time":{"elapsed":{"set":true,"infinite":true,"number":5}},)" +
           cpus),
       {"skip slurm-bad-elapsed line 1"}},
      {"elapsed in three",
       job(R"("job_id":7,"state":{"current":"COMPLETED"},"time":{"elapsed":{"number":5,"set":true,"infinite":false}},)" +
           cpus),
       {"7    COMPLETED 5s cpu=4"}},
      {"no elapsed time but start and end",
       job(R"("job_id":7,"state":{"current":"FAILED"},"time":{"start":1714521600,"end":1714521700},)" +
           cpus),
       {"7    FAILED 100s start=1714521600 end=1714521700 cpu=4"}},
      {"no user but an association",
       job(R"("job_id":7,"association":{"user":"x","account":"y"},"state":{"current":"FAILED"},"time":{"elapsed":1},)" +
           cpus),
       {"7 x   FAILED 1s cpu=4"}},
      {"several flags beside the state",
       job(R"("job_id":7,"state":{"current":["COMPLETED","COMPLETING"]},"time":{"elapsed":1},)" +
           cpus),
       {"7    COMPLETED 1s cpu=4"}},
      {"time of CPUs in the steps only",
       job(R"("job_id":7,"state":{"current":"FAILED"},"time":{"elapsed":9,"total":{"seconds":0,"microseconds":0}},"steps":[{"time":{"elapsed":9,"total":{"seconds":5,"microseconds":500000}}},{"time":{"elapsed":9,"total":{"seconds":2,"microseconds":0}}}],)" +
           cpus),
       {"7    FAILED 9s cpu=4 used=7"}},
      {"a count of null",
       job(R"("job_id":7,"state":{"current":"FAILED"},"time":{"elapsed":9},"tres":{"allocated":[{"type":"cpu","count":4},{"type":"energy","count":null}]})"),
       {"7    FAILED 9s cpu=4"}},
      {"no id", job(base + cpus), {"skip slurm-bad-id line 1"}},
      {"negative numbers",
       job(R"("job_id":7,"state":{"current":"FAILED"},"time":{"elapsed":-5},)" + cpus),
       {"skip slurm-bad-elapsed line 1"}},
      {"counts in three",
       job(R"("job_id":7,)" + base +
           R"("tres":{"allocated":[{"type":"cpu","name":"","count":{"set":true,"infinite":false,"number":4}}]})"),
       {"7 u a p COMPLETED 60s start=1714521600 cpu=4"}},
      {"a run that is written twice",
       R"({"jobs":[{"job_id":7,)" + base + cpus + R"(},{"job_id":7,)" + base + cpus + "}]}",
       {"duplicate", "7 u a p COMPLETED 60s start=1714521600 cpu=4"}},
      {"keys of others",
       job(R"("job_id":7,"steps":[{"step":{"id":"batch"},"jobs":[{"job_id":9}]}],"x":{"job_id":8,"time":{"elapsed":9}},)" +
           base + cpus),
       {"7 u a p COMPLETED 60s start=1714521600 cpu=4"}},
      {"a name that is no UTF-8",
       job(R"("job_id":7,"name":")"
           "\xc3\xa9\xe2\x82\xf0"
           R"(",)" +
           base + cpus),
       {"7 u a p COMPLETED 60s start=1714521600 cpu=4"}},
      {"a user that is no UTF-8",
       R"({"jobs":[{"job_id":7,"user":"m)"
       "\xfc"
       R"(ller","account":"\u00e9)"
       "\xc3\xa9\xe2\x82"
       R"(","state":{"current":["COMPLETED"]},"time":{"elapsed":60},)" +
           cpus + "}]}",
       {"7 m\xef\xbf\xbdller \xc3\xa9\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd  COMPLETED 60s cpu=4"}},
      {"no jobs", R"({"jobs":[]})", {}},
      {"not sacct's",
       R"({"nodes":[]})",
       {"refused slurm-bad-json: there is no list \"jobs\" in this JSON"}},
      {"not JSON", R"({"jobs":[}])", {"refused slurm-bad-json: this is not JSON"}},
      {"cut",
       R"({"jobs":[{"job_id":7)",
       {"refused slurm-bad-json: the text ends before its last bracket: the file was cut"}},
      {"a NUL byte",
       std::string(R"({"jobs":[]})") + '\0' + "x",
       {"refused slurm-bad-json: this is not JSON"}},
      {"too deep",
       R"({"jobs":)" + std::string(100, '[') + std::string(100, ']') + "}",
       {"refused slurm-bad-json: brackets are nested too deep"}},
      {"empty",
       "",
       {"refused slurm-bad-json: the text ends before its last bracket: the file was cut"}},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(read(row.text) == row.expected);
  }
}

TEST_CASE("a character that two pieces share stays whole") {
  const std::string text =
      "{\"jobs\":[{\"job_id\":7,\"user\":\"\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\",\"time\":{"
      "\"elapsed\":60}}]}";
  const Lines whole = read(text);
  for (const std::size_t step : {1U, 2U, 3U, 5U, 37U}) {
    INFO(step);
    CHECK(read(text, step) == whole);
  }
  CHECK(whole.front().find("\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd\xef\xbf\xbd") !=
        std::string::npos);
}

TEST_CASE("text and JSON of one log give one report") {
  const std::string text =
      "JobID|Cluster|User|Account|Partition|State|Start|End|Elapsed|AllocTRES|TotalCPU|"
      "TRESUsageInTot|MaxRSS\n"
      "124|c|anna|bio|gpu|COMPLETED|2024-05-01T00:00:00|2024-05-01T01:00:00|01:00:00|billing=32,"
      "cpu=32,gres/gpu:a100=4,gres/gpu=4,mem=100G,node=1|02:00:00.500||\n"
      "124.batch|c||bio|gpu|COMPLETED|2024-05-01T00:00:00|2024-05-01T01:00:00|01:00:00|cpu=32|02:"
      "00:00|gres/gpuutil=50,mem=2000000000|2000000000\n";
  SlurmImport one = test::make_import(), other = test::make_import();
  TextSource text_source(text), json_source(k_older);
  CHECK(one.read(text_source).empty());
  CHECK(other.read(json_source).empty());
  CHECK(one.summary().totals() == other.summary().totals());
  CHECK(one.summary().by[0].groups == other.summary().by[0].groups);
}
