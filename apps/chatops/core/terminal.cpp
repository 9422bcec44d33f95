// Plain reads and writes on the three descriptors.
// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/text.hpp"

namespace chatops {

namespace {

/// COLUMNS where it is exported, as `ls` and `man` take it; else what the terminal says; else 0.
int columns_of(int descriptor, const Variables& variables) {
  if (const auto set = variables.get("COLUMNS")) {
    if (const auto wished = to_integer(*set); wished && *wished > 0 && *wished < 10000)
      return static_cast<int>(*wished);
  }
  winsize told{};
  return ::ioctl(descriptor, TIOCGWINSZ, &told) == 0 ? told.ws_col : 0;
}

}  // namespace

Streams look_at_streams(const Variables& variables, bool no_color) {
  Streams out{.in_is_terminal = ::isatty(STDIN_FILENO) == 1,
              .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
              .err_is_terminal = ::isatty(STDERR_FILENO) == 1};
  const bool never =
      no_color || variables.get("NO_COLOR") || variables.get("TERM").value_or("dumb") == "dumb";
  const auto forced = variables.get("CLICOLOR_FORCE");
  const bool always = !no_color && forced && *forced != "0";
  out.out_colour = always || (out.out_is_terminal && !never);
  out.err_colour = always || (out.err_is_terminal && !never);
  out.out_columns = columns_of(STDOUT_FILENO, variables);
  out.err_columns = columns_of(STDERR_FILENO, variables);
  return out;
}

std::optional<std::string> ask(const std::stop_token& stop, std::string_view question) {
  write_all(STDERR_FILENO, question);
  std::string line;
  for (;;) {
    pollfd ready{STDIN_FILENO, POLLIN, 0};
    const int count = ::poll(&ready, 1, 100);
    if (stop.stop_requested()) {
      write_all(STDERR_FILENO, "\n");
      throw Interrupted{};
    }
    if (count <= 0) continue;
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return line.empty() ? std::nullopt : std::optional(line);
    if (byte == '\n') return line;
    constexpr std::size_t cap = 4096;
    if (line.size() < cap) line += byte;
  }
}

}  // namespace chatops
