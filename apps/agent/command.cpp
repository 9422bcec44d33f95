// A program and its terminal: see command.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "daemon.hpp"
#include "descendants.hpp"
#include "folders.hpp"

namespace chatops::agent {

namespace {

using Type = sync::CommandPart::Type;

struct Pipe {
  Fd read, write;
  Pipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    read = Fd(ends[0]);
    write = Fd(ends[1]);
  }
};

void not_blocking(const Fd& fd) {
  if (fd.open()) ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

winsize size_of(const sync::WindowSize& size) {
  winsize out{};
  out.ws_col = size.columns;
  out.ws_row = size.rows;
  return out;
}

/// What the child tells before it goes.
struct NotRun {
  int error = 0;
  bool folder = false;  ///< that could not be entered
};

/// Also where nothing has been synced there yet. False with errno.
bool enter(const std::string& root, const std::string& folder) {
  if (::chdir(root.c_str()) != 0) return false;
  if (folder.empty() || ::chdir(folder.c_str()) == 0) return true;
  if (errno == ENOENT) make_folders(folder);
  return ::chdir(folder.c_str()) == 0;
}

/// Returns where none of the programs can be run, with errno.
void execute(const sync::CommandOrder& order) {
  std::vector<char*> words;
  const auto run = [&](const std::vector<std::string>& argv) {
    words.clear();
    for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
  };
  run(order.argv);
  for (const auto& argv : order.otherwise) {
    if (errno != ENOENT) return;
    run(argv);
  }
}

}  // namespace

Command::Command(sync::Link& link, sync::ChannelId channel, const sync::CommandOrder& order,
                 const std::string& root)
    : link_(link),
      channel_(channel),
      terminal_(order.terminal),
      mark_(order.whole ? std::to_string(random_life()) : "") {
  // The first program of the container writes the log; where that is not ours to open, none is
  // written.
  if (order.logged) log_ = Fd(::open("/proc/1/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  start(order, root);
}

Command::~Command() {
  if (pid_ <= 0 || exited_) return;
  ::kill(-pid_, SIGHUP);
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  end_the_rest();
}

void Command::end_the_rest() const {
  if (!mark_.empty()) kill_marked(mark_);
}

void Command::start(const sync::CommandOrder& order, const std::string& root) {
  Pipe said, in, out, errors;
  Fd terminal;
  if (order.terminal) {
    output_ = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    const auto size = size_of(order.size);
    int number = 0, unlocked = 0;
    if (output_.open() && ::ioctl(output_.get(), TIOCSPTLCK, &unlocked) == 0 &&
        ::ioctl(output_.get(), TIOCGPTN, &number) == 0) {
      ::ioctl(output_.get(), TIOCSWINSZ, &size);
      const auto name = "/dev/pts/" + std::to_string(number);
      terminal = Fd(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    }
  }
  const bool ready = said.read.open() && errors.read.open() && out.read.open() && in.read.open() &&
                     (!order.terminal || terminal.open());
  pid_ = ready ? ::fork() : -1;
  if (pid_ < 0) {
    say(Type::not_run, std::strerror(errno));
    link_.end(channel_);
    over_ = true;
    return;
  }
  if (pid_ == 0) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    ::setsid();
    if (order.terminal) ::ioctl(terminal.get(), TIOCSCTTY, 0);
    ::dup2(order.terminal ? terminal.get() : in.read.get(), 0);
    ::dup2(order.terminal ? terminal.get() : out.write.get(), 1);
    ::dup2(order.terminal ? terminal.get() : errors.write.get(), 2);
    for (const auto& [name, value] : order.environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (!mark_.empty()) ::setenv(mark_variable, mark_.c_str(), 1);
    NotRun why{0, !enter(root, order.folder)};
    if (!why.folder) execute(order);
    why.error = errno;
    (void)!::write(said.write.get(), &why, sizeof why);
    ::_exit(127);
  }
  said.write.reset();
  NotRun why;
  if (::read(said.read.get(), &why, sizeof why) == static_cast<ssize_t>(sizeof why)) {
    ::waitpid(pid_, nullptr, 0);
    exited_ = over_ = true;
    say(Type::not_run, (why.folder ? order.folder + ": " : "") + std::strerror(why.error));
    link_.end(channel_);
    return;
  }
  if (!order.terminal) {
    input_ = std::move(in.write);
    output_ = std::move(out.read);
    errors_ = std::move(errors.read);
  }
  not_blocking(input_);
  not_blocking(output_);
  not_blocking(errors_);
}

void Command::say(Type type, std::string bytes) {
  link_.send(channel_, sync::encode({type, std::move(bytes)}));
}

void Command::data(std::string_view bytes) {
  reader_.feed(bytes);
  taken_ += bytes.size();
  sync::CommandPart part;
  while (true) {
    const auto got = reader_.next(part);
    if (!got) {
      link_.reset(channel_, "odd");
      over_ = true;
      return;
    }
    if (!*got) break;
    take(part);
  }
  write();
}

void Command::take(const sync::CommandPart& part) {
  sync::Reader in(part.bytes);
  switch (part.type) {
    case Type::input: to_write_ += part.bytes; return;
    case Type::input_end:
      if (terminal_) {
        termios settings{};
        to_write_ += ::tcgetattr(output_.get(), &settings) == 0
                         ? static_cast<char>(settings.c_cc[VEOF])
                         : '\x04';
      } else {
        input_ended_ = true;
      }
      return;
    case Type::resize: {
      const winsize size = size_of({in.u16(), in.u16()});
      if (terminal_ && in.done()) ::ioctl(output_.get(), TIOCSWINSZ, &size);
      return;
    }
    case Type::signal: {
      const int signal = in.u8();
      if (!in.done() || signal <= 0 || signal >= NSIG || exited_) return;
      // What a terminal runs in the foreground is a group of its own.
      pid_t group = terminal_ ? ::tcgetpgrp(output_.get()) : pid_;
      if (group <= 1) group = pid_;
      ::kill(-group, signal);
      return;
    }
    default: return;
  }
}

void Command::ended() { input_ended_ = true, write(); }

void Command::write() {
  auto& to = terminal_ ? output_ : input_;
  while (!to_write_.empty() && to.open()) {
    const auto wrote = ::write(to.get(), to_write_.data(), to_write_.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) return;
    if (wrote < 0) {
      to_write_.clear();  // it reads no more
      break;
    }
    to_write_.erase(0, static_cast<std::size_t>(wrote));
  }
  if (to_write_.empty() || !to.open()) link_.consumed(channel_, std::exchange(taken_, 0));
  if (input_ended_ && to_write_.empty() && !terminal_) input_.reset();
}

void Command::poll(std::vector<pollfd>& out) const {
  if (!to_write_.empty() && (terminal_ ? output_ : input_).open())
    out.push_back({(terminal_ ? output_ : input_).get(), POLLOUT, 0});
  if (link_.waiting(channel_) >= most_waiting) return;
  for (const auto* fd : {&output_, &errors_}) {
    if (fd->open()) out.push_back({fd->get(), POLLIN, 0});
  }
}

void Command::read(Fd& from, Type type) {
  char buffer[32768];
  const auto got = ::read(from.get(), buffer, sizeof buffer);
  if (got > 0) {
    if (log_.open()) (void)!::write(log_.get(), buffer, static_cast<std::size_t>(got));
    return say(type, std::string(buffer, static_cast<std::size_t>(got)));
  }
  // EIO: nobody has the terminal open any more.
  if (got == 0 || (errno != EAGAIN && errno != EINTR)) from.reset();
}

void Command::served(const std::vector<pollfd>& ready) {
  if (over_) return;
  const auto readable = static_cast<short>(POLLIN | POLLHUP | POLLERR);
  if ((ready_for(ready, (terminal_ ? output_ : input_).get()) & (POLLOUT | POLLERR)) != 0) write();
  if ((ready_for(ready, output_.get()) & readable) != 0) read(output_, Type::output);
  if ((ready_for(ready, errors_.get()) & readable) != 0) read(errors_, Type::errors);
  finish_if_done();
}

void Command::child_ended() {
  int status = 0;
  if (exited_ || pid_ <= 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return;
  exited_ = true;
  code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  end_the_rest();
  finish_if_done();
}

void Command::finish_if_done() {
  if (!exited_ || over_) return;
  // What a process left in the background keeps open is not waited for, but what is there is read.
  for (auto* fd : {&output_, &errors_}) {
    const auto type = fd == &output_ ? Type::output : Type::errors;
    pollfd now{fd->get(), POLLIN, 0};
    while (fd->open() && ::poll(&now, 1, 0) == 1 && link_.waiting(channel_) < most_waiting)
      read(*fd, type);
    if (fd->open() && ::poll(&now, 1, 0) == 1) return;  // more later
  }
  say(Type::exited, sync::Writer().u32(static_cast<std::uint32_t>(code_)).take());
  link_.end(channel_);
  over_ = true;
}

}  // namespace chatops::agent
