// Programs that outlive us. Between us and the program stands a keeper, a process of its own that
// waits for it: it holds a lock on `keeper` in the program's folder while it lives, passes signals
// on, and leaves `status` behind. The kernel takes the lock away with the keeper and the program is
// killed with it, so what one finds is never a guess: `status`, or a keeper that lives, or lost.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/process_parts.hpp"
#include "base/text.hpp"

namespace chatops {
namespace {

constexpr std::size_t status_cap = 64;
constexpr int force = SIGUSR1;  ///< to the keeper: kill the program

std::string keeper_file(const std::string& folder) { return folder + "/keeper"; }
std::string status_file(const std::string& folder) { return folder + "/status"; }

/// All that the keeper and the program need, made before the fork: after it nothing may allocate,
/// because another thread of ours may have held the allocator's lock.
struct Plan {
  std::string program, directory, keeper, fresh_keeper, status, fresh_status, output, errors, input;
  std::vector<std::string> words, variables;
  std::vector<char*> argv, envp;
};

void tell(int to, int number) { (void)!::write(to, &number, sizeof number); }

/// The program's side: streams, folder, signals, and then itself.
[[noreturn]] void become_program(const Plan& plan, int report) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int in = ::open(plan.input.empty() ? "/dev/null" : plan.input.c_str(), O_RDONLY);
  const int out = ::open(plan.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = ::open(plan.errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const bool ready = in >= 0 && out >= 0 && err >= 0 && ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 &&
                     ::dup2(err, 2) == 2 &&
                     (plan.directory.empty() || ::chdir(plan.directory.c_str()) == 0);
  for (const int fd : {in, out, err}) {
    if (fd > 2 && fd != report) ::close(fd);
  }
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (ready) ::execve(plan.program.c_str(), plan.argv.data(), plan.envp.data());
  tell(report, errno);
  ::_exit(127);
}

void leave_status(const Plan& plan, int code) {
  std::array<char, 16> text{};
  std::size_t length = text.size();
  text[--length] = '\n';
  do {
    text[--length] = static_cast<char>('0' + code % 10);
    code /= 10;
  } while (code > 0);
  const int fd = ::open(plan.fresh_status.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return;
  const auto size = text.size() - length;
  const bool whole = ::write(fd, text.data() + length, size) == static_cast<ssize_t>(size);
  ::close(fd);
  if (whole) ::rename(plan.fresh_status.c_str(), plan.status.c_str());
}

/// Waits for the program and passes on what it is asked to.
[[noreturn]] void keep(const Plan& plan, pid_t program, const sigset_t& awaited) {
  for (;;) {
    siginfo_t got{};
    if (::sigwaitinfo(&awaited, &got) < 0) continue;
    if (got.si_signo == SIGTERM) ::kill(-program, SIGTERM);
    if (got.si_signo == force) ::kill(-program, SIGKILL);
    int status = 0;
    if (::waitpid(program, &status, WNOHANG) != program) continue;
    leave_status(plan, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    ::_exit(0);
  }
}

/// 0 = the folder is ours; else why not: EEXIST where it is another's. The lock is the process's,
/// so that whoever meets it learns our number from the kernel, and it is there before the file is
/// seen under its name.
int take_place(const Plan& plan) {
  const int fd = ::open(plan.fresh_keeper.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (fd < 0) return errno;
  if (::fcntl(fd, F_SETLK, &lock) != 0) return EEXIST;
  const int why = ::link(plan.fresh_keeper.c_str(), plan.keeper.c_str()) == 0 ? 0 : errno;
  ::unlink(plan.fresh_keeper.c_str());
  return why;
}

/// The keeper's side: nothing of ours but the report is left open, and no terminal.
[[noreturn]] void become_keeper(const Plan& plan, int report) {
  constexpr int kept = 3;
  ::setsid();
  if (report != kept) ::dup3(report, kept, O_CLOEXEC);
  ::close_range(kept + 1, UINT_MAX, 0);
  sigset_t all, awaited;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigemptyset(&awaited);
  for (const int signal : {SIGCHLD, SIGTERM, force}) {
    ::signal(signal, SIG_DFL);
    sigaddset(&awaited, signal);
  }
  ::prctl(PR_SET_NAME, "chatops-keeper");
  if (const int why = take_place(plan); why != 0) {
    tell(kept, why);
    ::_exit(1);
  }
  const pid_t program = ::fork();
  if (program < 0) {
    tell(kept, errno);
    ::_exit(1);
  }
  if (program == 0) become_program(plan, kept);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream = 0; stream <= 2; ++stream) ::dup2(null, stream);
  (void)!::chdir("/");
  ::close(kept);
  keep(plan, program, awaited);
}

/// 0 = the program runs; else why it does not.
int start(const Plan& plan) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
  Fd read(ends[0]), write(ends[1]);
  const pid_t between = ::fork();
  if (between < 0) return errno;
  if (between == 0) {
    // The keeper is nobody's child that we would have to wait for.
    const pid_t keeper = ::fork();
    if (keeper == 0) become_keeper(plan, write.get());
    if (keeper < 0) tell(write.get(), errno);
    ::_exit(0);
  }
  write.reset();
  while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  int why = 0;
  ssize_t got = 0;
  do {
    got = ::read(read.get(), &why, sizeof why);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof why) ? why : 0;
}

Result<Plan> plan_for(const Command& command, const std::string& folder) {
  Plan plan;
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  plan.program = found_in_path(command.argv.front(), path == nullptr ? "" : path);
  if (plan.program.empty()) {
    return failure(Reason::program_missing, {{"what", command.argv.front()}});
  }
  plan.directory = command.directory;
  plan.keeper = keeper_file(folder);
  plan.fresh_keeper = plan.keeper + "." + std::to_string(::getpid());
  plan.status = status_file(folder);
  plan.fresh_status = plan.status + ".new";
  plan.output = folder + "/output";
  plan.errors = folder + "/errors";
  if (!command.input.empty()) {
    plan.input = folder + "/input";
    if (const auto written = create_file(plan.input, command.input, 0600); !written) {
      return tl::make_unexpected(written.error());
    }
  }
  plan.words = command.argv;
  plan.variables = process_parts::environment_with(command.extra_environment);
  plan.argv = process_parts::pointers(plan.words);
  plan.envp = process_parts::pointers(plan.variables);
  return plan;
}

std::optional<Launched> told_by_status(const std::string& folder) {
  const auto text = read_file(status_file(folder), status_cap);
  if (!text) return std::nullopt;
  return Launched{LaunchState::ended, std::atoi(text->c_str())};
}

/// The keeper's process, by the lock it holds; 0 = there is none any more.
Result<pid_t> keeper_of(const std::string& folder) {
  const std::string file = keeper_file(folder);
  const Fd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC));
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (!fd.open() || ::fcntl(fd.get(), F_GETLK, &lock) != 0) {
    return failure(Reason::file_unreadable, {{"what", file}, {"why", std::strerror(errno)}});
  }
  return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

/// The keeper's process, held so that its number cannot come to mean another; not open = it runs no
/// more. Between a number and the handle it may be another already: it is asked for once more.
Result<Fd> handle_of(const std::string& folder) {
  const auto keeper = keeper_of(folder);
  if (!keeper) return tl::make_unexpected(keeper.error());
  if (*keeper == 0) return Fd();
  Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, *keeper, 0)));
  if (!handle.open() && errno != ESRCH)
    return failure(Reason::file_unreadable, {{"what", folder}, {"why", std::strerror(errno)}});
  const auto still = keeper_of(folder);
  if (!still) return tl::make_unexpected(still.error());
  return *still == *keeper ? std::move(handle) : Fd();
}

