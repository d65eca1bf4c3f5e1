// SPDX-License-Identifier: Apache-2.0
#include "io/process.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "io/atomic_file.hpp"

namespace carbonest::io {
namespace {

extern "C" void end_by_signal(int signal) {
  remove_uncommitted();
  _exit(128 + signal);
}

// A signal that the parent has us ignore (nohup) stays ignored.
void handle(int signal) noexcept {
  struct sigaction action {};
  if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) return;
  action = {};
  action.sa_handler = end_by_signal;
  sigfillset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

void fill_standard_descriptors() noexcept {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free descriptor is this one: the ones before it are open by now.
    if (::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) _exit(4);
  }
}

}  // namespace

void adopt_process() noexcept {
  fill_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // write() says EPIPE instead
  std::signal(SIGXFSZ, SIG_IGN);  // write() says EFBIG instead
  for (const int signal : {SIGHUP, SIGINT, SIGTERM}) handle(signal);
}

int terminal_columns(int fd) noexcept {
  winsize size{};
  if (::isatty(fd) == 0 || ::ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace carbonest::io
