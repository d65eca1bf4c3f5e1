// SPDX-License-Identifier: Apache-2.0
#pragma once
// The outside world as the program sees it: two streams to write to, and files. Tests and fuzzers
// bring their own; the real one is at the end.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "carbonest/byte_source.hpp"

namespace carbonest::io {

/// Takes all bytes or throws IoError.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;
  virtual void write(std::string_view bytes) = 0;
};

/// A file that takes shape piece by piece. Where it can be, it is the old one until commit(), and
/// without it nothing is left behind.
class NewFile : public Sink {
 public:
  virtual void commit() = 0;
};

/// Every function throws IoError. "-" is standard input.
class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;
  /// At most `limit` + 1 bytes; more than `limit` means that there was more.
  virtual std::string read(const std::string& path, std::size_t limit) = 0;
  /// To be read as a stream, from a byte on; "-" only from its first.
  virtual std::unique_ptr<ByteSource> open(const std::string& path, std::uint64_t offset) = 0;
  /// Bytes of a regular file; nothing for what has no size, such as a pipe.
  virtual std::optional<std::uint64_t> size(const std::string& path) = 0;
  virtual void replace(const std::string& path, std::string_view bytes) = 0;
  /// One at a time.
  virtual std::unique_ptr<NewFile> create(const std::string& path) = 0;
  /// Adds to the end of a file, which is made if it is not there. For files that others write to as
  /// well.
  virtual void append(const std::string& path, std::string_view bytes) = 0;
  /// Names in a folder, sorted.
  virtual std::vector<std::string> list(const std::string& folder) = 0;
  /// Both exist and are one and the same regular file.
  virtual bool same(const std::string& a, const std::string& b) = 0;
};

class DescriptorSink final : public Sink {
 public:
  DescriptorSink(int fd, std::string name) : fd_{fd}, name_{std::move(name)} {}
  void write(std::string_view bytes) override;

 private:
  int fd_;
  std::string name_;
};

class DiskFiles final : public Files {
 public:
  std::string read(const std::string& path, std::size_t limit) override;
  std::unique_ptr<ByteSource> open(const std::string& path, std::uint64_t offset) override;
  std::optional<std::uint64_t> size(const std::string& path) override;
  std::unique_ptr<NewFile> create(const std::string& path) override;
  void replace(const std::string& path, std::string_view bytes) override;
  void append(const std::string& path, std::string_view bytes) override;
  std::vector<std::string> list(const std::string& folder) override;
  bool same(const std::string& a, const std::string& b) override;
};

}  // namespace carbonest::io
