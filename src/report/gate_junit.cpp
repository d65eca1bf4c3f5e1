// SPDX-License-Identifier: Apache-2.0
// JUnit XML as Jenkins and GitLab read it: one test suite a file, one test case a job and check.
// `failure` is over budget, `error` is not computed, `skipped` is nothing to compare with. There is
// no time in it: the same result gives the same bytes.
#include <map>

#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/gate_formats.hpp"
#include "report/gate_words.hpp"

namespace carbonest {
namespace {

struct Suite {
  std::string name;
  std::string cases;
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

class Suites {
 public:
  Suite& of(const std::string& file) {
    const std::string name = file.empty() ? "carbonest" : file;
    const auto [found, fresh] = index_.emplace(name, all_.size());
    if (fresh) all_.push_back({.name = name, .cases = {}});
    return all_[found->second];
  }

  std::string document() const {
    Suite sum;
    std::string body;
    for (const Suite& suite : all_) {
      sum.tests += suite.tests;
      sum.failures += suite.failures;
      sum.errors += suite.errors;
      body += fmt::format(
          "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}"
          "  </testsuite>\n",
          escape_xml(suite.name), suite.tests, suite.failures, suite.errors, suite.skipped,
          suite.cases);
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"carbonest gate\" "
        "tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}</testsuites>\n",
        sum.tests, sum.failures, sum.errors, body);
  }

 private:
  std::vector<Suite> all_;
  std::map<std::string, std::size_t> index_;
};

std::string element(std::string_view name, std::string_view type, std::string_view message) {
  return fmt::format("      <{} type=\"{}\" message=\"{}\"/>\n", name, escape_xml(type),
                     escape_xml(message));
}

void add_case(Suite& suite, std::string_view class_name, std::string_view name,
              std::string_view content) {
  ++suite.tests;
  const std::string start = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                        escape_xml(class_name), escape_xml(name));
  suite.cases +=
      content.empty() ? start + "/>\n" : fmt::format("{}>\n{}    </testcase>\n", start, content);
}

void add_check(Suite& suite, const Check& check, const GateOptions& options) {
  const std::string message = sentence_of(check, options);
  const bool warning_fails = options.fail_on == GateLevel::warn;
  std::string content;
  switch (check.result) {
    case CheckResult::pass:
      break;
    case CheckResult::skipped:
      ++suite.skipped;
      content = fmt::format("      <skipped message=\"{}\"/>\n", escape_xml(message));
      break;
    case CheckResult::warn:
      if (warning_fails) {
        ++suite.failures;
        content = element("failure", "over-budget", message);
      } else {
        content = fmt::format("      <system-out>warning: {}</system-out>\n", escape_xml(message));
      }
      break;
    case CheckResult::fail:
      ++suite.failures;
      content = element("failure", "over-budget", message);
      break;
    case CheckResult::error:
      ++suite.errors;
      content = element("error", "not-computed", message);
      break;
  }
  add_case(suite, subject_of(check), name_of(check), content);
}

}  // namespace

std::string render_gate_junit(const GateReport& report, const Catalog&, const RenderOptions&) {
  const GateResult& result = report.result;
  Suites suites;
  for (const Check& check : result.checks)
    add_check(suites.of(check.scope == GateScope::total ? "all jobs" : check.file), check,
              result.options);
  for (const Diagnostic& problem : result.errors) {
    if (is_said_by_a_check(result, problem)) continue;
    Suite& suite = suites.of(problem.file);
    ++suite.errors;
    add_case(suite, suite.name, problem.code, element("error", problem.code, problem.message));
  }
  return suites.document();
}

}  // namespace carbonest
