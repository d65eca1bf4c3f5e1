// SPDX-License-Identifier: Apache-2.0
// A job file from bytes. Whatever they are: a job whose numbers are finite, or errors with a place,
// that can be printed.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/job.hpp"
#include "carbonest/report.hpp"
#include "diagnostics/locate.hpp"
#include "input/guard.hpp"
#include "input/json_document.hpp"
#include "input/json_fault.hpp"
#include "report/diagnostics.hpp"

namespace {

using namespace carbonest;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "job: %s\n", what);
  std::abort();
}

void check(double value) { require(std::isfinite(value) && value >= 0, "a number is not finite"); }
void check(Hours value) { check(value.count()); }
void check(Fraction value) { check(value.value()); }
void check(std::int64_t value) { require(value >= 0, "a count is negative"); }
template <class D>
void check(Quantity<D> value) {
  check(base_value(value));
}
template <class T>
void check(const Maybe<T>& given) {
  if (given) check(given->value);
}
template <class... Members>
void check_all(const Members&... members) {
  (check(members), ...);
}

void check_job(const Job& job) {
  check_all(job.runtime, job.accelerator_hours, job.energy, job.runs, job.year, job.pue,
            job.carbon_intensity, job.market_based_intensity);
  if (job.hardware) check_all(job.hardware->nodes, job.hardware->memory, job.hardware->node_power);
  if (job.hardware)
    for (const AcceleratorEntry& a : job.hardware->accelerators)
      check_all(a.count, a.utilization, a.power, a.tdp, a.idle);
  if (job.hardware && job.hardware->cpu)
    check_all(job.hardware->cpu->count, job.hardware->cpu->cores, job.hardware->cpu->power);
  if (job.workload)
    check_all(job.workload->parameters, job.workload->tokens, job.workload->samples,
              job.workload->flops, job.workload->layers, job.workload->mfu,
              job.workload->tokens_per_second);
  if (job.embodied)
    check_all(job.embodied->total, job.embodied->lifetime, job.embodied->share,
              job.embodied->busy_share);
  for (const FunctionalUnit& unit : job.functional_units) check(unit.amount);
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

void check_problems(Diagnostics problems, std::string_view text) {
  locate(problems, text, "job.json");
  for (const Diagnostic& d : problems)
    require(d.place.from_option() || d.place.offset == Place::k_nowhere || d.line > 0,
            "a problem is outside of the text");
  require(printable(render_diagnostics_text(problems, false)), "a message is not printable");
  require(printable(render_diagnostics_json(problems, true)), "a message is not printable as JSON");
}

// Every format, since the printers refuse a number that is not finite.
void check_estimate(const Job& job, std::string_view text) {
  const Catalog& catalog = Catalog::bundled();
  for (const Method& method : methods()) {
    Result<ResolvedJob> resolved = resolve(job, catalog, {.method = &method});
    if (!resolved) {
      require(has_errors(resolved.error()), "not resolved, without an error");
      check_problems(resolved.error(), text);
      continue;
    }
    const Report report = report_of(std::move(resolved).value());
    const Estimate& result = report.estimate;
    check_all(result.it, result.facility, result.operational, result.embodied, result.total);
    const std::span reports(&report, 1);
    for (const Format& format : estimate_formats())
      require(printable(format.render(reports, catalog, {})), "a report is not printable");
    require(printable(render_explanation(reports, catalog, {})), "a report is not printable");
  }
}

void check_agreement(std::string_view text) {
  if (check_bytes(text)) return;
  const Result<JsonDocument> document = parse_json(text);
  if (document)
    require(!find_json_fault(text), "a fault in what is JSON");
  else if (document.error().front().code == "json-syntax")
    require(find_json_fault(text).has_value(), "no fault in what is not JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const Override overrides[]{{"runtime", text, "--runtime"}, {"pue", text, "--pue"}};
  for (const bool typed : {false, true}) {
    Diagnostics warnings;
    const std::string_view file = typed ? R"({"hardware": {"gpu": "T4"}})" : std::string_view(text);
    const Result<Job> job = typed ? read_job({file, "job.json"}, overrides, warnings)
                                  : read_job({file, "job.json"}, {}, warnings);
    if (job) {
      check_job(*job);
      check_estimate(*job, file);
    } else {
      require(has_errors(job.error()), "refused without an error");
      check_problems(job.error(), file);
    }
    check_problems(warnings, file);
  }
  check_agreement(text);
  return 0;
}
