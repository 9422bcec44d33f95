// One thread reads what the person says, the calling thread writes what the program says.
// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>

#include "base/fd.hpp"
#include "base/write_all.hpp"
#include "terminal/device.hpp"
#include "terminal/live.hpp"

namespace chatops {

namespace {

constexpr std::size_t read_at_once = 32U << 10U;
/// As a shell says of a program that nobody listened to any more: 128 + SIGPIPE.
constexpr int exit_unheard = 141;

core::TerminalSize size_of_terminal() {
  const terminal::Size size = terminal::size_of(STDOUT_FILENO);
  if (size.columns <= 0 || size.rows <= 0) return {};
  return {size.columns, size.rows};
}

/// Keys as they are, Ctrl-C among them, and every change of the window's size.
void pass_keys(const Call& call, terminal::Device& device, core::Exec& program) {
  while (true) {
    const auto read = device.read(std::nullopt, call.stop);
    switch (read.why) {
      case terminal::Device::Woken::input:
        if (!program.write(call, read.bytes)) return;
        break;
      case terminal::Device::Woken::resized:
        if (!program.resize(call, size_of_terminal())) return;
        break;
      case terminal::Device::Woken::timeout: break;
      case terminal::Device::Woken::stopped:
      case terminal::Device::Woken::ended: return;
    }
  }
}

/// Standard input to its end.
void pass_input(const Call& call, core::Exec& program) {
  const Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const std::stop_callback stopped(call.stop, [&] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake.get(), &one, sizeof one);
  });
  std::string bytes(read_at_once, '\0');
  while (!call.stop.stop_requested()) {
    std::array<pollfd, 2> ready{{{STDIN_FILENO, POLLIN, 0}, {wake.get(), POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0) continue;
    if (ready[1].revents != 0) return;
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) {
      // Where the cluster cannot be told so, the program does not learn that its input has ended.
      (void)program.close_input(call);
      return;
    }
    if (!program.write(call, std::string_view(bytes).substr(0, static_cast<std::size_t>(got))))
      return;
  }
}

Known<int> pass_output(const Call& call, core::Exec& program) {
  while (true) {
    auto event = program.next(call);
    if (!event) return unknown(event.error());
    if (event->type == core::ExecEvent::Type::ended) return event->code;
    const bool errors = event->type == core::ExecEvent::Type::errors;
    if (!write_all(errors ? STDERR_FILENO : STDOUT_FILENO, event->bytes)) return exit_unheard;
  }
}

}  // namespace

std::optional<core::TerminalSize> StandardConsole::terminal() {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDOUT_FILENO) != 1) return std::nullopt;
  return size_of_terminal();
}

Known<int> StandardConsole::attend(const Call& call, core::Exec& program, bool with_terminal) {
  std::optional<terminal::Device> device;
  if (with_terminal)
    device.emplace(STDIN_FILENO, STDOUT_FILENO, terminal::Device::Mode::someone_elses);
  // The reader's own stop ends it with the program; the caller's reaches it through ours.
  std::jthread reader([&](const std::stop_token& stop) {
    const Call says{.deadline = Tick::max(), .stop = stop, .trace = nullptr};
    try {
      device ? pass_keys(says, *device, program) : pass_input(says, program);
    } catch (const Interrupted&) {
    }
  });
  return pass_output(call, program);
}

}  // namespace chatops
