// SPDX-License-Identifier: Apache-2.0
#pragma once
// A year of a made-up cluster as `sacct -P` prints it, from a seed: in order of time, users with
// habits, GPU and CPU jobs, arrays, failures. The same seed gives the same bytes on every machine.
// Beside it the slow, obvious way to add such a log up.

#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/cluster_fixture.hpp"

namespace carbonest::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return next() % n; }

 private:
  std::uint64_t state_;
};

constexpr std::string_view k_header =
    "JobID|JobName|User|Account|Partition|State|Submit|Start|End|ElapsedRaw|NNodes|ReqMem|"
    "AllocTRES|TotalCPU|ExitCode\n";

class LogWriter {
 public:
  explicit LogWriter(std::uint64_t seed, std::uint64_t rows)
      : random_{seed}, step_{31536000.0 / static_cast<double>(rows)} {}

  void append_row(std::string& out) {
    static constexpr std::string_view states[]{"COMPLETED",         "COMPLETED",    "COMPLETED",
                                               "COMPLETED",         "FAILED",       "TIMEOUT",
                                               "CANCELLED by 1002", "OUT_OF_MEMORY"};
    const std::uint64_t user = random_.below(200);
    const bool gpu = random_.below(10) < 4;
    const std::uint64_t elapsed =
        random_.below(5) == 0 ? random_.below(172800) : random_.below(7200);
    const std::uint64_t devices = gpu ? 1 + random_.below(4) : 0;
    const std::uint64_t cpus = gpu ? devices * 16 : 1 + random_.below(64);
    const std::uint64_t memory = gpu ? devices * 100 : cpus * 2;
    const auto start = k_start + static_cast<std::int64_t>(step_ * static_cast<double>(row_));
    const std::string_view state = states[random_.below(8)];
    number(out, 1000000 + row_++);
    out += "|train-model_v";
    number(out, random_.below(100));
    out += "|user";
    number(out, 1000 + user);
    out += "|proj";
    number(out, 100 + user % 20);
    out += gpu ? "|gpu|" : "|cpu|";
    out += state;
    for (const std::int64_t at : {start - 60, start, start + static_cast<std::int64_t>(elapsed)}) {
      out += '|';
      time(out, at);
    }
    out += '|';
    number(out, elapsed);
    out += "|1|";
    number(out, memory);
    out += "G|billing=";
    number(out, cpus);
    out += ",cpu=";
    number(out, cpus);
    if (gpu) {
      out += ",gres/gpu:a100=";
      number(out, devices);
      out += ",gres/gpu=";
      number(out, devices);
    }
    out += ",mem=";
    number(out, memory);
    out += "G,node=1|";
    clock(out, elapsed * cpus / 2);
    out += "|0:0\n";
  }

 private:
  static constexpr std::int64_t k_start = 1704067200;  // 2024

  static void number(std::string& out, std::uint64_t value) {
    char digits[24];
    out.append(digits,
               static_cast<std::size_t>(std::to_chars(digits, digits + 24, value).ptr - digits));
  }
  static void two(std::string& out, std::uint64_t value) {
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
  }
  static void clock(std::string& out, std::uint64_t s) {
    if (s >= 86400) {
      number(out, s / 86400);
      out += '-';
    }
    two(out, s / 3600 % 24);
    out += ':';
    two(out, s / 60 % 60);
    out += ':';
    two(out, s % 60);
  }
  static void time(std::string& out, std::int64_t at) {
    const std::int64_t day = at / 86400;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())));
    out += '-';
    two(out, static_cast<unsigned>(date.month()));
    out += '-';
    two(out, static_cast<unsigned>(date.day()));
    out += 'T';
    clock(out, static_cast<std::uint64_t>(at % 86400));
  }

  Random random_;
  double step_;
  std::uint64_t row_ = 0;
};

inline std::string make_log(std::uint64_t seed, std::uint64_t rows) {
  std::string out(k_header);
  LogWriter writer(seed, rows);
  for (std::uint64_t i = 0; i < rows; ++i) writer.append_row(out);
  return out;
}

/// A stream of such a log, of which only a piece exists at a time.
class LogSource final : public ByteSource {
 public:
  LogSource(std::uint64_t seed, std::uint64_t rows)
      : writer_{seed, rows}, left_{rows}, piece_{k_header} {}
  std::size_t read(std::span<char> into) override {
    if (at_ == piece_.size()) {
      piece_.clear();
      at_ = 0;
      for (; left_ > 0 && piece_.size() < 100000; --left_) writer_.append_row(piece_);
    }
    const std::size_t count = std::string_view(piece_).substr(at_).copy(into.data(), into.size());
    at_ += count;
    return count;
  }

 private:
  LogWriter writer_;
  std::uint64_t left_;
  std::string piece_;
  std::size_t at_ = 0;
};

