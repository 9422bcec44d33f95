// A program in the foreground of our terminal, as a shell would start it.
// SPDX-License-Identifier: Apache-2.0
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include "base/process.hpp"
#include "base/process_parts.hpp"

namespace chatops {
namespace {

/// The terminal on standard input, if there is one: lent to a child, taken back and put right.
class LentTerminal {
 public:
  LentTerminal() {
    if (::isatty(STDIN_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    there_ = true;
    sigset_t output;  // taking it back from the background would stop us
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &output, &mask_);
  }
  LentTerminal(const LentTerminal&) = delete;
  LentTerminal& operator=(const LentTerminal&) = delete;
  ~LentTerminal() {
    if (!there_) return;
    take_back();
    pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }
  bool there() const { return there_; }
  void lend(pid_t group) const {
    if (there_) ::tcsetpgrp(STDIN_FILENO, group);
  }
  void take_back() const {
    if (!there_) return;
    ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }

 private:
  bool there_ = false;
  termios before_{};
  sigset_t mask_{};
};

Result<pid_t> start_attended(const Command& command, bool in_foreground) {
  process_parts::Launch launch(command);
  if (in_foreground) posix_spawn_file_actions_addtcsetpgrp_np(&launch.actions, STDIN_FILENO);
  return launch.start();
}

/// 128 + signal where it was killed. Stops with the child, and goes on with it.
int wait_for(pid_t child, const LentTerminal& terminal) {
  for (;;) {
    int status = 0;
    if (::waitpid(child, &status, WUNTRACED) < 0) {
      if (errno == EINTR) continue;
      return 128;
    }
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    terminal.take_back();
    ::kill(0, SIGSTOP);
    terminal.lend(child);
    ::kill(-child, SIGCONT);
  }
}

}  // namespace

Result<int> Spawner::attend(const Call&, const Command& command) {
  return failure(Reason::program_missing,
                 {{"what", command.argv.empty() ? std::string() : command.argv.front()}});
}

Result<int> SystemSpawner::attend(const Call& call, const Command& command) {
  if (command.argv.empty()) return failure(Reason::spawn_failed);
  if (call.stop.stop_requested()) throw Interrupted{};
  const LentTerminal terminal;
  const auto child = start_attended(command, terminal.there());
  if (!child) return unknown(child.error());
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, *child, 0));
  int code = 0;
  {
    const std::stop_callback on_stop(
        call.stop, [handle] { ::syscall(SYS_pidfd_send_signal, handle, SIGHUP, nullptr, 0); });
    code = wait_for(*child, terminal);
  }
  if (handle >= 0) ::close(handle);
  if (call.stop.stop_requested()) throw Interrupted{};
  return code;
}

}  // namespace chatops
