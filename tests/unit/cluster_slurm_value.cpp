// SPDX-License-Identifier: Apache-2.0
#include "cluster/slurm_value.hpp"

#include <algorithm>

#include "catch.hpp"
#include "cluster/utf8_text.hpp"

using namespace carbonest::cluster;

namespace {

constexpr double k_unset = -1, k_broken = -2;

template <class T>
double shown(const Read<T>& read) {
  return read ? static_cast<double>(read.value) : read.broken() ? k_broken : k_unset;
}

struct Row {
  const char* text;
  double value;
};

}  // namespace

TEST_CASE("durations as Slurm writes them") {
  const Row rows[]{
      {"00:00:00", 0},
      {"01:02:03", 3723},
      {"23:59:59", 86399},
      {"1-02:03:04", 93784},
      {"365-00:00:00", 31536000},
      {"02:03", 123},
      {"02:03.500", 123.5},
      {"00:00:01.250", 1.25},
      {"90:00", 5400},
      {"120:00:00", 432000},
      {"1-12", 129600},
      {"1-12:30", 131400},
      {"", k_unset},
      {"Unknown", k_unset},
      {"INVALID", k_unset},
      {"UNLIMITED", k_unset},
      {"Partition_Limit", k_unset},
      {"None", k_unset},
      {"12", k_broken},
      {"1:2:3:4", k_broken},
      {"00:61:00", k_broken},
      {"00:00:60", k_broken},
      {"-1:00:00", k_broken},
      {"1--2:00:00", k_broken},
      {"1-", k_broken},
      {"a:b:c", k_broken},
      {"00:00:0x", k_broken},
      {"nan", k_broken},
      {"1e3:00", k_broken},
      {" 00:00:01", k_broken},
      {"99999-00:00:00", k_broken},
      {":00:00", k_broken},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(shown(read_duration(row.text)) == row.value);
  }
}

TEST_CASE("seconds") {
  for (const Row& row :
       {Row{"0", 0}, Row{"3600", 3600}, Row{"4294967294", k_unset}, Row{"4294967295", k_unset},
        Row{"18446744073709551614", k_unset}, Row{"", k_unset}, Row{"16?", k_unset},
        Row{"-5", k_broken}, Row{"1e3", k_broken}, Row{"0x10", k_broken},
        Row{"9999999999", k_broken}, Row{"12a", k_broken}, Row{"inf", k_broken}}) {
    INFO(row.text);
    CHECK(shown(read_seconds(row.text)) == row.value);
  }
}

TEST_CASE("times") {
  const Row rows[]{
      {"1970-01-01T00:00:00", 0},
      {"2024-02-29T12:00:00", 1709208000},
      {"2024-12-31 23:59:59", 1735689599},
      {"2024-05-06T07:08:09.123", 1714979289},
      {"2024-05-06T07:08:09Z", 1714979289},
      {"2024-05-06T09:08:09+02:00", 1714979289},
      {"2024-05-06T02:08:09-0500", 1714979289},
      {"1714979289", 1714979289},
      {"1969-12-31T23:59:59", k_broken},
      {"2100-02-28T00:00:00", 4107456000},
      {"2000-02-29T00:00:00", 951782400},
      {"", k_unset},
      {"Unknown", k_unset},
      {"None", k_unset},
      {"0", k_unset},
      {"4294967294", k_unset},
      {"N/A", k_unset},
      {"2023-02-29T00:00:00", k_broken},
      {"2024-13-01T00:00:00", k_broken},
      {"2024-00-01T00:00:00", k_broken},
      {"2024-01-00T00:00:00", k_broken},
      {"2024-01-01T25:00:00", k_broken},
      {"2024-01-01T00:60:00", k_broken},
      {"2024-01-01", k_broken},
      {"01/02-03:04:05", k_broken},
      {"2024-01-01T00:00:0x", k_broken},
      {"2024-01-01T00:00:00+2", k_broken},
      {"2100-02-29T00:00:00", k_broken},
      {"2024-01-01T00:00:00 now", k_broken},
      {"99999999999999", k_broken},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    bool local = false;
    CHECK(shown(read_time(row.text, local)) == row.value);
  }
}

TEST_CASE("years and months of times") {
  for (const auto& [text, year, month] :
       {std::tuple("2024-01-01T00:00:00", 2024, 1), std::tuple("2023-12-31T23:59:59", 2023, 12),
        std::tuple("2000-02-29T00:00:00", 2000, 2), std::tuple("1970-01-31T23:59:59", 1970, 1)}) {
    bool local = false;
    const YearMonth date = year_month(read_time(text, local).value);
    CHECK(date.year == year);
    CHECK(date.month == month);
  }
}

