// SPDX-License-Identifier: Apache-2.0
#pragma once
// Workloads in one line each, and the questions that tests ask of the answers.

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "carbonest/training_time.hpp"

namespace carbonest::test {

template <class T>
Maybe<T> given(T value) {
  return Given<T>{std::move(value), {}};
}
inline Maybe<std::string> word(const char* text) { return given(std::string(text)); }

inline Accelerator device(std::string_view id) {
  const auto lookup = Catalog::bundled().accelerator(id);
  if (!lookup.row) throw std::runtime_error("no device " + std::string(id));
  return *lookup.row;
}

/// GPT-3: 175e9 parameters, 300e9 tokens.
inline Workload gpt3() {
  Workload w;
  w.parameters = given(175e9);
  w.tokens = given(300e9);
  return w;
}

inline bool has_code(const Diagnostics& problems, std::string_view code) {
  return std::ranges::any_of(problems, [&](const Diagnostic& d) { return d.code == code; });
}

inline const Input& input(const std::vector<Input>& inputs, std::string_view name) {
  const auto found = std::ranges::find(inputs, name, &Input::name);
  if (found == inputs.end()) throw std::runtime_error("no input " + std::string(name));
  return *found;
}
inline bool has_input(const std::vector<Input>& inputs, std::string_view name) {
  return std::ranges::find(inputs, name, &Input::name) != inputs.end();
}

/// The derived time on a device of the table, which must succeed.
inline DerivedTime time_on(const Workload& w, std::string_view id, double devices = 1) {
  const Accelerator row = device(id);
  Diagnostics warnings;
  auto time = derive_time(w, &row, devices, warnings);
  if (!time) throw std::runtime_error(time.error().front().message);
  return *std::move(time);
}

/// Everything that is said, errors and warnings.
inline Diagnostics said_about(const Workload& w, std::string_view id, double devices = 1) {
  const Accelerator row = device(id);
  Diagnostics all;
  const auto time = derive_time(w, &row, devices, all);
  if (!time) all.insert(all.end(), time.error().begin(), time.error().end());
  return all;
}

}  // namespace carbonest::test
