// Echo off, a line, echo as before.
// SPDX-License-Identifier: Apache-2.0
#include "secret_input.hpp"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/error.hpp"
#include "terminal.hpp"

namespace chatops {

namespace {

constexpr std::size_t longest_secret = 64U << 10U;

/// Echo is off while one lives; signals still come.
class Silence {
 public:
  Silence() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    quiet.c_lflag |= static_cast<tcflag_t>(ICANON | ISIG);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace

Secret read_secret(const std::stop_token& stop, std::string_view prompt, bool from_terminal) {
  std::string text;
  const Silence silence;
  if (from_terminal) write_all(STDERR_FILENO, prompt);
  for (bool open = true; open;) {
    pollfd ready{STDIN_FILENO, POLLIN, 0};
    const int count = ::poll(&ready, 1, 100);
    if (stop.stop_requested()) {
      if (from_terminal) write_all(STDERR_FILENO, "\n");
      throw Interrupted{};
    }
    if (count <= 0) continue;
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    open = got > 0 && !(from_terminal && byte == '\n');
    if (open && text.size() < longest_secret) text += byte;
  }
  if (from_terminal) write_all(STDERR_FILENO, "\n");
  return Secret(std::move(text));
}

}  // namespace chatops
