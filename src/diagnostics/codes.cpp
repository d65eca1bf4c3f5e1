// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cassert>
#include <utility>

#include "carbonest/diagnostic.hpp"

namespace carbonest {
namespace {

constexpr Severity k_error = Severity::error;
constexpr Severity k_warning = Severity::warning;

// Sorted by id. Scripts match on the ids: none is renamed.
constexpr CodeInfo k_codes[]{
    {"active-above-total", k_error, "more parameters are active than there are"},
    {"ambiguous-accelerator", k_error, "the name stands for several accelerators"},
    {"ambiguous-cpu", k_error, "the name stands for several CPUs"},
    {"ambiguous-instance", k_error, "the name stands for several instances"},
    {"ambiguous-region", k_error, "the name stands for several regions"},
    {"ambiguous-zone", k_error, "the name stands for several zones"},
    {"bad-cell", k_error, "a table cell is not what its column holds"},
    {"bad-csv", k_error, "a table is not CSV"},
    {"bad-quantity", k_error, "a text is not a number with a unit"},
    {"bad-series-value", k_error, "a value of a series is no number"},
    {"bad-time", k_error, "a text is not a point in time with its zone (RFC 3339)"},
    {"bad-time-stamp", k_error, "a time stamp cannot be read"},
    {"bad-time-zone", k_error, "a time zone is no offset from UTC"},
    {"baseline-broken", k_error, "the baseline is not a saved estimate"},
    {"baseline-duplicate", k_error, "two jobs of the baseline have one name"},
    {"baseline-empty", k_error, "the baseline is empty"},
    {"baseline-incomparable", k_error, "a job cannot be compared with its baseline"},
    {"baseline-needed", k_error, "a limit on the increase has nothing to compare with"},
    {"baseline-schema", k_error, "the baseline is of another kind or version"},
    {"baseline-stale", k_warning, "the baseline is of another program or of other tables"},
    {"basis-not-in-series", k_error, "the series lacks the basis"},
    {"basis-shift", k_warning, "a direct intensity was raised to life cycle by an estimate"},
    {"budget-unused", k_warning, "an entry of the budget fits no job"},
    {"cannot-read", k_error, "a file cannot be read"},
    {"cannot-write", k_error, "the result cannot be written"},
    {"conflicting-flops", k_error, "the FLOPs contradict parameters and tokens"},
    {"conflicting-keys", k_error, "two keys say the same thing, or exclude each other"},
    {"deadline-too-early", k_error, "the run cannot be finished in time"},
    {"does-not-fit", k_warning, "the model does not fit into the memory of the devices"},
    {"duplicate-column", k_error, "a table has a column twice"},
    {"duplicate-item", k_error, "a list has an item twice"},
    {"duplicate-job", k_error, "two jobs have one name"},
    {"duplicate-key", k_error, "a JSON object has a key twice"},
    {"duplicate-name", k_error, "a name stands for two things"},
    {"duplicate-row", k_error, "two rows of a table have the same key"},
    {"duplicate-table", k_error, "a table is given twice"},
    {"duplicate-time-stamp", k_error, "a time stamp is given twice"},
    {"duration-must-be-positive", k_error, "the run takes no time"},
    {"embodied-without-runtime", k_warning, "without a time no embodied part can be counted"},
    {"empty-pattern", k_error, "a pattern matches nothing"},
    {"empty-series", k_error, "a series has no values"},
    {"empty-value", k_error, "a text or a list is empty"},
    {"evidence-unused", k_warning, "better evidence makes a key superfluous"},
    {"fuel-without-factor", k_warning, "the energy of a fuel was left out"},
    {"gap-in-series", k_error, "values are missing in the window"},
    {"generation-out-of-range", k_error, "a generation that no grid has"},
    {"implausible-intensity", k_warning, "an unusually high intensity"},
    {"implausible-tokens", k_error, "too few tokens for the parameters"},
    {"implausible-value", k_warning, "a value is outside of what is usual"},
    {"incomparable-series", k_error, "series differ in kind or basis"},
    {"intensity-out-of-range", k_error, "an intensity is more than that of any grid"},
    {"internal-error", k_error, "a bug of carbonest"},
    {"invalid-option", k_error, "an option has no value, a wrong one, or is repeated"},
    {"irregular-series", k_error, "the rows of a series lie on no grid"},
    {"job-without-limit", k_warning, "no limit applies to a job"},
    {"json-empty", k_error, "the text is empty"},
    {"json-encoding", k_error, "the text is not UTF-8"},
    {"json-nul", k_error, "the text holds a NUL byte"},
    {"json-number-range", k_error, "a number is too large for a double"},
    {"json-syntax", k_error, "the text is not JSON (RFC 8259)"},
    {"json-too-deep", k_error, "the text nests too deeply"},
    {"json-too-large", k_error, "the text is too long"},
    {"json-too-many-values", k_error, "the text holds too many values"},
    {"lifetime-exceeded", k_error, "the job runs longer than its hardware lives"},
    {"long-run", k_warning, "the run would take over a year"},
    {"marginal-intensity", k_warning, "the intensity is marginal, not an average"},
    {"memory-not-counted", k_warning, "the energy of memory is left out"},
    {"mfu-above-ceiling", k_error, "an MFU above what matrix products reach on the device"},
    {"missing-cell", k_error, "a table cell may not be empty"},
    {"missing-column", k_error, "a table lacks a column"},
    {"missing-cores", k_error, "the number of cores is needed and not known"},
    {"missing-key", k_error, "the job lacks something that is needed"},
    {"missing-operand", k_error, "the command line lacks an operand"},
    {"missing-table", k_error, "a table is missing"},
    {"missing-unit", k_error, "a number has no unit"},
    {"mixed-basis", k_error, "a series holds several bases"},
    {"mixed-intensities", k_error, "average and marginal intensities in one job"},
    {"mixed-zones", k_error, "a series holds several zones"},
    {"naive-local-time", k_error, "a local time without its zone"},
    {"negative-intensity", k_error, "an intensity is below zero"},
    {"no-baseline", k_warning, "starting at once falls into a gap"},
    {"no-data", k_error, "the tables have no figure for this"},
    {"no-effect", k_warning, "what is compared has no effect: the job's own value decides"},
    {"no-interval", k_error, "there is no interval to take the upper end of"},
    {"no-peak-rate", k_error, "no peak rate of the device is known"},
    {"no-published-power", k_error, "no power is known for the hardware"},
    {"no-tables", k_error, "the folder has no tables"},
    {"not-an-intensity", k_error, "the signal is not an intensity"},
    {"not-modelled", k_error, "FLOPs do not model this kind of work"},
    {"not-offered", k_error, "the hardware is not offered in the region"},
    {"not-yet", k_error, "a known key that this version does not read"},
    {"nothing-to-check", k_error, "no limit applies to any job"},
    {"off-grid-rows", k_warning, "rows off the grid were dropped"},
    {"old-data", k_warning, "the data are years away from the job"},
    {"one-site-only", k_error, "a forecast goes with one site"},
    {"other-kind", k_warning, "a result of another kind is not ranked against the others"},
    {"out-of-memory", k_error, "there is not enough memory"},
    {"out-of-range", k_error, "a number is smaller or larger than it can be"},
    {"outside-series", k_error, "the window reaches beyond the data"},
    {"plan-rule-out-of-range", k_error, "a rule of pausing that cannot be"},
    {"plan-too-large", k_error, "too many ways to pause"},
    {"planned-as-one", k_warning, "stages or runs are planned as one run of constant power"},
    {"provider-mismatch", k_warning, "the instance and the region are of different providers"},
    {"pue-fallback", k_warning, "the PUE is not the one of the place"},
    {"pue-high", k_warning, "the PUE is unusually high"},
    {"region-outranked", k_warning, "the job's own intensity decides, not the region"},
    {"rollout-assumed", k_warning, "the rate of rollouts is assumed"},
    {"same-file", k_error, "the result would replace an input"},
    {"same-hours", k_warning, "other hardware is counted for the same hours, not the same work"},
    {"same-work", k_warning, "the hours follow from the workload on each hardware"},
    {"series-assumption", k_warning, "something was assumed of a series"},
    {"series-csv-syntax", k_error, "a series is malformed CSV"},
    {"series-encoding", k_error, "a series is not UTF-8"},
    {"series-forced-together", k_warning, "unlike series are compared"},
    {"series-json-syntax", k_error, "a series is malformed JSON"},
    {"series-not-read", k_error, "the command does not read the series that the job names"},
    {"series-of-other-place", k_warning, "a series is of another country than the run"},
    {"series-option-conflict", k_error, "an option contradicts the file"},
    {"series-too-large", k_error, "a series is over 64 MiB"},
    {"series-too-long", k_error, "a series has too many slots"},
    {"series-too-short", k_error, "one row tells no step"},
    {"sparse-peak", k_error, "a peak rate with structured sparsity"},
    {"step-does-not-divide-day", k_error, "the step does not divide a day"},
    {"strict-default", k_error, "--strict: an uncertain default would be used"},
    {"strict-fallback", k_error, "--strict: a fallback of zone, year or PUE would be used"},
    {"suspicious-unit", k_error, "the values point to another unit"},
    {"third-party-estimate", k_warning, "the power of the hardware is an estimate of others"},
    {"too-long", k_error, "a text is too long"},
    {"too-many-items", k_error, "a list has too many items"},
    {"too-many-problems", k_error, "there are more problems than are listed"},
    {"too-many-variants", k_error, "a comparison has more combinations than it can take"},
    {"unexpected-operand", k_error, "the command line has an operand too many"},
    {"unknown-accelerator", k_error, "no accelerator has this name"},
    {"unknown-column", k_error, "a table has a column that it should not have"},
    {"unknown-command", k_error, "no command has this name"},
    {"unknown-cpu", k_error, "no CPU has this name"},
    {"unknown-fuel-source", k_error, "no factors have this source"},
    {"unknown-functional-unit", k_error, "a job lacks the functional unit that is limited"},
    {"unknown-import-format", k_error, "no import format has this name"},
    {"unknown-instance", k_error, "no instance has this name"},
    {"unknown-key", k_error, "the job file has a key that nobody reads"},
    {"unknown-method", k_error, "no energy method has this name"},
    {"unknown-option", k_error, "no option has this name"},
    {"unknown-reference", k_error, "a table cell names a row that does not exist"},
    {"unknown-region", k_error, "no region, zone or country has this name"},
    {"unknown-series-format", k_error, "the layout of a series is not known"},
    {"unknown-table", k_error, "no table has this name"},
    {"unknown-unit", k_error, "a unit is not one of this quantity"},
    {"unknown-value", k_error, "a text is none of the values that the key takes"},
    {"unknown-zone", k_error, "no zone has this name"},
    {"unlisted-model", k_warning, "a model is not in the tables; the job's own numbers are used"},
    {"unsorted-rows", k_error, "the rows of a table are not sorted"},
    {"unsupported-precision", k_error, "the device lacks the precision"},
    {"utilization-ignored", k_warning, "the utilization has no effect"},
    {"wrong-type", k_error, "a value is of the wrong JSON type"},
    {"year-fallback", k_warning, "the data are of another year"},
    {"zero-count", k_warning, "a count is 0: nothing is counted"},
    {"zero-runtime", k_warning, "the time is 0: the result is 0"},
    {"zone-fallback", k_warning, "the intensity is of a larger zone"},
    {"zone-not-in-series", k_error, "the series lacks the zone"},
};
static_assert(std::ranges::is_sorted(k_codes, {}, &CodeInfo::id) &&
              std::ranges::adjacent_find(k_codes, {}, &CodeInfo::id) == std::ranges::end(k_codes));

}  // namespace

std::span<const CodeInfo> diagnostic_codes() noexcept { return k_codes; }

Diagnostic diagnostic(std::string_view code, Place place, std::string message, std::string hint) {
  const auto* row = std::ranges::lower_bound(k_codes, code, {}, &CodeInfo::id);
  const bool known = row != std::ranges::end(k_codes) && row->id == code;
  assert(known);
  Diagnostic made;
  made.code = code;
  made.severity = known ? row->severity : Severity::error;
  made.message = std::move(message);
  made.hint = std::move(hint);
  made.place = place;
  return made;
}

bool has_errors(const Diagnostics& diagnostics) noexcept {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace carbonest
