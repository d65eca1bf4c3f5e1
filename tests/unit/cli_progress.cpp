// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <cerrno>

#include "catch.hpp"
#include "cli_world.hpp"

using namespace carbonest;
using cli::Progress;
using cli::progress_line;
using std::chrono::milliseconds;

namespace {

struct Watch {
  Progress::Time now{};
  Progress::Clock clock() {
    return [this] { return now; };
  }
};

}  // namespace

TEST_CASE("a progress line says how much, how fast and how long") {
  CHECK(progress_line("jobs", 0, 0, 0, 0) == "0 jobs");
  CHECK(progress_line("jobs", 999, 10, 0, 2) == "999 jobs, 499/s");
  CHECK(progress_line("rows", 12345678, 500, 1000, 10) ==
        "12,345,678 rows, 1.23 million/s, 50 %, 10 s left");
  CHECK(progress_line("rows", 1000, 1, 100, 1) == "1,000 rows, 1,000/s, 1 %, 1 min 39 s left");
  CHECK(progress_line("rows", 1000, 1, 10000, 1) == "1,000 rows, 1,000/s, 0 %, 2 h 46 min left");
  CHECK(progress_line("rows", 1000, 2000, 1000, 1) == "1,000 rows, 1,000/s");
}

TEST_CASE("progress is shown after a second, four times a second, and is erased") {
  test::MemorySink terminal;
  Watch watch;
  {
    Progress progress(true, terminal, "jobs", 0, watch.clock());
    watch.now += milliseconds(999);
    progress.update(5, 5);
    CHECK(terminal.text.empty());
    watch.now += milliseconds(1);
    progress.update(1000, 5);
    CHECK(terminal.text == "\r1,000 jobs, 1,000/s");
    watch.now += milliseconds(249);
    progress.update(2000, 5);
    CHECK(terminal.text == "\r1,000 jobs, 1,000/s");
    watch.now += milliseconds(751);
    progress.update(1, 5);
    CHECK(terminal.text == "\r1,000 jobs, 1,000/s\r1 jobs, 0/s        ");
    terminal.text.clear();
  }
  CHECK(terminal.text == "\r           \r");
}

TEST_CASE("progress stays silent where nobody looks") {
  test::MemorySink terminal;
  Watch watch;
  {
    Progress progress(false, terminal, "jobs", 0, watch.clock());
    watch.now += milliseconds(5000);
    progress.update(5, 5);
  }
  CHECK(terminal.text.empty());
  terminal.fails_with = EIO;
  Progress progress(true, terminal, "jobs", 0, watch.clock());
  watch.now += milliseconds(5000);
  progress.update(5, 5);
  terminal.fails_with = 0;
  watch.now += milliseconds(5000);
  progress.update(5, 5);
  CHECK(terminal.text.empty());
}
