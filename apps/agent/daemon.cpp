// The agent's loop: see daemon.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "daemon.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "base/memory.hpp"
#include "command.hpp"
#include "folders.hpp"
#include "forward.hpp"
#include "handover.hpp"

namespace chatops::agent {

namespace {

constexpr std::size_t output_piece = 64U << 10U;
constexpr Millis tick_every{1'000};
constexpr Millis rest_after{2'000};

Fd children_signal() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return Fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

}  // namespace

Tick now_tick() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return Tick(Millis(t.tv_sec * 1000 + t.tv_nsec / 1'000'000));
}

std::uint64_t random_life() {
  std::uint64_t out = 0;
  while (out == 0) (void)!::getrandom(&out, sizeof out, 0);
  return out;
}

Daemon::Daemon(Options options, Fd listening)
    : options_(std::move(options)),
      listening_(std::move(listening)),
      children_(children_signal()),
      link_(sync::Link::Side::agent, random_life()),
      heard_(now_tick()) {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGHUP, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  ::signal(SIGCHLD, SIG_DFL);  // a child is waited for
}

/// One agent a directory: two would fight over it.
bool Daemon::open_root(std::string& why) {
  if (replica_ || options_.root.empty()) return true;
  make_folders(options_.root);
  auto tree = sync::Tree::open(options_.root);
  if (!tree) {
    why = std::string(tree.error().args.get("why"));
    return false;
  }
  lock_ = Fd(::openat(tree->descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    why = "taken";
    return false;
  }
  replica_ = std::make_unique<sync::Replica>(
      *std::move(tree), [this](const std::string& bytes) { link_.send(sync_channel_, bytes); },
      options_.session);
  return true;
}

void Daemon::accept() {
  auto handed = take_streams(listening_.get());
  if (!handed) return;
  // A client that has gone meanwhile displaces nobody.
  pollfd in{handed->in.get(), POLLIN, 0};
  if (::poll(&in, 1, 0) == 1 && (in.revents & POLLHUP) != 0) return;
  if (stream_) {
    // The old connection may be dead without anybody having said so.
    link_.say_bye({sync::ByeWhy::displaced, ""});
    stream_->to_write += link_.output(output_piece);
    write_stream();
  }
  drop_stream();
  stream_.emplace(
      Stream{std::move(handed->in), std::move(handed->out), std::move(handed->relay), ""});
  link_.connected(now_tick());
  heard_ = now_tick();
  std::string why;
  if (open_root(why)) return;
  const bool taken = why == "taken";
  link_.say_bye({taken ? sync::ByeWhy::taken : sync::ByeWhy::failed, why});
  over_ = true;
}

void Daemon::drop_stream() {
  if (stream_) link_.disconnected();
  stream_.reset();
}

void Daemon::read_stream() {
  char buffer[65536];
  const auto got = ::read(stream_->in.get(), buffer, sizeof buffer);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return drop_stream();
  heard_ = now_tick();
  const auto fed = link_.feed({buffer, static_cast<std::size_t>(got)}, heard_);
  handle(link_.take_events());
  if (fed || !stream_) return;
  stream_->to_write += link_.output(output_piece);
  write_stream();
  drop_stream();
}

void Daemon::write_stream() {
  while (stream_) {
    if (stream_->to_write.empty()) stream_->to_write = link_.output(output_piece);
    if (stream_->to_write.empty()) return;
    const auto wrote =
        ::write(stream_->out.get(), stream_->to_write.data(), stream_->to_write.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) return;
    if (wrote < 0) return drop_stream();
    stream_->to_write.erase(0, static_cast<std::size_t>(wrote));
  }
}

void Daemon::handle(const std::vector<sync::LinkEvent>& events) {
  using Type = sync::LinkEvent::Type;
  if (!events.empty()) used_ = now_tick();
  for (const auto& event : events) {
    const bool for_sync = event.channel == sync_channel_ && sync_channel_ != 0;
    const auto task = tasks_.find(event.channel);
    switch (event.type) {
      case Type::begun:
        tasks_.clear();
        sync_channel_ = 0;
        if (replica_) replica_->reset();
        break;
      case Type::resumed: break;
      case Type::opened: open_channel(event); break;
      case Type::data:
        if (for_sync) {
          const auto fed = replica_->feed(event.bytes);
          link_.consumed(sync_channel_, event.bytes.size());
          if (!fed) link_.reset(std::exchange(sync_channel_, sync::ChannelId{0}), "odd");
        } else if (task != tasks_.end()) {
          task->second->data(event.bytes);
        }
        break;
      case Type::ended:
      case Type::reset:
        if (for_sync) {
          link_.end(sync_channel_);
          sync_channel_ = 0;
          replica_->reset();
        } else if (task != tasks_.end() && event.type == Type::ended) {
          task->second->ended();
        } else if (task != tasks_.end()) {
          tasks_.erase(task);
        }
        break;
      case Type::bye: over_ = true; break;
    }
  }
}

void Daemon::open_channel(const sync::LinkEvent& event) {
  if (event.kind == sync::ChannelKind::sync) {
    if (sync_channel_ != 0 || !replica_) return link_.reset(event.channel, "taken");
    sync_channel_ = event.channel;
    return;
  }
  if (event.kind == sync::ChannelKind::command) {
    sync::CommandOrder order;
    if (!decode(event.bytes, order)) return link_.reset(event.channel, "odd");
    tasks_[event.channel] = std::make_unique<Command>(link_, event.channel, order,
                                                      options_.root.empty() ? "/" : options_.root);
    return;
  }
  sync::ForwardOrder order;
  if (!decode(event.bytes, order)) return link_.reset(event.channel, "odd");
  tasks_[event.channel] = std::make_unique<Forward>(link_, event.channel, order.port);
}

void Daemon::collect(std::vector<pollfd>& out) const {
  out.clear();
  out.push_back({listening_.get(), POLLIN, 0});
  out.push_back({children_.get(), POLLIN, 0});
  if (stream_) {
    out.push_back({stream_->in.get(), POLLIN, 0});
    const bool more = !stream_->to_write.empty() || link_.has_output();
    if (more) out.push_back({stream_->out.get(), POLLOUT, 0});
    // The relay has gone: so has the exec.
    out.push_back({stream_->relay.get(), POLLIN, 0});
  }
  if (replica_ && replica_->descriptor() >= 0 && sync_channel_ != 0 && may_tell())
    out.push_back({replica_->descriptor(), POLLIN, 0});
  for (const auto& [channel, task] : tasks_) task->poll(out);
}

Millis Daemon::patience(Tick now) const {
  auto until = now + tick_every;
  if (!stream_) until = std::min(until + tick_every * 4, heard_ + options_.lease);
  if (replica_ && sync_channel_ != 0 && may_tell())
    until = replica_->has_more() ? now : std::min(until, replica_->due());
  if (replica_ && replica_->holds()) until = now;
  return std::max(until - now, Millis(0));
}

void Daemon::serve(const std::vector<pollfd>& ready, Tick now) {
  if (ready_for(ready, listening_.get()) != 0) accept();
  if (ready_for(ready, children_.get()) != 0) {
    signalfd_siginfo info{};
    while (::read(children_.get(), &info, sizeof info) > 0) {
    }
    for (const auto& [channel, task] : tasks_) task->child_ended();
  }
  if (stream_ && ready_for(ready, stream_->in.get()) != 0) read_stream();
  if (stream_ && (ready_for(ready, stream_->relay.get()) & (POLLHUP | POLLERR | POLLIN)) != 0)
    drop_stream();
  for (const auto& [channel, task] : tasks_) task->served(ready);
  if (replica_ && sync_channel_ != 0) {
    const bool told = ready_for(ready, replica_->descriptor()) != 0 || replica_->due() <= now;
    if (told && may_tell()) replica_->notice(now);
    while (replica_->has_more() && may_tell()) replica_->pump();
  }
  forget_finished();
  write_stream();
}

bool Daemon::may_tell() const { return link_.waiting(sync_channel_) < most_waiting; }

void Daemon::forget_finished() {
  std::erase_if(tasks_, [](const auto& pair) { return pair.second->over(); });
}

/// The memory of a container is somebody's: what a burst took is not kept.
void Daemon::rest() {
  used_.reset();
  link_.rest();
  if (replica_) replica_->rest();
  give_memory_back();
}

void Daemon::run() {
  std::vector<pollfd> polled;
  auto ticked = now_tick();
  while (!over_) {
    auto now = now_tick();
    collect(polled);
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(patience(now).count()));
    now = now_tick();
    if (ready == 0 && replica_) replica_->let_go();
    if (ready == 0 && used_ && now - *used_ >= rest_after) rest();
    serve(polled, now);
    if (now - ticked >= tick_every) {
      ticked = now;
      if (stream_ && !link_.tick(now)) drop_stream();
      write_stream();
    }
    if (!stream_ && now - heard_ >= options_.lease) over_ = true;
  }
  if (stream_) {
    stream_->to_write += link_.output(output_piece);
    write_stream();
  }
}

}  // namespace chatops::agent
