// SPDX-License-Identifier: Apache-2.0
// Laws of the job reader, tried on many made-up jobs. The numbers come from a generator of our own,
// so a failure can be repeated from its seed.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "carbonest/job.hpp"
#include "catch.hpp"
#include "diagnostics/locate.hpp"
#include "input/fields.hpp"
#include "report/diagnostics.hpp"

using namespace carbonest;

namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed * 0x9E3779B97F4A7C15ull + 1} {}
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::uint64_t state_;
};

Result<Job> read(std::string_view text, Diagnostics& warnings) {
  return read_job({text, "job.json"}, {}, warnings);
}

// All numbers of a job, in the order of the fields.
void add(std::vector<double>& out, double v) { out.push_back(v); }
void add(std::vector<double>& out, Hours v) { out.push_back(v.count()); }
void add(std::vector<double>& out, Fraction v) { out.push_back(v.value()); }
void add(std::vector<double>& out, std::int64_t v) { out.push_back(static_cast<double>(v)); }
template <class D>
void add(std::vector<double>& out, Quantity<D> v) {
  out.push_back(base_value(v));
}
template <class T>
void add(std::vector<double>& out, const Maybe<T>& v) {
  if (v) {
    add(out, v->value);
  } else {
    out.push_back(-1);
  }
}

std::vector<double> numbers_of(const Job& job) {
  std::vector<double> out;
  const auto all = [&](const auto&... members) { (add(out, members), ...); };
  all(job.runtime, job.accelerator_hours, job.energy, job.runs, job.year, job.pue,
      job.carbon_intensity, job.market_based_intensity);
  if (job.hardware) {
    all(job.hardware->nodes, job.hardware->memory, job.hardware->node_power);
    for (const AcceleratorEntry& a : job.hardware->accelerators)
      all(a.count, a.utilization, a.power, a.tdp, a.idle);
    if (const auto& cpu = job.hardware->cpu)
      all(cpu->count, cpu->cores, cpu->utilization, cpu->power, cpu->power_per_core, cpu->tdp);
    if (job.hardware->storage) all(job.hardware->storage->capacity);
    if (job.hardware->host) all(job.hardware->host->power);
  }
  if (job.embodied)
    all(job.embodied->total, job.embodied->lifetime, job.embodied->share, job.embodied->busy_share);
  for (const FunctionalUnit& unit : job.functional_units) all(unit.amount);
  return out;
}

// A member of an object whose value is within the limits of its row, in any of its spellings.
std::string member(Random& random, const FieldSpec& spec) {
  const double share = random.below(4) == 0 ? 0.0 : random.below(4) == 0 ? 1.0 : random.unit();
  double value = spec.range.min + (spec.range.max - spec.range.min) * share;
  if (spec.holds == Holds::integer) value = std::floor(value);
  if (spec.holds != Holds::quantity) return fmt::format("\"{}\": {}", spec.key, value);
  std::vector<const Unit*> of_key;
  for (const Unit& unit : units())
    if (unit.dimension == spec.dimension) of_key.push_back(&unit);
  const Unit& unit = *random.pick(of_key);
  // Conversions round: a step towards the middle keeps the value within the limits.
  value = std::clamp(value, spec.range.min * (1 + 1e-12), spec.range.max * (1 - 1e-12));
  const double number = value / unit.times * unit.per;
  if (unit.suffix.empty() || random.below(2) == 0)
    return fmt::format("\"{}\": \"{} {}\"", spec.key, number, unit.name);
  return fmt::format("\"{}_{}\": {}", spec.key, unit.suffix, number);
}

std::string object(Random& random, std::string_view name, std::vector<std::string> keys) {
  std::vector<std::string> members;
  for (const ObjectSpec& spec : job_objects()) {
    if (spec.name != name) continue;
    for (const FieldSpec* field : spec.fields)
      if (std::ranges::find(keys, field->key) != keys.end())
        members.push_back(member(random, *field));
  }
  REQUIRE(members.size() == keys.size());
  return fmt::format("{{{}}}", fmt::join(members, ", "));
}

std::string random_job(Random& random) {
  std::string job = object(
      random, "job",
      {"runtime", "energy", "runs", "year", "pue", "carbon_intensity", "market_based_intensity"});
  job.pop_back();
  std::string hardware = object(random, "hardware", {"nodes", "memory", "node_power"});
  hardware.pop_back();
  const std::string card = object(random, "accelerator", {"count", "utilization", "power"});
  const std::string cpu =
      object(random, "cpu", {"count", "cores", "utilization", "power", "power_per_core", "tdp"});
  const std::string embodied = object(random, "embodied", {"lifetime", "busy_share"});
  std::string unit = object(random, "functional_unit", {"amount"});
  unit.pop_back();
  return fmt::format(R"({}, "energy_scope": "node", "hardware": {}, "gpu": [{}, {}], "cpu": {},)"
                     R"( "host": {}}}, "embodied": {}, "functional_unit": {}, "name": "u"}}}})",
                     job, hardware, card, card, cpu, object(random, "host", {"power"}), embodied,
                     unit);
}

}  // namespace