TEST_CASE("counts and energies use thousands, memory uses 1024") {
  CHECK(shown(read_count("64")) == 64);
  CHECK(shown(read_count("1.50K")) == 1500);
  CHECK(shown(read_count("-1")) == k_broken);
  CHECK(shown(read_count("99999999999")) == k_broken);
  CHECK(shown(read_joules("123456")) == 123456);
  CHECK(shown(read_joules("1.5M")) == 1.5e6);
  CHECK(shown(read_joules("2G")) == 2e9);
  CHECK(shown(read_joules("18446744073709551614")) == k_unset);
  CHECK(shown(read_joules("16?")) == k_unset);
  CHECK(shown(read_memory_gb("1G")) == Approx(1.073741824));
  CHECK(shown(read_memory_gb("512M")) == Approx(0.536870912));
  CHECK(shown(read_memory_gb("1.5T")) == Approx(1649.267441664));
  CHECK(shown(read_memory_gb("1048576K")) == Approx(1.073741824));
  CHECK(shown(read_memory_gb("1073741824")) == Approx(1.073741824));
  CHECK(shown(read_memory_gb("1024", 'M')) == Approx(1.073741824));
  CHECK(shown(read_memory_gb("0")) == 0);
  CHECK(shown(read_memory_gb("")) == k_unset);
  CHECK(shown(read_memory_gb("4GB")) == k_broken);
  CHECK(shown(read_memory_gb("9E")) == k_broken);
}

TEST_CASE("requested memory, old and new") {
  using Per = RequestedMemory::Per;
  const auto per = [](const char* text) { return read_requested_memory(text).value.per; };
  const auto gb = [](const char* text) { return read_requested_memory(text).value.gb; };
  CHECK(per("4Gn") == Per::node);
  CHECK(gb("4Gn") == Approx(4 * 1.073741824));
  CHECK(per("4000Mc") == Per::cpu);
  CHECK(gb("4000Mc") == Approx(4000 * 1.048576e-3));
  CHECK(per("4G") == Per::job);
  CHECK(read_requested_memory("0n"));
  CHECK(gb("0n") == 0);
  CHECK(!read_requested_memory(""));
  CHECK(!read_requested_memory("16?n"));
  CHECK(!read_requested_memory("16?n").broken());
  CHECK(read_requested_memory("4Gx").broken());
}

TEST_CASE("states in full, short, cut, or with who cancelled") {
  const auto name = [](const char* text) {
    const JobState* state = find_state(text);
    return state ? state->name : std::string_view("?");
  };
  for (const JobState& state : job_states()) {
    CHECK(find_state(state.name) == &state);
    if (state.name != "REQUEUE_FED") CHECK(find_state(state.short_name) == &state);
  }
  CHECK(name("CANCELLED by 1002") == "CANCELLED");
  CHECK(name("CANCELLED+") == "CANCELLED");
  CHECK(name("OUT_OF_ME+") == "OUT_OF_MEMORY");
  CHECK(name("COMPLETED") == "COMPLETED");
  CHECK(name("COMPLETE+") == "COMPLETED");
  CHECK(name("NODE_FAI+") == "NODE_FAIL");
  CHECK(name("TO") == "TIMEOUT");
  CHECK(name("") == "?");
  CHECK(name("+") == "?");
  CHECK(name("DREAMING") == "?");
  CHECK(name("completed") == "?");
  CHECK(find_state("OOM")->outcome == JobOutcome::failed);
  CHECK(find_state("DEADLINE")->outcome == JobOutcome::timeout);
}

TEST_CASE("bytes that are not UTF-8 become the mark for them") {
  CHECK(valid_utf8("plain") == "plain");
  CHECK(valid_utf8("m\xc3\xbcller") == "m\xc3\xbcller");
  CHECK(valid_utf8("m\xfcller") == "m\xef\xbf\xbdller");
  CHECK(valid_utf8("\xc3") == "\xef\xbf\xbd");
  CHECK(valid_utf8("\xed\xa0\x80") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(valid_utf8("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
  CHECK(valid_utf8("\xc0\xaf") == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(valid_utf8(valid_utf8("a\xff\xfe")) == valid_utf8("a\xff\xfe"));
}
