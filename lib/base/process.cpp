// Programs started in a process group of their own, so that stopping one stops its children too.
// SPDX-License-Identifier: Apache-2.0
#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/process_parts.hpp"

namespace chatops {
namespace {

using process_parts::Fd;

struct Pipe {
  Fd read, write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return failure(Reason::spawn_failed, {{"why", std::strerror(errno)}});
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

/// The running child with the parent's ends of its pipes; killed with its group when it goes out of
/// scope unreaped.
struct Child {
  pid_t pid = -1;
  Fd input, output, errors;

  Child() = default;
  Child(Child&& other) noexcept
      : pid(std::exchange(other.pid, -1)),
        input(std::move(other.input)),
        output(std::move(other.output)),
        errors(std::move(other.errors)) {}
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid < 0) return;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  /// 128 + signal where it was killed.
  int reap() {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
};

Result<Child> start(const Command& command) {
  auto in = make_pipe(), out = make_pipe(), err = make_pipe();
  if (!in || !out || !err) return failure(Reason::spawn_failed, {{"what", command.argv.front()}});

  process_parts::Launch launch(command);
  posix_spawn_file_actions_adddup2(&launch.actions, in->read.get(), 0);
  posix_spawn_file_actions_adddup2(&launch.actions, out->write.get(), 1);
  posix_spawn_file_actions_adddup2(&launch.actions, err->write.get(), 2);
  auto started = launch.start();
  if (!started) return tl::unexpected(std::move(started).error());
  Child child;
  child.pid = *started;
  child.input = std::move(in->write);
  child.output = std::move(out->read);
  child.errors = std::move(err->read);
  for (const Fd* fd : {&child.input, &child.output, &child.errors})
    ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
  return child;
}

/// Moves what can be read into `text`; closes at the end. False when the cap is passed.
bool drain(Fd& fd, std::string& text, size_t cap) {
  std::array<char, 65536> buffer{};
  while (fd.open()) {
    const auto got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got > 0) {
      if (text.size() + static_cast<size_t>(got) > cap) return false;
      text.append(buffer.data(), static_cast<size_t>(got));
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      fd.reset();
    } else {
      return true;
    }
  }
  return true;
}

void feed(Fd& fd, std::string_view& left) {
  while (fd.open() && !left.empty()) {
    const auto put = ::write(fd.get(), left.data(), left.size());
    if (put > 0) {
      left.remove_prefix(static_cast<size_t>(put));
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR) {
      left = {};
    }
  }
  fd.reset();
}

/// Blocks SIGPIPE for the calling thread while it feeds a child that may have closed its input.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before_);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    const timespec none{};
    while (sigtimedwait(&pipe, nullptr, &none) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t before_{};
};

}  // namespace

Result<Finished> SystemSpawner::run(const Call& call, const Command& command) {
  if (command.argv.empty()) return failure(Reason::spawn_failed);
  const NoSigpipe guard;
  auto child = start(command);
  if (!child) return tl::make_unexpected(std::move(child).error());

  auto wake = make_pipe();
  if (!wake) return tl::make_unexpected(std::move(wake).error());
  const std::stop_callback on_stop(call.stop, [&] { (void)!::write(wake->write.get(), "x", 1); });

  Finished finished;
  std::string_view left = command.input;
  feed(child->input, left);
  // Readable once the child has ended: it may close its output and go on.
  const Fd ended(static_cast<int>(::syscall(SYS_pidfd_open, child->pid, 0)));
  bool over = !ended.open();
  while (!over || child->output.open() || child->errors.open()) {
    if (call.stop.stop_requested()) throw Interrupted{};
    const auto now = std::chrono::time_point_cast<Millis>(std::chrono::steady_clock::now());
    if (now >= call.deadline)
      return failure(Reason::deadline_passed, {{"what", command.argv.front()}});
    const bool silent = !child->output.open() && !child->errors.open();
    const auto wait = call.deadline == Tick::max() ? Millis(60000) : call.deadline - now;
    std::array<pollfd, 5> set{{{child->output.get(), POLLIN, 0},
                               {child->errors.get(), POLLIN, 0},
                               {child->input.get(), POLLOUT, 0},
                               {wake->read.get(), POLLIN, 0},
                               {silent ? ended.get() : -1, POLLIN, 0}}};
    ::poll(set.data(), set.size(), static_cast<int>(std::min<std::int64_t>(wait.count(), 60000)));
    over = over || set.back().revents != 0;
    feed(child->input, left);
    if (!drain(child->output, finished.output, command.output_cap) ||
        !drain(child->errors, finished.errors, command.output_cap))
      return failure(Reason::answer_too_large, {{"what", command.argv.front()}});
  }
  finished.code = child->reap();
  return finished;
}

}  // namespace chatops