/// What the slow way finds for one group.
struct SlowSums {
  double jobs = 0, accelerator_hours = 0, cpu_hours = 0, it_kwh = 0, operational_kg = 0,
         embodied_kg = 0;
};

inline std::vector<std::string> slow_split(const std::string& text, char mark) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == mark) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

inline double slow_number(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Row by row, with the formulas written out for the fixture's site.
inline std::map<std::string, SlowSums> slow_report(const std::string& log,
                                                   std::uint64_t lines = ~std::uint64_t{0}) {
  using namespace carbonest::test;
  std::map<std::string, SlowSums> sums;
  std::size_t at = log.find('\n') + 1;
  for (std::uint64_t n = 0; at < log.size() && n < lines; ++n) {
    const std::size_t end = log.find('\n', at);
    const std::vector<std::string> cells = slow_split(log.substr(at, end - at), '|');
    at = end + 1;
    const double hours = slow_number(cells[9]) / 3600;
    double cpus = 0, gpus = 0, gb = 0;
    for (const std::string& item : slow_split(cells[12], ',')) {
      const std::size_t equals = item.find('=');
      const double value = slow_number(item.substr(equals + 1));
      if (item.starts_with("cpu=")) cpus = value;
      if (item.starts_with("gres/gpu=")) gpus = value;
      if (item.starts_with("mem=")) gb = value * 1.073741824;
    }
    double used_s = 0;
    const std::string clock =
        cells[13].substr(cells[13].find('-') + 1);  // whole text when there is none
    if (cells[13].find('-') != std::string::npos) used_s = 86400 * slow_number(cells[13]);
    used_s += 3600 * slow_number(clock.substr(0, 2)) + 60 * slow_number(clock.substr(3, 2)) +
              slow_number(clock.substr(6, 2));
    const double use = used_s > 0 ? std::min(1.0, used_s / (3600 * hours * cpus)) : k_cpu_use;
    const bool gpu = cells[4] == "gpu";
    const double share = std::min(1.0, std::max({gpus / 4, cpus / 128, gb / (gpu ? 512 : 256)}));
    const double node_w = (gpu ? 4 * k_device_typical_w : 0) +
                          128 * k_core_w * (k_cpu_idle + (1 - k_cpu_idle) * k_cpu_use) +
                          (gpu ? 512 : 256) * k_memory_w;
    const double w = gpus * k_device_typical_w +
                     cpus * k_core_w * (k_cpu_idle + (1 - k_cpu_idle) * use) + gb * k_memory_w +
                     share * k_host_share * node_w;
    const double kwh = w * hours / 1000;
    const double year = slow_number(cells[7].substr(0, 4));
    for (const std::string& key :
         {std::string("total"), "user " + cells[2], "account " + cells[3], "partition " + cells[4],
          "month " + cells[8].substr(0, 7), "state " + cells[5].substr(0, cells[5].find(' '))}) {
      SlowSums& s = sums[key];
      s.jobs += 1;
      s.accelerator_hours += gpus * hours;
      s.cpu_hours += (hours > 0 ? cpus : 0) * hours;
      s.it_kwh += kwh;
      s.operational_kg += kwh * 1.25 * fixture_intensity(static_cast<int>(year)) / 1000;
      s.embodied_kg += hours * (gpus * k_device_kg_h + share * k_server_kg_h);
    }
  }
  return sums;
}

/// The largest relative difference to the slow way, over all groups and sums.
inline double largest_difference(const ClusterSummary& summary,
                                 const std::map<std::string, SlowSums>& slow) {
  using cluster::Sums;
  double worst = 0;
  const auto compare = [&](double fast, double expected) {
    const double scale = std::max(std::abs(expected), 1e-12);
    worst = std::max(worst, std::abs(fast - expected) / scale);
  };
  std::size_t groups = 1;
  const auto compare_sums = [&](const std::string& key, const Sums& sums) {
    const auto found = slow.find(key);
    if (found == slow.end()) {
      worst = 1e300;
      return;
    }
    const SlowSums& s = found->second;
    compare(static_cast<double>(sums.jobs), s.jobs);
    compare(sums.accelerator_hours.value(), s.accelerator_hours);
    compare(sums.cpu_hours.value(), s.cpu_hours);
    compare(sums.it_kwh.value(), s.it_kwh);
    compare(sums.operational_kg.value(), s.operational_kg);
    compare(sums.embodied_kg.value(), s.embodied_kg);
  };
  compare_sums("total", summary.totals().sums);
  for (std::size_t i = 0; i < cluster::k_dimensions; ++i) {
    for (const auto& [key, sums] : summary.by[i].groups) {
      compare_sums(std::string(cluster::name_of(static_cast<cluster::By>(i))) + " " + key, sums);
      ++groups;
    }
  }
  return groups == slow.size() ? worst : 1e300;
}

}  // namespace carbonest::bench
