// A handful of short-lived connections, and threads that take turns: see control.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/control.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "base/fd.hpp"
#include "core/error_json.hpp"

namespace chatops::dev {

namespace {

constexpr std::size_t longest_line = 1U << 20U;
/// At one time; others wait.
constexpr std::size_t most_connections = 32;
constexpr Millis patience_with_question{5'000};
constexpr int look_again_ms = 20;
constexpr std::string_view socket_suffix = ".sock";

/// Readable when the call is stopped.
class StopBell {
 public:
  explicit StopBell(const std::stop_token& stop)
      : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), rung_(stop, [this] {
          const std::uint64_t one = 1;
          (void)!::write(fd_.get(), &one, sizeof one);
        }) {}
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
  std::stop_callback<std::function<void()>> rung_;
};

/// Errors: deadline_passed. Throws Interrupted.
Result<void> wait_for(const Call& call, const Clock& clock, const StopBell& bell, int fd,
                      short events) {
  while (true) {
    if (call.stop.stop_requested()) throw Interrupted{};
    const auto now = clock.tick();
    if (now >= call.deadline) return failure(Reason::deadline_passed);
    pollfd ready[] = {{fd, events, 0}, {bell.fd(), POLLIN, 0}};
    const auto left = std::min<Millis::rep>((call.deadline - now).count(), 60'000);
    ::poll(ready, 2, static_cast<int>(left));
    if (ready[0].revents != 0) return {};
  }
}

Result<std::string> read_line(const Call& call, const Clock& clock, int fd) {
  const StopBell bell(call.stop);
  std::string out;
  char buffer[4096];
  while (out.size() <= longest_line) {
    if (auto ready = wait_for(call, clock, bell, fd, POLLIN); !ready)
      return tl::make_unexpected(ready.error());
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return failure(Reason::answer_cut);
    out.append(buffer, static_cast<std::size_t>(got));
    if (const auto end = out.find('\n'); end != out.npos) return out.substr(0, end);
  }
  return failure(Reason::answer_too_large);
}

Result<void> write_line(const Call& call, const Clock& clock, int fd, std::string line) {
  const StopBell bell(call.stop);
  line += '\n';
  for (std::string_view left = line; !left.empty();) {
    if (auto ready = wait_for(call, clock, bell, fd, POLLOUT); !ready) return ready;
    const auto wrote = ::send(fd, left.data(), left.size(), MSG_NOSIGNAL);
    if (wrote < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (wrote < 0) return failure(Reason::answer_cut);
    left.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

/// Nobody where it cannot be said.
std::optional<ucred> peer_of(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer;
}

bool is_ours(const std::optional<ucred>& peer) {
  return peer && (peer->uid == ::geteuid() || peer->uid == 0);
}

/// Through the folder's descriptor, because a socket's name is short and a path may be long. The
/// descriptor lives as long as the address is used.
struct Address {
  explicit Address(const std::string& path)
      : folder(::open(path.substr(0, path.rfind('/')).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    const auto short_path =
        "/proc/self/fd/" + std::to_string(folder.get()) + path.substr(path.rfind('/'));
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, short_path.data(),
                std::min(short_path.size(), sizeof at.sun_path - 1));
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&at); }
  Fd folder;
  sockaddr_un at{};
};

/// One thread waits for the next connection and then serves it itself, while the next thread waits:
/// nobody who asks waits for a thread to be made or woken.
class Listening final : public Control {
 public:
  Listening(const Clock& clock, std::string path, Fd fd, Answer answer)
      : clock_(clock), path_(std::move(path)), fd_(std::move(fd)), answer_(std::move(answer)) {
    const std::lock_guard lock(accepting_);
    add_thread();
  }
  ~Listening() override {
    ::unlink(path_.c_str());
    stop_.request_stop();
    // Only who accepts makes another thread, and nobody does any more.
    {
      const std::lock_guard lock(accepting_);
    }
    threads_.clear();
  }

 private:
  /// With the mutex held.
  void add_thread() {
    ++waiting_;
    threads_.emplace_back([this] { run(stop_.get_token()); });
  }

  void run(const std::stop_token& stop) {
    try {
      while (true) {
        const auto peer = accept(stop);
        serve(stop, peer);
        ++waiting_;
      }
    } catch (const Interrupted&) {
      return;  // nobody waits any more
    }
  }

  Fd accept(const std::stop_token& stop) {
    const std::lock_guard lock(accepting_);
    --waiting_;
    if (!stop.stop_requested() && waiting_ == 0 && threads_.size() < most_connections) add_thread();
    const StopBell bell(stop);
    const Call call{.deadline = Tick::max(), .stop = stop};
    while (true) {
      (void)wait_for(call, clock_, bell, fd_.get(), POLLIN);
      Fd peer(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (peer.open() && is_ours(peer_of(peer.get()))) return peer;
    }
  }

  void serve(const std::stop_token& stop, const Fd& fd) {
    const Call call{.deadline = Tick::max(), .stop = stop};
    const auto line =
        read_line(call.until(clock_.tick() + patience_with_question), clock_, fd.get());
    if (!line) return;
    Json answer;
    try {
      answer = answer_(call, Json::parse(*line));
    } catch (const Error& error) {
      answer = {{"error", core::to_document(error)}};
    } catch (const Json::exception&) {
      answer = {{"error", core::to_document(Error(Reason::answer_odd, {{"what", "question"}}))}};
    }
    (void)write_line(call.until(clock_.tick() + patience_with_question), clock_, fd.get(),
                     answer.dump());
  }

  const Clock& clock_;
  std::string path_;
  Fd fd_;
  Answer answer_;
  std::stop_source stop_;
  std::atomic<std::size_t> waiting_ = 0;  ///< threads that wait for their turn to accept
  std::mutex accepting_;                  ///< held by who does; guards threads_
  std::list<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Control>> Control::listen(const Clock& clock, const std::string& path,
                                                 Answer answer) {
  ::unlink(path.c_str());
  const Address address(path);
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // Nobody else can connect before the folder's own mode is that of its user alone.
  if (!fd.open() || ::bind(fd.get(), address.get(), sizeof address.at) != 0 ||
      ::chmod(path.c_str(), 0600) != 0 || ::listen(fd.get(), 8) != 0)
    return failure(Reason::file_unwritable, {{"what", path}, {"why", std::strerror(errno)}});
  return std::unique_ptr<Control>(
      std::make_unique<Listening>(clock, path, std::move(fd), std::move(answer)));
}

Result<Json> ask(const Call& call, const Clock& clock, const std::string& path,
                 const Json& question) {
  const Address address(path);
  const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  while (!fd.open() || ::connect(fd.get(), address.get(), sizeof address.at) != 0) {
    // More wait than are let in: one that is stopped accepts nobody.
    const bool full = fd.open() && errno == EAGAIN;
    if (!full) return failure(Reason::unreachable, {{"what", path}, {"why", std::strerror(errno)}});
    if (call.stop.stop_requested()) throw Interrupted{};
    if (clock.tick() >= call.deadline) return failure(Reason::deadline_passed);
    ::poll(nullptr, 0, look_again_ms);
  }
  const auto peer = peer_of(fd.get());
  if (!is_ours(peer)) return failure(Reason::refused, {{"why", "another user's"}});
  const auto late = [&](Error why) {
    if (why.reason == Reason::deadline_passed) why.args.set("process", std::to_string(peer->pid));
    return tl::make_unexpected(std::move(why));
  };
  if (auto sent = write_line(call, clock, fd.get(), question.dump()); !sent)
    return late(sent.error());
  const auto line = read_line(call, clock, fd.get());
  if (!line) return late(line.error());
  auto answer = Json::parse(*line, nullptr, false);
  if (!answer.is_object()) return failure(Reason::answer_odd, {{"what", "sync"}});
  if (const auto error = answer.find("error"); error != answer.end() && error->is_object())
    return tl::make_unexpected(core::error_in(*error).value_or(Error(Reason::answer_odd)));
  return answer;
}

std::vector<std::string> sockets_in(const std::string& folder) {
  std::vector<std::string> out;
  DIR* entries = ::opendir(folder.c_str());
  if (entries == nullptr) return out;
  while (const auto* entry = ::readdir(entries)) {
    const std::string_view name = entry->d_name;
    if (name.ends_with(socket_suffix)) out.push_back(folder + "/" + std::string(name));
  }
  ::closedir(entries);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace chatops::dev
