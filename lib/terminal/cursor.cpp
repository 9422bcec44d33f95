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
struct sigaction stop_before_hiding{};

void say_to_terminal(std::string_view text) {
  const int kept = errno;
  // A terminal that is gone needs no cursor.
  [[maybe_unused]] const ssize_t written = ::write(terminal.load(), text.data(), text.size());
  errno = kept;
}

void install_restarting(int signal, void (*handler)(int), struct sigaction* before) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_NODEFER | SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, before);
}

void on_fatal(int signal) {
  say_to_terminal(show);
  install_restarting(signal, SIG_DFL, nullptr);
  ::raise(signal);
}

void show_while_stopped(int signal) {
  say_to_terminal(show);
  install_restarting(signal, SIG_DFL, nullptr);
  ::raise(signal);  // returns when the shell lets us go on
  install_restarting(signal, show_while_stopped, nullptr);
  say_to_terminal(hide);
  continued = true;
}

}  // namespace

HiddenCursor::HiddenCursor(int descriptor) {
  terminal = descriptor;
  continued = false;
  for (std::size_t i = 0; i < fatal.size(); ++i)
    install_restarting(fatal[i], on_fatal, &before_fatal[i]);
  install_restarting(SIGTSTP, show_while_stopped, &stop_before_hiding);
  set_last_act([] { say_to_terminal(show); });
  say_to_terminal(hide);
}

HiddenCursor::~HiddenCursor() {
  say_to_terminal(show);
  set_last_act(nullptr);
  ::sigaction(SIGTSTP, &stop_before_hiding, nullptr);
  for (std::size_t i = 0; i < fatal.size(); ++i) ::sigaction(fatal[i], &before_fatal[i], nullptr);
  terminal = -1;
}

bool HiddenCursor::went_on() { return continued.exchange(false); }

}  // namespace chatops::terminal
