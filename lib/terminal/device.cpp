// SPDX-License-Identifier: Apache-2.0
// Handlers call write, tcsetattr, sigaction and raise only: signal-safety(7). Modes: ctlseqs of
// xterm (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), 1049 and 2004.
#include "terminal/device.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "base/signals.hpp"
#include "base/system.hpp"
#include "terminal/live.hpp"

namespace chatops::terminal {

namespace {

constexpr char enter_modes[] = "\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[H\x1b[2J";
constexpr char leave_modes[] = "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l";
constexpr auto ending = std::to_array<int>(
    {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL});

// What handlers need; written before they are installed.
std::atomic<int> terminal_in{-1}, terminal_out{-1}, wake_end{-1};
std::atomic<bool> draws{true};
termios cooked{}, raw{};
int wake[2] = {-1, -1};
std::array<struct sigaction, ending.size()> before_ending{};
struct sigaction stop_before_raw{}, before_resize{};

void write_modes(std::string_view text) {
  const int kept = errno;
  // A terminal that is gone needs nothing.
  [[maybe_unused]] const ssize_t written = ::write(terminal_out.load(), text.data(), text.size());
  errno = kept;
}

void give_back() {
  if (draws) write_modes(leave_modes);
  ::tcsetattr(terminal_in.load(), TCSANOW, &cooked);
}

void take() {
  ::tcsetattr(terminal_in.load(), TCSANOW, &raw);
  if (draws) write_modes(enter_modes);
}

void wake_up() {
  const int kept = errno;
  [[maybe_unused]] const ssize_t written = ::write(wake_end.load(), "r", 1);
  errno = kept;
}

void install_handler(int signal, void (*handler)(int), struct sigaction* old) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_NODEFER;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, old);
}

void on_ending(int signal) {
  give_back();
  install_handler(signal, SIG_DFL, nullptr);
  ::raise(signal);
}

void give_back_while_stopped(int) {
  give_back();
  install_handler(SIGTSTP, SIG_DFL, nullptr);
  ::raise(SIGTSTP);  // returns when the shell lets us go on
  install_handler(SIGTSTP, give_back_while_stopped, nullptr);
  take();
  wake_up();
}

void on_resize(int) { wake_up(); }

termios raw_mode(termios mode, bool ours) {
  ::cfmakeraw(&mode);
  if (ours) mode.c_oflag |= OPOST;  // other threads' lines keep their shape
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  return mode;
}

/// True when the pipe had anything in it.
bool drained(int end) {
  std::array<char, 64> bytes{};
  bool any = false;
  while (::read(end, bytes.data(), bytes.size()) > 0) any = true;
  return any;
}

}  // namespace

bool can_draw(int input, int output, const Variables& variables) {
  return ::isatty(input) == 1 && ::isatty(output) == 1 &&
         variables.get("TERM").value_or("dumb") != "dumb";
}

Device::Device(int input, int output, Mode mode) : input_(input), output_(output) {
  const auto failed = [] { return Error(Reason::internal_error, {{"what", "terminal"}}); };
  if (::tcgetattr(input, &cooked) != 0) throw failed();
  if (::pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) throw failed();
  draws = mode == Mode::form;
  raw = raw_mode(cooked, draws);
  terminal_in = input;
  terminal_out = output;
  wake_end = wake[1];
  for (std::size_t i = 0; i < ending.size(); ++i)
    install_handler(ending[i], on_ending, &before_ending[i]);
  install_handler(SIGTSTP, give_back_while_stopped, &stop_before_raw);
  install_handler(SIGWINCH, on_resize, &before_resize);
  set_last_act(give_back);
  take();
}

Device::~Device() {
  give_back();
  set_last_act(nullptr);
  ::sigaction(SIGWINCH, &before_resize, nullptr);
  ::sigaction(SIGTSTP, &stop_before_raw, nullptr);
  for (std::size_t i = 0; i < ending.size(); ++i)
    ::sigaction(ending[i], &before_ending[i], nullptr);
  wake_end = terminal_in = terminal_out = -1;
  ::close(wake[0]);
  ::close(wake[1]);
}

Device::Read Device::read(std::optional<Millis> wait, const std::stop_token& stop) {
  const std::stop_callback woken(stop, [] { wake_up(); });
  for (;;) {
    std::array<pollfd, 2> ready{{{input_, POLLIN, 0}, {wake[0], POLLIN, 0}}};
    const int count =
        ::poll(ready.data(), ready.size(), wait ? static_cast<int>(wait->count()) : -1);
    if (stop.stop_requested()) return {Woken::stopped, {}};
    if (drained(wake[0])) return {Woken::resized, {}};
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {Woken::ended, {}};
    if (count == 0) return {Woken::timeout, {}};
    std::string bytes(4096, '\0');
    const ssize_t got = ::read(input_, bytes.data(), bytes.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return {Woken::ended, {}};
    bytes.resize(static_cast<std::size_t>(got));
    return {Woken::input, std::move(bytes)};
  }
}

bool Device::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(output_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {
      pollfd ready{output_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Size Device::size() const { return size_of(output_); }

void Device::suspend() { ::kill(0, SIGTSTP); }

}  // namespace chatops::terminal
