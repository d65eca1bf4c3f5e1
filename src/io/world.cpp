// SPDX-License-Identifier: Apache-2.0
#include "io/world.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "io/atomic_file.hpp"
#include "io/descriptor.hpp"
#include "io/input_file.hpp"
#include "io/io_error.hpp"
#include "io/read_all.hpp"
#include "io/write_all.hpp"

namespace carbonest::io {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

bool status_of(const std::string& path, struct stat& status) noexcept {
  return (path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) == 0;
}

}  // namespace

void DescriptorSink::write(std::string_view bytes) { write_all(fd_, name_, bytes); }

std::string DiskFiles::read(const std::string& path, std::size_t limit) {
  return read_all(path, limit);
}

std::unique_ptr<ByteSource> DiskFiles::open(const std::string& path, std::uint64_t offset) {
  return std::make_unique<InputFile>(path, offset);
}

std::optional<std::uint64_t> DiskFiles::size(const std::string& path) {
  if (path == "-") return std::nullopt;  // where it stands is not known
  struct stat status {};
  if (!status_of(path, status)) throw IoError("read", path, errno);
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

std::unique_ptr<NewFile> DiskFiles::create(const std::string& path) { return create_file(path); }

void DiskFiles::replace(const std::string& path, std::string_view bytes) {
  replace_file(path, bytes);
}

void DiskFiles::append(const std::string& path, std::string_view bytes) {
  constexpr mode_t k_new_file = 0666;
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, k_new_file));
  if (file.get() < 0) throw IoError("write", path, errno);
  write_all(file.get(), path, bytes);
  if (file.close() != 0) throw IoError("write", path, errno);
}

std::vector<std::string> DiskFiles::list(const std::string& folder) {
  const std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
  if (!open) throw IoError("read", folder, errno);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(open.get())) names.emplace_back(entry->d_name);
  if (errno != 0) throw IoError("read", folder, errno);
  std::ranges::sort(names);
  return names;
}

bool DiskFiles::same(const std::string& a, const std::string& b) {
  struct stat first {
  }, second{};
  return status_of(a, first) && status_of(b, second) && S_ISREG(first.st_mode) &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace carbonest::io
