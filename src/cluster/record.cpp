// SPDX-License-Identifier: Apache-2.0
#include "cluster/record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "carbonest/diagnostic.hpp"
#include "cluster/utf8_text.hpp"

namespace carbonest::cluster {

// Member by member, so that the room of the texts is used again; `row` is written over.
void SlurmRecord::clear() noexcept {
  id = cluster = user = account = partition = name = state_text = sluid = {};
  if (!own.empty()) own.clear();
  state = nullptr;
  elapsed_s.reset();
  submit.reset();
  local_times = false;
  start.reset();
  end.reset();
  restarts.reset();
  allocation.clear();
  requested = {};
  requested_known = false;
  cpu_used_s.reset();
  steps = {};
  line = offset = 0;
  fault = {};
}

std::string fault_words(const SlurmRecord& record) {
  const auto codes = diagnostic_codes();
  const auto row = std::ranges::find(codes, record.fault, &CodeInfo::id);
  return fmt::format("job {}: {}", valid_utf8(record.id),
                     row == codes.end() ? std::string_view("it cannot be read") : row->title);
}

bool same_run(const SlurmRecord& a, const SlurmRecord& b) noexcept {
  if (a.cluster != b.cluster) return false;
  if (!a.sluid.empty() && !b.sluid.empty() && a.sluid != b.sluid) return false;
  if (a.restarts && b.restarts && *a.restarts != *b.restarts) return false;
  if (a.start && b.start) return *a.start == *b.start;
  return a.start.has_value() == b.start.has_value() && a.submit == b.submit &&
         a.elapsed_s == b.elapsed_s && a.state_name() == b.state_name();
}

}  // namespace carbonest::cluster
