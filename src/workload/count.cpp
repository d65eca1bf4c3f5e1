// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "carbonest/workload.hpp"
#include "catalog/names.hpp"

namespace carbonest {
namespace {

struct Multiplier {
  std::string_view word;
  double factor;
};

constexpr std::array k_multipliers{
    Multiplier{"", 1},
    Multiplier{"k", 1e3},
    Multiplier{"thousand", 1e3},
    Multiplier{"m", 1e6},
    Multiplier{"mn", 1e6},
    Multiplier{"million", 1e6},
    Multiplier{"b", 1e9},
    Multiplier{"bn", 1e9},
    Multiplier{"g", 1e9},
    Multiplier{"billion", 1e9},
    Multiplier{"t", 1e12},
    Multiplier{"tn", 1e12},
    Multiplier{"trillion", 1e12},
};

constexpr std::array k_prefixes{
    Multiplier{"", 1},       Multiplier{"k", 1e3},      Multiplier{"kilo", 1e3},
    Multiplier{"m", 1e6},    Multiplier{"mega", 1e6},   Multiplier{"g", 1e9},
    Multiplier{"giga", 1e9}, Multiplier{"t", 1e12},     Multiplier{"tera", 1e12},
    Multiplier{"p", 1e15},   Multiplier{"peta", 1e15},  Multiplier{"e", 1e18},
    Multiplier{"exa", 1e18}, Multiplier{"z", 1e21},     Multiplier{"zetta", 1e21},
    Multiplier{"y", 1e24},   Multiplier{"yotta", 1e24},
};

// A petaflop per second, for a day.
constexpr double k_petaflops_day = 1e15 * 86'400;
constexpr std::array k_day_units{
    std::string_view{"petaflop/s-day"}, std::string_view{"pflop/s-day"},
    std::string_view{"petaflops-day"},  std::string_view{"pflops-day"},
    std::string_view{"pfs-day"},        std::string_view{"pf-day"},
};

struct Noun {
  std::string_view of, singular;
};
constexpr std::array k_nouns{
    Noun{"tokens", "token"},     Noun{"parameters", "parameter"}, Noun{"parameters", "param"},
    Noun{"samples", "sample"},   Noun{"samples", "image"},        Noun{"samples", "example"},
    Noun{"samples", "sequence"},
};

template <class Table>
std::optional<double> factor_of(const Table& table, std::string_view word) {
  const auto row = std::ranges::find(table, word, &Multiplier::word);
  return row == table.end() ? std::nullopt : std::optional(row->factor);
}

bool is_noun(std::string_view noun, std::string_view word) {
  return std::ranges::any_of(k_nouns, [&](const Noun& row) {
    if (row.of != noun || !word.starts_with(row.singular)) return false;
    const std::string_view rest = word.substr(row.singular.size());
    return rest.empty() || rest == "s";
  });
}

struct Split {
  double number = 0;
  std::string unit;  // lower case, trimmed
};

// The leading number; nothing where there is none.
std::optional<Split> split(std::string_view text) {
  const std::string_view body = trimmed(text);
  const std::string_view digits = body.starts_with('-') ? body.substr(1) : body;
  if (digits.empty() || !((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.'))
    return std::nullopt;
  Split out;
  const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), out.number);
  if (error != std::errc{} || !std::isfinite(out.number)) return std::nullopt;
  const auto used = static_cast<std::size_t>(end - body.data());
  out.unit = lower_ascii(trimmed(body.substr(used)));
  return out;
}

// "billion tokens" -> 1e9.
std::optional<double> count_factor(std::string_view unit, std::string_view noun) {
  if (is_noun(noun, unit)) return 1;
  const std::size_t space = unit.find(' ');
  const auto factor = factor_of(k_multipliers, unit.substr(0, space));
  if (!factor || space == unit.npos) return factor;
  return is_noun(noun, trimmed(unit.substr(space))) ? factor : std::nullopt;
}

std::optional<double> flops_factor(std::string_view unit) {
  std::string_view stem = unit.ends_with('s') ? unit.substr(0, unit.size() - 1) : unit;
  if (std::ranges::find(k_day_units, stem) != k_day_units.end()) return k_petaflops_day;
  if (unit.empty()) return 1;
  if (!stem.ends_with("flop")) return std::nullopt;
  stem.remove_suffix(4);
  return factor_of(k_prefixes, trimmed(stem));
}

Result<double> positive(double value, std::string_view text, Place place, std::string_view what) {
  if (value > 0 && std::isfinite(value)) return value;
  return diagnostic("out-of-range", place, fmt::format("\"{}\": {} must be above 0", text, what));
}

}  // namespace

Result<double> parse_count(std::string_view text, std::string_view noun, Place place) {
  const auto parts = split(text);
  const auto factor = parts ? count_factor(parts->unit, noun) : std::nullopt;
  if (factor) return positive(parts->number * *factor, text, place, noun);
  return diagnostic(
      "bad-quantity", place, fmt::format("\"{}\" is no number of {}", text, noun),
      "write a plain number, or for example \"176B\", \"1.4T\", \"300 billion\", \"3e11\"");
}

Result<double> parse_flops(std::string_view text, Place place) {
  const auto parts = split(text);
  const auto factor = parts ? flops_factor(parts->unit) : std::nullopt;
  if (factor) return positive(parts->number * *factor, text, place, "FLOPs");
  const bool rate = parts && (parts->unit.ends_with("/s") || parts->unit.ends_with("per second"));
  return diagnostic("bad-quantity", place,
                    rate ? fmt::format("\"{}\" is a rate, not an amount of FLOPs", text)
                         : fmt::format("\"{}\" is no amount of FLOPs", text),
                    "write for example 3.14e23, \"314 ZFLOP\" or \"3640 petaflop/s-days\"");
}

}  // namespace carbonest
