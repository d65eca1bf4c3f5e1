// SPDX-License-Identifier: Apache-2.0
#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "io/io_error.hpp"
#include "io/write_all.hpp"

namespace carbonest::io {
namespace {

// The temporary file, where a signal handler can see it. Empty while there is none.
std::array<char, PATH_MAX> uncommitted{};

// Between the birth of the temporary file and its entry above no signal may end the program.
class SignalsHeld {
 public:
  SignalsHeld() noexcept {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before_);
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  ~SignalsHeld() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
}

bool is_link(const std::string& path) noexcept {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

// Status of what the path leads to; nothing where there is no such file yet.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT && is_link(path))
    throw IoError("write", path, "the symbolic link leads nowhere");
  if (errno == ENOENT) return std::nullopt;
  throw IoError("write", path, errno);
}

std::string resolved(const std::string& path) {
  if (!is_link(path)) return path;
  const std::unique_ptr<char, decltype(&std::free)> target(::realpath(path.c_str(), nullptr),
                                                           &std::free);
  if (!target) throw IoError("write", path, errno);
  return target.get();
}

// The mode of the file that is replaced, or that of a new file.
mode_t wanted_mode(const std::string& path) {
  const auto status = status_of(path);
  if (status && S_ISDIR(status->st_mode)) throw IoError("write", path, EISDIR);
  if (status && !S_ISREG(status->st_mode)) throw IoError("write", path, "not a regular file");
  if (status && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0)
    throw IoError("write", path, errno);
  if (status) return status->st_mode & 07777u;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666u & ~mask;
}

int open_temporary(const std::string& path, const std::string& target, mode_t mode) {
  std::string name = folder_of(target);
  if (name.back() != '/') name += '/';
  name += ".carbonest-XXXXXX";
  if (name.size() >= uncommitted.size()) throw IoError("write", path, ENAMETOOLONG);
  const SignalsHeld held;
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) throw IoError("write", path, errno);
  std::memcpy(uncommitted.data(), name.c_str(), name.size() + 1);
  if (::fchmod(fd, mode) != 0) {
    const int error = errno;
    remove_uncommitted();
    ::close(fd);
    throw IoError("write", path, error);
  }
  return fd;
}

// The rename itself has to reach the disk too. Not every file system can: that is no failure.
void sync_folder(const std::string& folder) noexcept {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() >= 0) ::fsync(descriptor.get());
}

// A device or a pipe: it has no old content to keep.
class OpenedFile final : public NewFile {
 public:
  explicit OpenedFile(const std::string& path)
      : path_{path}, file_{::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)} {
    if (file_.get() < 0) throw IoError("write", path, errno);
  }
  void write(std::string_view bytes) override { write_all(file_.get(), path_, bytes); }
  void commit() override {
    if (file_.close() != 0) throw IoError("write", path_, errno);
  }

 private:
  std::string path_;
  Descriptor file_;
};

}  // namespace

void remove_uncommitted() noexcept {
  if (uncommitted[0] == '\0') return;
  ::unlink(uncommitted.data());
  uncommitted[0] = '\0';
}

AtomicFile::AtomicFile(const std::string& path)
    : path_{path}, target_{}, file_{[&] {
        assert(uncommitted[0] == '\0');
        const mode_t mode = wanted_mode(path);
        target_ = resolved(path);
        return open_temporary(path, target_, mode);
      }()} {}

AtomicFile::~AtomicFile() {
  if (file_.get() >= 0) remove_uncommitted();
}

void AtomicFile::write(std::string_view bytes) { write_all(file_.get(), path_, bytes); }

void AtomicFile::commit() {
  if (::fsync(file_.get()) != 0 && errno != EINVAL && errno != EROFS)
    throw IoError("write", path_, errno);
  const SignalsHeld held;
  int error = file_.close() == 0 ? 0 : errno;
  if (error == 0 && ::rename(uncommitted.data(), target_.c_str()) != 0) error = errno;
  if (error != 0) {
    remove_uncommitted();
    throw IoError("write", path_, error);
  }
  uncommitted[0] = '\0';
  sync_folder(folder_of(target_));
}

std::unique_ptr<NewFile> create_file(const std::string& path) {
  const auto status = status_of(path);
  const bool stream =
      status && (S_ISCHR(status->st_mode) || S_ISFIFO(status->st_mode)) && !is_link(path);
  if (stream) return std::make_unique<OpenedFile>(path);
  return std::make_unique<AtomicFile>(path);
}

void replace_file(const std::string& path, std::string_view bytes) {
  const std::unique_ptr<NewFile> file = create_file(path);
  file->write(bytes);
  file->commit();
}

}  // namespace carbonest::io
