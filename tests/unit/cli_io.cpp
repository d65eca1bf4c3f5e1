// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "io/atomic_file.hpp"
#include "io/descriptor.hpp"
#include "io/io_error.hpp"
#include "io/process.hpp"
#include "io/read_all.hpp"
#include "io/world.hpp"
#include "io/write_all.hpp"

namespace fs = std::filesystem;
using namespace carbonest::io;

namespace {

// A folder that lives as long as the test.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "carbonest-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), {}));
  }

 private:
  fs::path path_;
};

void put(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}
std::string get(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777u;
}

template <class Action>
std::string reason_of(Action action) {
  try {
    action();
  } catch (const IoError& error) {
    return error.reason();
  }
  return "no error";
}

// The status of a child that runs `action`, as wait() gives it.
template <class Action>
int status_of_child(Action action) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    action();
    _exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

TEST_CASE("reading stops at the limit, one byte beyond to tell") {
  const Scratch scratch;
  put(scratch / "f", std::string(100'000, 'x'));
  CHECK(read_all(scratch / "f", 200'000).size() == 100'000);
  CHECK(read_all(scratch / "f", 100'000).size() == 100'000);
  CHECK(read_all(scratch / "f", 99'999).size() == 100'000);
  CHECK(read_all(scratch / "f", 10).size() == 11);
  CHECK(read_all("/dev/zero", 1 << 20).size() == (1 << 20) + 1);
  put(scratch / "empty", "");
  CHECK(read_all(scratch / "empty", 10).empty());
}

TEST_CASE("what cannot be read says why") {
  const Scratch scratch;
  fs::create_symlink("loop", scratch / "loop");
  fs::create_symlink("nowhere", scratch / "dangling");
  CHECK(reason_of([&] { read_all(scratch / "none", 1); }) == "No such file or directory");
  CHECK(reason_of([&] { read_all(scratch / ".", 1); }) == "Is a directory");
  CHECK(reason_of([&] { read_all(scratch / "loop", 1); }) == "Too many levels of symbolic links");
  CHECK(reason_of([&] { read_all(scratch / "dangling", 1); }) == "No such file or directory");
}

TEST_CASE("a pipe is read to its end") {
  const Scratch scratch;
  const std::string fifo = scratch / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const std::string sent(300'000, 'y');
  const pid_t child = ::fork();
  if (child == 0) {
    const int fd = ::open(fifo.c_str(), O_WRONLY);
    write_all(fd, "fifo", sent);
    _exit(0);
  }
  CHECK(read_all(fifo, 1 << 20) == sent);
  int status = 0;
  ::waitpid(child, &status, 0);
}

TEST_CASE("writing does not overlook a full device, a closed descriptor or a broken pipe") {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  CHECK(reason_of([&] { write_all(full.get(), "x", "text"); }) == "No space left on device");
  CHECK(reason_of([&] { write_all(-1, "x", "text"); }) == "Bad file descriptor");
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[0]);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    write_all(ends[1], "x", "text");
    FAIL("no error");
  } catch (const IoError& error) {
    CHECK(error.broken_pipe());
  }
  ::close(ends[1]);
}

TEST_CASE("a non-blocking pipe is waited for") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_NONBLOCK) == 0);
  const std::string sent(500'000, 'z');
  const pid_t child = ::fork();
  if (child == 0) {
    write_all(ends[1], "pipe", sent);
    _exit(0);
  }
  ::close(ends[1]);
  ::fcntl(ends[0], F_SETFL, 0);
  std::size_t received = 0;
  char chunk[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], chunk, sizeof chunk)) > 0;)
    received += static_cast<std::size_t>(count);
  CHECK(received == sent.size());
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("a file is replaced as a whole and keeps its mode") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  replace_file(path, "one");
  CHECK(get(path) == "one");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  replace_file(path, "two");
  CHECK(get(path) == "two");
  CHECK(mode_of(path) == 0640);
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a new file gets the mode that the umask leaves") {
  const Scratch scratch;
  const mode_t before = ::umask(027);
  replace_file(scratch / "f", "x");
  CHECK(::umask(before) == 027);
  CHECK(mode_of(scratch / "f") == 0640);
}