/// Until it has ended, for a minute at most. deadline_passed.
Result<void> wait_for(const Call& call, const Fd& process) {
  constexpr Millis longest{60'000};
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return failure(Reason::spawn_failed, {{"why", std::strerror(errno)}});
  const Fd read(ends[0]), write(ends[1]);
  const std::stop_callback on_stop(call.stop, [&] { (void)!::write(write.get(), "x", 1); });
  const auto now = std::chrono::time_point_cast<Millis>(std::chrono::steady_clock::now());
  if (now >= call.deadline) return failure(Reason::deadline_passed);
  const Tick until = std::min(call.deadline, now + longest);
  std::array<pollfd, 2> set{{{process.get(), POLLIN, 0}, {read.get(), POLLIN, 0}}};
  ::poll(set.data(), set.size(), static_cast<int>((until - now).count()));
  return {};
}

}  // namespace

std::string found_in_path(const std::string& name, std::string_view path) {
  if (name.find('/') != std::string::npos) return name;
  if (path.empty()) path = "/usr/local/bin:/usr/bin:/bin";
  for (const std::string_view folder : split(path, ':')) {
    const std::string file = std::string(folder) + "/" + name;
    if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

Result<void> Spawner::launch(const Command& command, const std::string&) {
  return failure(Reason::program_missing,
                 {{"what", command.argv.empty() ? std::string() : command.argv.front()}});
}
Result<Launched> Spawner::poll(const std::string& folder) {
  return failure(Reason::file_unreadable, {{"what", folder}});
}
Result<Launched> Spawner::await_end(const Call&, const std::string& folder) { return poll(folder); }
Result<void> Spawner::end(const std::string& folder, bool) {
  return failure(Reason::file_unreadable, {{"what", folder}});
}

Result<void> SystemSpawner::launch(const Command& command, const std::string& folder) {
  if (command.argv.empty()) return failure(Reason::spawn_failed);
  const std::string place = std::filesystem::absolute(folder).string();
  if (auto made = make_folders(place, 0700); !made) return made;
  const auto plan = plan_for(command, place);
  if (!plan) return tl::make_unexpected(plan.error());
  const int why = start(*plan);
  if (why == 0) return {};
  if (why == EEXIST) return failure(Reason::file_exists, {{"what", place}});
  return failure(why == ENOENT ? Reason::program_missing : Reason::spawn_failed,
                 {{"what", command.argv.front()}, {"why", std::strerror(why)}});
}

Result<Launched> SystemSpawner::poll(const std::string& folder) {
  if (const auto told = told_by_status(folder)) return *told;
  const auto keeper = keeper_of(folder);
  if (!keeper) return tl::make_unexpected(keeper.error());
  if (*keeper != 0) return Launched{};
  // It may have left its word between the two looks.
  return told_by_status(folder).value_or(Launched{LaunchState::lost});
}

Result<Launched> SystemSpawner::await_end(const Call& call, const std::string& folder) {
  for (;;) {
    if (call.stop.stop_requested()) throw Interrupted{};
    auto now_is = poll(folder);
    if (!now_is || now_is->state != LaunchState::running) return now_is;
    const auto keeper = handle_of(folder);
    if (!keeper) return tl::make_unexpected(keeper.error());
    if (!keeper->open()) continue;  // what it has left behind is told by the next look
    if (auto waited = wait_for(call, *keeper); !waited) return tl::make_unexpected(waited.error());
  }
}

Result<void> SystemSpawner::end(const std::string& folder, bool by_force) {
  const auto keeper = handle_of(folder);
  if (!keeper) return tl::make_unexpected(keeper.error());
  if (keeper->open()) {
    const int signal = by_force ? force : SIGTERM;
    ::syscall(SYS_pidfd_send_signal, keeper->get(), signal, nullptr, 0);
  }
  return {};
}

}  // namespace chatops
