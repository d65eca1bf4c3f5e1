// SPDX-License-Identifier: Apache-2.0
#include "input/quantities.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "input/words.hpp"

namespace carbonest {
namespace {

using D = Dimension;
constexpr double k_gib = 1.073741824;  // GB

// To add a unit or a spelling is a row or a word here. Within a dimension units go from small to
// large.
constexpr std::array k_units{
    Unit{D::time, "ms", "", "msec millisecond milliseconds", 1, 3.6e6},
    Unit{D::time, "s", "seconds", "sec secs second seconds", 1, 3600},
    Unit{D::time, "min", "minutes", "m mins minute minutes", 1, 60},
    Unit{D::time, "h", "hours", "hr hrs hour hours", 1, 1},
    Unit{D::time, "d", "days", "day days", 24, 1},
    Unit{D::time, "weeks", "", "w wk week weeks", 168, 1},
    Unit{D::time, "y", "years", "yr yrs year years", 8760, 1},

    Unit{D::power, "W", "w", "w watt watts", 1, 1},
    Unit{D::power, "kW", "kw", "kw KW kilowatt kilowatts", 1e3, 1},
    Unit{D::power, "MW", "", "megawatt megawatts", 1e6, 1},

    Unit{D::energy, "J", "j", "joule joules", 1, 3.6e6},
    Unit{D::energy, "kJ", "", "kilojoule kilojoules", 1, 3600},
    Unit{D::energy, "Wh", "wh", "wh watt-hour watt-hours", 1, 1e3},
    Unit{D::energy, "MJ", "", "megajoule megajoules", 1, 3.6},
    Unit{D::energy, "kWh", "kwh", "kwh KWh KWH kilowatt-hour kilowatt-hours", 1, 1},
    Unit{D::energy, "GJ", "", "gigajoule gigajoules", 1e3, 3.6},
    Unit{D::energy, "MWh", "mwh", "megawatt-hour megawatt-hours", 1e3, 1},
    Unit{D::energy, "GWh", "", "gigawatt-hour gigawatt-hours", 1e6, 1},

    Unit{D::mass, "g", "g", "gram grams", 1, 1e3},
    Unit{D::mass, "kg", "kg", "kilogram kilograms", 1, 1},
    Unit{D::mass, "t", "t", "tonne tonnes", 1e3, 1},

    Unit{D::intensity, "g/kWh", "g_per_kwh", "g/kwh", 1, 1},
    Unit{D::intensity, "kg/MWh", "kg_per_mwh", "", 1, 1},
    Unit{D::intensity, "kg/kWh", "", "kg/kwh", 1e3, 1},
    Unit{D::intensity, "g/MWh", "", "", 1, 1e3},
    Unit{D::intensity, "t/MWh", "", "", 1e3, 1},
    Unit{D::intensity, "t/GWh", "", "", 1, 1},
    Unit{D::intensity, "lb/MWh", "", "lbs/MWh", 0.45359237, 1},
    Unit{D::intensity, "g/MJ", "", "", 3.6, 1},

    Unit{D::capacity, "MB", "", "mb", 1, 1e3},
    Unit{D::capacity, "MiB", "", "mib", k_gib, 1024},
    Unit{D::capacity, "GB", "gb", "gb", 1, 1},
    Unit{D::capacity, "GiB", "gib", "gib", k_gib, 1},
    Unit{D::capacity, "TB", "tb", "tb", 1e3, 1},
    Unit{D::capacity, "TiB", "tib", "tib", k_gib * 1024, 1},
    Unit{D::capacity, "PB", "", "pb", 1e6, 1},
    Unit{D::capacity, "PiB", "", "pib", k_gib * 1024 * 1024, 1},

    Unit{D::fraction, "%", "", "percent", 1, 100},
};

struct DimensionRow {
  std::string_view name, base, examples;
};
constexpr std::array<DimensionRow, 7> k_dimensions{{
    {"time", "h", R"("79h", "3d 4h 30m", "PT79H")"},
    {"power", "W", R"("400 W", "1.5 kW")"},
    {"energy", "kWh", R"("12 kWh", "1.3 MWh")"},
    {"mass", "kg", R"("150 kg", "1.2 t")"},
    {"intensity", "g/kWh", R"("57 g/kWh", "0.057 kg/kWh")"},
    {"capacity", "GB", R"("512 GB", "1 TiB")"},
    {"share", "1", R"("87%")"},
}};
const DimensionRow& row_of(Dimension dimension) noexcept {
  return k_dimensions[static_cast<std::size_t>(dimension)];
}

// Units that are understood and refused, each with what to write instead.
struct RefusedUnit {
  Dimension dimension;
  std::string_view spelling, hint;
};
constexpr std::array k_refused{
    RefusedUnit{D::time, "M", "m is minutes; months have no fixed length: use days"},
    RefusedUnit{D::time, "mo", "months have no fixed length: use days"},
    RefusedUnit{D::time, "month", "months have no fixed length: use days"},
    RefusedUnit{D::time, "months", "months have no fixed length: use days"},
    RefusedUnit{D::power, "mW", "MW is a million watts; milliwatts are too small for this"},
    RefusedUnit{D::power, "Wh", "Wh is an energy; power is in W or kW"},
    RefusedUnit{D::power, "kWh", "kWh is an energy; power is in W or kW"},
    RefusedUnit{D::power, "MWh", "MWh is an energy; power is in W or kW"},
    RefusedUnit{D::energy, "mWh", "MWh is a million watt-hours; write kWh or MWh"},
    RefusedUnit{D::energy, "mwh", "write MWh with capitals, or the key with _mwh"},
    RefusedUnit{D::energy, "W", "W is a power; energy is in Wh, kWh or MWh"},
    RefusedUnit{D::energy, "kW", "kW is a power; energy is in Wh, kWh or MWh"},
    RefusedUnit{D::mass, "lb", "1 lb is 0.45359237 kg"},
    RefusedUnit{D::mass, "lbs", "1 lb is 0.45359237 kg"},
    RefusedUnit{D::mass, "ton", "there are three tons; t is 1000 kg"},
    RefusedUnit{D::mass, "tons", "there are three tons; t is 1000 kg"},
    RefusedUnit{D::capacity, "Gb", "Gb is bits; GB is bytes"},
    RefusedUnit{D::capacity, "Tb", "Tb is bits; TB is bytes"},
    RefusedUnit{D::capacity, "Mb", "Mb is bits; MB is bytes"},
    RefusedUnit{D::capacity, "G", "GB is 10^9 bytes, GiB is 2^30 bytes"},
    RefusedUnit{D::capacity, "T", "TB is 10^12 bytes, TiB is 2^40 bytes"},
    RefusedUnit{D::capacity, "M", "MB is 10^6 bytes, MiB is 2^20 bytes"},
};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Takes a word off a list that spaces separate.
std::string_view next_word(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

// Units with a slash have no words, only other symbols.
bool is_symbol(const Unit& unit) noexcept { return unit.dimension == D::intensity; }

bool has_spelling(const Unit& unit, std::string_view written) {
  if (unit.name == written) return true;
  for (std::string_view rest = unit.spelling; !rest.empty();)
    if (next_word(rest) == written) return true;
  // Whole words are taken in any case; symbols are not: m is milli, M is mega.
  if (written.size() < 4 || is_symbol(unit)) return false;
  const std::string folded = lower_ascii(written);
  for (std::string_view rest = unit.spelling; !rest.empty();)
    if (const std::string_view word = next_word(rest); word.size() >= 4 && word == folded)
      return true;
  return false;
}

const Unit* find_unit(Dimension dimension, std::string_view written) {
  const auto* unit = std::ranges::find_if(k_units, [&](const Unit& row) {
    return row.dimension == dimension && has_spelling(row, written);
  });
  return unit == k_units.end() ? nullptr : unit;
}

// "g CO2e/kWh", "kgCO2eq": what is weighed is said by the field already.
std::string without_gas(Dimension dimension, std::string_view written) {
  std::string unit(written);
  if (dimension != D::mass && dimension != D::intensity) return unit;
  constexpr std::string_view k_gases[]{"CO2-eq",     "CO2eq", "CO2e",    "CO\u2082e",
                                       "CO\u2082eq", "CO2",   "CO\u2082"};
  const std::size_t slash = std::min(unit.find('/'), unit.size());
  for (const std::string_view gas : k_gases) {
    if (slash < gas.size() || std::string_view(unit).substr(slash - gas.size(), gas.size()) != gas)
      continue;
    const std::size_t begin = unit.find_last_not_of(' ', slash - gas.size() - 1);
    if (slash == gas.size() || begin == unit.npos) return unit;
    unit.erase(begin + 1, slash - begin - 1);
    return unit;
  }
  return unit;
}

Result<double> refuse(std::string_view code, Place place, std::string message, std::string hint) {
  return diagnostic(code, place, std::move(message), std::move(hint));
}

Result<double> refuse_unit(Dimension dimension, std::string_view text, std::string_view written,
                           Place place) {
  std::string message = fmt::format("{}: {} is no unit of {}", in_quotes(text), in_quotes(written),
                                    name_of(dimension));
  for (const RefusedUnit& row : k_refused)
    if (row.dimension == dimension && row.spelling == written)
      return refuse("unknown-unit", place, std::move(message), std::string(row.hint));
  std::vector<std::string_view> names;
  std::string hint;
  for (const Unit& unit : k_units) {
    if (unit.dimension != dimension) continue;
    names.push_back(unit.name);
    if (hint.empty() && lower_ascii(unit.name) == lower_ascii(written))
      hint = fmt::format("did you mean \"{}\"?", unit.name);
    for (std::string_view rest = unit.spelling; !rest.empty();)
      if (const std::string_view word = next_word(rest); word.size() >= 4 && !is_symbol(unit))
        names.push_back(word);
  }
  if (hint.empty()) hint = suggestion(written, names);
  hint += fmt::format("{}accepted: {}", hint.empty() ? "" : " ", accepted_units(dimension));
  return refuse("unknown-unit", place, std::move(message), std::move(hint));
}

Result<double> refuse_text(Dimension dimension, std::string_view text, Place place,
                           std::string_view why) {
  return refuse("bad-quantity", place, fmt::format("{}: {}", in_quotes(text), why),
                fmt::format("accepted: {}", accepted_units(dimension)));
}

// What stands before the unit. Nothing where the text does not start with a number.
struct Leading {
  double number = 0;
  std::string_view rest;
};
std::optional<Leading> leading_number(std::string_view text) noexcept {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  const bool point = text.substr(first).starts_with('.');
  const std::size_t digit = first + (point ? 1 : 0);
  if (digit >= text.size() || !is_digit(text[digit])) return std::nullopt;
  double number = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  if (end[-1] == '.') return std::nullopt;  // "5."
  return Leading{number + 0.0, text.substr(static_cast<std::size_t>(end - text.data()))};
}

Result<double> refuse_number(Dimension dimension, std::string_view text, Place place) {
  const auto leading = leading_number(text);
  if (leading && leading->rest.starts_with(','))
    return refuse(
        "bad-quantity", place, fmt::format("{}: a comma in a number", in_quotes(text)),
        "the decimal sign is a point, and thousands are not grouped: \"1.5 kW\", \"1500 W\"");
  if (text.empty())
    return refuse_text(
        dimension, text, place,
        fmt::format("a number with a unit of {} should stand here", name_of(dimension)));
  const bool digits = is_digit(text.front()) || (text.size() > 1 && is_digit(text[1]));
  return refuse_text(dimension, text, place,
                     digits ? "this number cannot be read" : "this does not start with a number");
}

Result<double> refuse_missing_unit(Dimension dimension, std::string_view text, Place place) {
  return refuse("missing-unit", place, fmt::format("{}: the number has no unit", in_quotes(text)),
                fmt::format("accepted: {}", accepted_units(dimension)));
}

// Up to the next number, or to the end.
std::string_view take_unit(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find_first_of("0123456789-."), rest.size());
  const std::string_view unit = trimmed(rest.substr(0, end));
  rest.remove_prefix(end);
  return unit;
}

// "3d 4h 30m": each unit once, from large to small.
Result<double> parse_duration(std::string_view text, Place place) {
  double hours = 0;
  const Unit* previous = nullptr;
  for (std::string_view rest = text; !rest.empty();) {
    const auto leading = leading_number(rest);
    if (!leading) return refuse_number(D::time, text, place);
    rest = leading->rest;
    if (rest.starts_with(',')) return refuse_number(D::time, text, place);
    if (rest.starts_with(':'))
      return refuse_text(D::time, text, place, "a time with colons could mean two things");
    const std::string_view written = take_unit(rest);
    if (written.empty()) return refuse_missing_unit(D::time, text, place);
    const Unit* unit = find_unit(D::time, written);
    if (unit == nullptr) return refuse_unit(D::time, text, written, place);
    if (previous != nullptr && unit >= previous)
      return refuse_text(D::time, text, place, "units go from large to small, each once");
    if (previous != nullptr && leading->number < 0)
      return refuse_text(D::time, text, place, "a sign inside a time");
    previous = unit;
    hours += unit->in_base(leading->number);
  }
  return hours;
}

// ISO 8601: "P3DT4H30M". Letters mean different things before and after the T.
struct IsoPart {
  char letter;
  bool after_t;
  std::string_view unit;
};
constexpr std::array k_iso_parts{IsoPart{'Y', false, "y"},  IsoPart{'W', false, "w"},
                                 IsoPart{'D', false, "d"},  IsoPart{'H', true, "h"},
                                 IsoPart{'M', true, "min"}, IsoPart{'S', true, "s"}};

Result<double> parse_iso_duration(std::string_view text, Place place) {
  constexpr std::string_view k_why = "this is no ISO 8601 duration";
  std::string_view rest = text.substr(1);
  double hours = 0;
  bool after_t = false, fresh_t = false;
  std::size_t part = 0;
  if (rest.empty()) return refuse_text(D::time, text, place, k_why);
  while (!rest.empty()) {
    if (rest.front() == 'T' && !after_t) {
      after_t = fresh_t = true;
      rest.remove_prefix(1);
      continue;
    }
    const auto leading = leading_number(rest);
    if (!leading || leading->number < 0 || leading->rest.empty())
      return refuse_text(D::time, text, place, k_why);
    const char letter = leading->rest.front();
    rest = leading->rest.substr(1);
    if (letter == 'M' && !after_t)
      return refuse("unknown-unit", place,
                    fmt::format("{}: M before the T is months", in_quotes(text)),
                    "months have no fixed length: use days; minutes are \"PT30M\"");
    while (part < k_iso_parts.size() &&
           (k_iso_parts[part].letter != letter || k_iso_parts[part].after_t != after_t))
      ++part;
    if (part == k_iso_parts.size()) return refuse_text(D::time, text, place, k_why);
    hours += find_unit(D::time, k_iso_parts[part++].unit)->in_base(leading->number);
    fresh_t = false;
  }
  if (fresh_t) return refuse_text(D::time, text, place, k_why);
  return hours;
}

}  // namespace

std::span<const Unit> units() noexcept { return k_units; }
std::string_view base_unit(Dimension dimension) noexcept { return row_of(dimension).base; }
std::string_view name_of(Dimension dimension) noexcept { return row_of(dimension).name; }

std::string accepted_units(Dimension dimension) {
  std::vector<std::string_view> names;
  for (const Unit& unit : k_units)
    if (unit.dimension == dimension) names.push_back(unit.name);
  return fmt::format("{}; units {}", row_of(dimension).examples, listed(names));
}

std::optional<double> parse_number(std::string_view text) noexcept {
  const auto leading = leading_number(text);
  if (!leading || !leading->rest.empty()) return std::nullopt;
  return leading->number;
}

Result<double> parse_quantity(Dimension dimension, std::string_view text, Place place) {
  const std::string_view body = trimmed(text);
  if (dimension == D::time && body.starts_with('P')) return parse_iso_duration(body, place);
  const auto leading = leading_number(body);
  if (!leading || leading->rest.starts_with(',')) return refuse_number(dimension, body, place);
  if (dimension == D::time) return parse_duration(body, place);
  const std::string_view written = trimmed(leading->rest);
  if (written.empty()) return refuse_missing_unit(dimension, body, place);
  if (is_digit(written.front()) || written.front() == '.')
    return refuse_text(dimension, body, place, "two numbers; thousands are not grouped");
  const Unit* unit = find_unit(dimension, without_gas(dimension, written));
  if (unit == nullptr) return refuse_unit(dimension, body, written, place);
  const double value = unit->in_base(leading->number);
  if (!std::isfinite(value)) return refuse_text(dimension, body, place, "the number is too large");
  return value;
}

}  // namespace carbonest
