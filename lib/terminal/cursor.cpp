// SPDX-License-Identifier: Apache-2.0
// Handlers call write, sigaction and raise only: signal-safety(7).
#include "terminal/cursor.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/signals.hpp"

namespace chatops::terminal {

namespace {

constexpr char hide[] = "\x1b[?25l";
constexpr char show[] = "\x1b[?25h";
constexpr auto fatal = std::to_array<int>({SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT});

std::atomic<int> terminal{-1};
std::atomic<bool> continued{false};
std::array<struct sigaction, fatal.size()> before_fatal{};
struct sigaction before_stop{};

void say(std::string_view text) {
  const int kept = errno;
  // A terminal that is gone needs no cursor.
  [[maybe_unused]] const ssize_t written = ::write(terminal.load(), text.data(), text.size());
  errno = kept;
}

void install(int signal, void (*handler)(int), struct sigaction* before) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_NODEFER | SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, before);
}

void on_fatal(int signal) {
  say(show);
  install(signal, SIG_DFL, nullptr);
  ::raise(signal);
}

void on_stop(int signal) {
  say(show);
  install(signal, SIG_DFL, nullptr);
  ::raise(signal);  // returns when the shell lets us go on
  install(signal, on_stop, nullptr);
  say(hide);
  continued = true;
}

}  // namespace

HiddenCursor::HiddenCursor(int descriptor) {
  terminal = descriptor;
  continued = false;
  for (std::size_t i = 0; i < fatal.size(); ++i) install(fatal[i], on_fatal, &before_fatal[i]);
  install(SIGTSTP, on_stop, &before_stop);
  set_last_words(show);
  say(hide);
}

HiddenCursor::~HiddenCursor() {
  say(show);
  set_last_words(nullptr);
  ::sigaction(SIGTSTP, &before_stop, nullptr);
  for (std::size_t i = 0; i < fatal.size(); ++i) ::sigaction(fatal[i], &before_fatal[i], nullptr);
  terminal = -1;
}

bool HiddenCursor::went_on() { return continued.exchange(false); }

}  // namespace chatops::terminal