TEST_CASE(
    "property: any job within the limits reads to finite numbers, and their product is finite") {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    Random random(seed);
    const std::string text = random_job(random);
    CAPTURE(seed, text);
    Diagnostics warnings;
    const Result<Job> job = read(text, warnings);
    if (!job)
      for (const Diagnostic& d : job.error()) UNSCOPED_INFO(d.code << ": " << d.message);
    REQUIRE(job);
    double product = 1;
    for (const double number : numbers_of(*job)) {
      REQUIRE(std::isfinite(number));
      REQUIRE((number >= 0 || number == -1));
      if (number > 0) product *= number;
    }
    CHECK(std::isfinite(product));
  }
}

TEST_CASE("property: the order of keys does not matter") {
  const std::vector<std::string> members{
      R"("name": "x")",
      R"("runtime_minutes": 90)",
      R"("runs": 2)",
      R"("region": "FR")",
      R"("pue": 1.25)",
      R"("year": 2024)",
      R"("x_a": {"b": 1})",
      R"("embodied": {"total_kg": 5, "share": 0.5})",
      R"("energy": "5 kWh")",
      R"("energy_scope": "node")",
      R"("hardware": {"memory": "1 TB", "gpu": {"model": "T4", "count": 2}, "nodes": 3})"};
  std::vector<double> expected;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    std::vector<std::string> shuffled = members;
    for (std::size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[random.below(i)]);
    Diagnostics warnings;
    const Result<Job> job = read(fmt::format("{{{}}}", fmt::join(shuffled, ",")), warnings);
    REQUIRE(job);
    if (expected.empty()) expected = numbers_of(*job);
    CHECK(numbers_of(*job) == expected);
  }
}

TEST_CASE("property: every spelling of a value is the same value") {
  for (const ObjectSpec& spec : job_objects()) {
    if (spec.name != "job" && spec.name != "hardware") continue;
    for (const FieldSpec* field : spec.fields) {
      if (field->holds != Holds::quantity) continue;
      for (const double base : {0.25, 1.0, 3.0, 150.0}) {
        for (const Unit& unit : units()) {
          if (unit.dimension != field->dimension) continue;
          CAPTURE(field->key, unit.name, base);
          const double number = base / unit.times * unit.per;
          const auto value =
              parse_quantity(field->dimension, fmt::format("{} {}", number, unit.name));
          REQUIRE(value);
          CHECK(*value == Approx(base).epsilon(1e-14));
          const Match match = match_key(*field, fmt::format("{}_{}", field->key, unit.suffix));
          if (unit.suffix.empty()) continue;
          REQUIRE(match.unit != nullptr);
          CHECK(match.unit->in_base(number) == *value);
        }
      }
    }
  }
}

TEST_CASE("property: a number in the base unit comes back bit for bit") {
  Random random(7);
  for (int i = 0; i < 2'000; ++i) {
    const double value = random.unit() * 800;
    Diagnostics warnings;
    const Result<Job> job = read(
        fmt::format(
            R"({{"runtime_hours": {0}, "carbon_intensity_g_per_kwh": {0}, "energy_kwh": {0}, "energy_scope": "node",
                       "hardware": {{"node_power_w": {0}, "memory_gb": {0}}}, "embodied": {{"total_kg": {0}}}}})",
            value),
        warnings);
    REQUIRE(job);
    CHECK(job->runtime->value.count() == value);
    CHECK(in_grams_per_kwh(job->carbon_intensity->value) == value);
    CHECK(in_kilowatt_hours(job->energy->value) == value);
    CHECK(in_watts(job->hardware->node_power->value) == value);
    CHECK(in_gigabytes(job->hardware->memory->value) == value);
    CHECK(in_kilograms(job->embodied->total->value) == value);
  }
}

TEST_CASE(
    "property: whatever the bytes, there is a job or an error, each with a place in the text") {
  const std::vector<std::string> pieces{
      "{",    "}",        "[",        "]",       ",",       ":",      "\"",          "\\",
      "\\u",  "\\ud800",  "0",        "-",       "1e999",   ".",      "null",        "true",
      "x_",   "runtime",  "hardware", "\"gpu\"", "\"79h\"", "\n",     "\r\n",        "\xEF\xBB\xBF",
      "\xFF", "\xE2\x82", "\0",       "%",       "kWh",     "stages", "\xE2\x80\xAE"};
  for (std::uint64_t seed = 1; seed <= 8'000; ++seed) {
    Random random(seed);
    std::string text = random_job(random);
    for (std::size_t edits = 1 + random.below(4); edits > 0; --edits) {
      const std::size_t at = random.below(text.size() + 1);
      const std::size_t cut = std::min(random.below(6), text.size() - at);
      text.replace(at, cut,
                   random.below(3) == 0 ? std::string(1, static_cast<char>(random.below(256)))
                                        : random.pick(pieces));
    }
    CAPTURE(seed, text);
    Diagnostics warnings;
    const Result<Job> job = read(text, warnings);
    if (job) {
      for (const double number : numbers_of(*job)) REQUIRE(std::isfinite(number));
      continue;
    }
    Diagnostics errors = job.error();
    REQUIRE_FALSE(errors.empty());
    locate(errors, text, "job.json");
    for (const Diagnostic& d : errors) {
      REQUIRE(d.severity == Severity::error);
      REQUIRE((d.place.offset == Place::k_nowhere || d.place.offset <= text.size()));
      REQUIRE(d.excerpt.size() <= 4 * 110);
    }
    REQUIRE_FALSE(render_diagnostics_text(errors, false).empty());
  }
}
