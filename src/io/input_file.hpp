// SPDX-License-Identifier: Apache-2.0
#pragma once
// A file, or standard input for "-", as a stream. A size that the file system tells is never
// believed, so pipes, devices and growing files are read like any other.

#include <cstdint>
#include <string>

#include "carbonest/byte_source.hpp"
#include "io/descriptor.hpp"

namespace carbonest::io {

class InputFile final : public ByteSource {
 public:
  /// Throws IoError, also where `offset` is not 0 and there is no way to go to it.
  explicit InputFile(const std::string& path, std::uint64_t offset = 0);
  /// Throws IoError, also for a directory.
  std::size_t read(std::span<char> into) override;

 private:
  std::string name_;  // for messages
  Descriptor opened_;
  int fd_;
};

}  // namespace carbonest::io
