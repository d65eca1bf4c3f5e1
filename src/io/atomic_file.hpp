// SPDX-License-Identifier: Apache-2.0
#pragma once
// A file that is either the old one or the whole new one, whatever happens: written beside its
// target, synced, then renamed onto it. Without commit() nothing is left behind, also when SIGINT
// or SIGTERM ends the program.

#include <memory>
#include <string>
#include <string_view>

#include "io/descriptor.hpp"
#include "io/world.hpp"

namespace carbonest::io {

class AtomicFile final : public NewFile {
 public:
  /// Follows a symbolic link to a regular file; refuses any other target that is not a regular
  /// file. Keeps the mode of a file that it replaces. One at a time.
  explicit AtomicFile(const std::string& path);
  ~AtomicFile() override;

  void write(std::string_view bytes) override;
  void commit() override;

 private:
  std::string path_;    // as the user named it, for messages
  std::string target_;  // with links resolved
  Descriptor file_;
};

/// A file to be written: atomically, except that a device or a pipe is simply written to.
std::unique_ptr<NewFile> create_file(const std::string& path);
/// All of it at once.
void replace_file(const std::string& path, std::string_view bytes);

/// For a signal handler: removes what an AtomicFile has not committed.
void remove_uncommitted() noexcept;

}  // namespace carbonest::io