TEST_CASE("a link to a regular file stays a link, and its target changes") {
  const Scratch scratch;
  fs::create_directory(scratch / "real");
  put(scratch / "real/f", "old");
  fs::create_symlink("real/f", scratch / "link");
  replace_file(scratch / "link", "new");
  CHECK(fs::is_symlink(scratch / "link"));
  CHECK(get(scratch / "real/f") == "new");
  CHECK(std::distance(fs::directory_iterator(scratch / "real"), {}) == 1);
}

TEST_CASE("other targets are refused, and nothing is left behind") {
  const Scratch scratch;
  fs::create_directory(scratch / "folder");
  fs::create_symlink("nowhere", scratch / "dangling");
  fs::create_symlink("/dev/null", scratch / "device");
  CHECK(reason_of([&] { replace_file(scratch / "folder", "x"); }) == "Is a directory");
  CHECK(reason_of([&] { replace_file(scratch / "dangling", "x"); }) ==
        "the symbolic link leads nowhere");
  CHECK(reason_of([&] { replace_file(scratch / "device", "x"); }) == "not a regular file");
  CHECK(reason_of([&] { replace_file(scratch / "none/f", "x"); }) == "No such file or directory");
  CHECK(reason_of([&] { replace_file("", "x"); }) == "No such file or directory");
  CHECK(scratch.entries() == 3);
}

TEST_CASE("a device or a pipe is written to, never replaced") {
  replace_file("/dev/null", "x");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(reason_of([] { replace_file("/dev/full", "x"); }) == "No space left on device");
}

TEST_CASE("without commit nothing happens") {
  const Scratch scratch;
  put(scratch / "f", "old");
  {
    AtomicFile file(scratch / "f");
    file.write("new");
    CHECK(scratch.entries() == 2);
  }
  CHECK(get(scratch / "f") == "old");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a signal in the middle of writing leaves the old file and no other") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Scratch scratch;
    put(scratch / "f", "old");
    const int status = status_of_child([&] {
      std::signal(signal, SIG_DFL);
      adopt_process();
      AtomicFile file(scratch / "f");
      file.write("new");
      std::raise(signal);
      file.commit();
    });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 128 + signal);
    CHECK(get(scratch / "f") == "old");
    CHECK(scratch.entries() == 1);
  }
}

TEST_CASE("closed standard descriptors are taken before a file can take them, and still fail") {
  const int status = status_of_child([] {
    for (int fd = 0; fd <= 2; ++fd) ::close(fd);
    adopt_process();
    const int next = ::open("/dev/null", O_RDONLY);
    char byte = 0;
    const bool fails = ::write(1, "x", 1) < 0 && ::write(2, "x", 1) < 0 && ::read(0, &byte, 1) < 0;
    _exit(next > 2 && fails ? 0 : 1);
  });
  CHECK(status == 0);
}

TEST_CASE("the same file is known under every name") {
  const Scratch scratch;
  put(scratch / "a", "x");
  put(scratch / "b", "x");
  fs::create_symlink("a", scratch / "link");
  fs::create_hard_link(scratch / "a", scratch / "hard");
  DiskFiles files;
  CHECK(files.same(scratch / "a", scratch / "link"));
  CHECK(files.same(scratch / "a", scratch / "./hard"));
  CHECK_FALSE(files.same(scratch / "a", scratch / "b"));
  CHECK_FALSE(files.same(scratch / "a", scratch / "none"));
  CHECK_FALSE(files.same("/dev/null", "/dev/null"));
  CHECK(files.list(scratch / ".") == std::vector<std::string>{".", "..", "a", "b", "hard", "link"});
}
