// Ports of a component on this machine. The calling thread accepts; each connection has a thread
// for either direction, and its own web socket to the pod; one more thread watches the pods, so
// that connections go to another one as soon as the pod is on its way out.
//
// A connection to a port of a pod knows no half-close (v4.channel.k8s.io): when our side has said
// all it wants, the other is heard until it ends or falls silent for a while.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "base/fd.hpp"
#include "kube/clusters_parts.hpp"
#include "net/server/listen.hpp"

namespace chatops::kube {
namespace {

using Event = core::ForwardEvent;

constexpr std::size_t most_connections = 256;
constexpr Millis patience_for_a_pod = std::chrono::seconds(20);
constexpr Millis silence_after_the_end = std::chrono::seconds(10);
constexpr Millis between_looks = std::chrono::seconds(5);

/// Readable once somebody called set(); stays so.
class Bell {
 public:
  Bell() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  void ring() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(fd_.get(), &one, sizeof one);
  }
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
};

/// Waits until the descriptor can be read, or the bell has rung (false).
bool readable(int fd, const Bell& bell) {
  std::array<pollfd, 2> ready{{{fd, POLLIN, 0}, {bell.fd(), POLLIN, 0}}};
  while (::poll(ready.data(), ready.size(), -1) < 0 && errno == EINTR) {
  }
  return ready[1].revents == 0;
}

template <class Work>
struct Finally {
  Work work;
  ~Finally() { work(); }
};

class Forwarding {
 public:
  Forwarding(Api& api, const Clock& clock, const Call& call, const core::ForwardQuestion& question,
             const std::function<void(const Event&)>& tell)
      : api_(api), clock_(clock), question_(question), tell_(tell), call_(call) {
    call_.stop = stop_.get_token();
  }

  Result<void> run(const Call& call) {
    const auto first = choose_pod(api_, call, question_.ns, question_.component);
    if (!first) return tl::make_unexpected(first.error());
    pod_ = first->name;
    wants_ready_ = first->ready;
    std::vector<Fd> listening;
    Event up{.type = Event::Type::listening, .pod = pod_, .ports = {}};
    for (const core::ForwardedPort& port : question_.ports) {
      try {
        unsigned short bound = port.local;
        net::Listener at;
        at.port = port.local;
        listening.push_back(net::listen_tcp(at, bound));
        up.ports.push_back({bound, port.remote});
      } catch (const Error& taken) {
        return tl::make_unexpected(taken);
      }
    }
    tell_(up);
    const std::stop_callback stopped(call.stop, [this] { end(); });
    std::jthread watching([this] { guarded([this] { watch(); }); });
    accept_all(listening, up.ports, call.deadline);
    end();
    watching.join();
    connections_.clear();  // joins them
    if (call.stop.stop_requested()) throw Interrupted{};
    return failure(Reason::deadline_passed);
  }

 private:
  struct Connection {
    std::jthread thread;
    bool over = false;  ///< guarded by mutex_
  };

  void end() {
    stop_.request_stop();
    over_.ring();
    const std::lock_guard lock(mutex_);  // nobody is between looking and waiting
    changed_.notify_all();
  }

  /// Threads end quietly when everything does; what they cannot do they have told.
  static void guarded(const std::function<void()>& work) {
    try {
      work();
    } catch (const Interrupted&) {
    } catch (const Error&) {
    }
  }

  // ---- accepting --------------------------------------------------------------------------------
  void accept_all(const std::vector<Fd>& listening, const std::vector<core::ForwardedPort>& ports,
                  Tick deadline) {
    std::vector<pollfd> ready;
    for (const Fd& one : listening) ready.push_back({one.get(), POLLIN, 0});
    ready.push_back({over_.fd(), POLLIN, 0});
    while (!stop_.stop_requested() && clock_.tick() < deadline) {
      if (::poll(ready.data(), ready.size(), wait_ms(deadline)) < 0 && errno != EINTR) return;
      sweep();
      for (std::size_t i = 0; i < listening.size(); ++i)
        if (ready[i].revents != 0) accept_one(listening[i].get(), ports[i]);
    }
  }

  int wait_ms(Tick deadline) const {
    if (deadline == Tick::max()) return -1;
    const auto left = std::chrono::ceil<Millis>(deadline - clock_.tick()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
  }

  void accept_one(int fd, const core::ForwardedPort& port) {
    auto accepted = net::accept_one(fd);
    if (!accepted.fd.open()) return;
    const std::lock_guard lock(mutex_);
    if (connections_.size() >= most_connections) return;  // closed at once, as by a full server
    Connection& mine = connections_.emplace_back();
    mine.thread = std::jthread([this, &mine, port, local = std::move(accepted.fd)] {
      guarded([&] { serve(local.get(), port); });
      const std::lock_guard over(mutex_);
      mine.over = true;
    });
  }

  void sweep() {
    std::list<Connection> ended;  // joined outside of the lock
    const std::lock_guard lock(mutex_);
    for (auto one = connections_.begin(); one != connections_.end();) {
      const auto next = std::next(one);
      if (one->over) ended.splice(ended.end(), connections_, one);
      one = next;
    }
  }

  // ---- one connection ---------------------------------------------------------------------------
  void serve(int local, const core::ForwardedPort& port) {
    auto remote = reach(port);
    if (!remote) {
      tell({.type = Event::Type::failed, .pod = "", .ports = {port}, .why = remote.error()});
      return;
    }
    PodConnection& there = **remote;
    Bell done;
    std::mutex quiet;
    bool said_all = false;  // guarded by quiet
    std::stop_source ended;
    const auto hush = [&] {
      ::shutdown(local, SHUT_RDWR);
      done.ring();
      ended.request_stop();
    };
    const std::stop_callback stopped(call_.stop, hush);
    std::jthread sending([&] {
      const Call says{.deadline = Tick::max(), .stop = ended.get_token(), .trace = nullptr};
      guarded([&] { send(says, local, there, done); });
      const std::lock_guard lock(quiet);
      said_all = true;
    });
    const Finally finally{hush};  // before the thread is joined, however this ends
    while (true) {
      auto bytes = there.next(call_.until(clock_.tick() + silence_after_the_end));
      if (!bytes && bytes.error().reason == Reason::deadline_passed) {
        const std::lock_guard lock(quiet);
        if (!said_all && !call_.stop.stop_requested()) continue;
        break;
      }
      if (!bytes) {
        tell({.type = Event::Type::failed, .pod = "", .ports = {port}, .why = bytes.error()});
        break;
      }
      if (bytes->empty() || !put(local, *bytes, done)) break;
    }
  }

  static void send(const Call& call, int local, PodConnection& there, const Bell& done) {
    std::string bytes(32U << 10U, '\0');
    while (readable(local, done)) {
      const ssize_t got = ::recv(local, bytes.data(), bytes.size(), 0);
      if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (got <= 0) return;
      if (!there.write(call, std::string_view(bytes).substr(0, static_cast<std::size_t>(got))))
        return;
    }
  }

  /// The socket does not block, so that the end of everything is heard while it is full.
  static bool put(int local, std::string_view bytes, const Bell& done) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(local, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
        continue;
      }
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0 && errno != EAGAIN) return false;
      std::array<pollfd, 2> ready{{{local, POLLOUT, 0}, {done.fd(), POLLIN, 0}}};
      ::poll(ready.data(), ready.size(), -1);
      if (ready[1].revents != 0) return false;
    }
    return true;
  }

  /// One that cannot be reached may be on its way out, and nobody have told yet.
  Known<std::unique_ptr<PodConnection>> reach(const core::ForwardedPort& port) {
    const Call brief = call_.until(clock_.tick() + patience_for_a_pod);
    for (int attempt = 1;; ++attempt) {
      const std::string pod = current_pod(brief);
      if (pod.empty())
        return failure(Reason::component_absent,
                       {{"what", question_.component.name}, {"namespace", question_.ns}});
      auto made = api_.connect(brief, question_.ns, pod, port.remote);
      if (made || attempt == 2) return made;
      choose_again(brief, pod);
      const std::lock_guard lock(mutex_);
      if (pod_ == pod) return made;
    }
  }

  // ---- which pod --------------------------------------------------------------------------------
  /// Waits while there is none; "" = there was none until the deadline.
  std::string current_pod(const Call& call) {
    std::unique_lock lock(mutex_);
    while (pod_.empty() && !call_.stop.stop_requested()) {
      if (changed_.wait_for(lock, call.deadline - clock_.tick()) == std::cv_status::timeout) break;
    }
    return pod_;
  }

  std::string chosen() {
    const std::lock_guard lock(mutex_);
    return pod_;
  }

  /// `gone`: the pod that is not to be used any more.
  void choose_again(const Call& call, const std::string& gone) {
    const auto found = choose_pod(api_, call, question_.ns, question_.component);
    if (!found && found.error().reason != Reason::component_absent) return;  // nothing is known
    const std::string next = found && (found->ready || !wants_ready_) ? found->name : "";
    Event event;
    {
      const std::lock_guard lock(mutex_);
      if (pod_ != gone || next == gone) return;
      pod_ = next;
      event.pod = next.empty() ? gone : next;
      event.type = next.empty() ? Event::Type::waiting : Event::Type::replaced;
    }
    changed_.notify_all();
    tell(event);
  }

  void watch() {
    const auto watches = api_.watches();
    const std::stop_callback stopped(call_.stop, [&] { watches->wake(); });
    bool watched = follow(*watches);
    while (true) {
      call_.check(clock_);
      const Tick until = watched ? Tick::max() : clock_.tick() + between_looks;
      for (const WatchEvent& event : watches->wait(call_, until)) {
        if (event.type == WatchEventType::expired || event.type == WatchEventType::refused)
          watched = event.type == WatchEventType::expired && follow(*watches);
        look_at(event);
      }
      if (!watched) look_again();
    }
  }

  /// False where it may not be watched, or cannot be listed now.
  bool follow(Watches& watches) {
    ListQuery pods;
    pods.resource = resources::pods();
    pods.ns = question_.ns;
    pods.keep = {"/metadata/deletionTimestamp", "/status/phase", "/status/conditions"};
    const auto list = api_.list_one(call_, pods);
    if (!list) return false;
    watches.add(pods, list->version);
    // What happened between choosing it and this list comes in no event.
    const std::string pod = chosen();
    const bool stays = std::any_of(list->items.begin(), list->items.end(), [&](const Json& one) {
      return name_of(one) == pod && !is_ending(one);
    });
    if (!stays) choose_again(call_, pod);
    return true;
  }

  void look_at(const WatchEvent& event) {
    const std::string pod = chosen();
    const bool about_it = name_of(event.object) == pod;
    const bool ends =
        about_it && (event.type == WatchEventType::deleted || is_ending(event.object));
    if (ends || pod.empty()) choose_again(call_, pod);
  }

  /// Without a watch; a pod that has gone is told by the list.
  void look_again() {
    const std::string pod = chosen();
    const auto found = choose_pod(api_, call_, question_.ns, question_.component);
    if (pod.empty() || (found && found->name != pod) || !found) choose_again(call_, pod);
  }

  void tell(const Event& event) {
    if (call_.stop.stop_requested()) return;
    const std::lock_guard lock(telling_);
    tell_(event);
  }

  Api& api_;
  const Clock& clock_;
  const core::ForwardQuestion& question_;
  const std::function<void(const Event&)>& tell_;
  std::mutex telling_;  ///< held while tell_ runs
  std::stop_source stop_;
  Call call_;  ///< the caller's, stopped with everything here
  Bell over_;
  std::mutex mutex_;  ///< guards pod_ and connections_
  std::condition_variable changed_;
  std::string pod_;          ///< "" = there is none
  bool wants_ready_ = true;  ///< the first one was; set before there are threads
  std::list<Connection> connections_;
};

}  // namespace

Result<void> forward_ports(Api& api, const Clock& clock, const Call& call,
                           const core::ForwardQuestion& question,
                           const std::function<void(const core::ForwardEvent&)>& tell) {
  return Forwarding(api, clock, call, question, tell).run(call);
}

}  // namespace chatops::kube
