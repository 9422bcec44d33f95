// Starts and ends the server: its listeners, its thread, and what they share.
// SPDX-License-Identifier: Apache-2.0
#include "net/server.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "net/server/acceptor.hpp"
#include "net/server/connection.hpp"

namespace chatops::net {
namespace {

class AsioServer final : public Server {
 public:
  AsioServer(ServerOptions options, std::vector<Listener> listeners)
      : shared_(std::make_shared<Shared>(std::move(options))) {
    for (Listener& one : listeners)
      acceptors_.push_back(std::make_unique<Acceptor>(std::move(one), *shared_));
    for (const auto& one : acceptors_) one->accept();
    thread_ = std::jthread([shared = shared_] { run(*shared); });
  }
  AsioServer(const AsioServer&) = delete;
  AsioServer& operator=(const AsioServer&) = delete;
  ~AsioServer() override { AsioServer::stop(); }

  unsigned short port(std::size_t listener) const override { return acceptors_[listener]->port(); }

  ServerCounts counts() const override {
    const Counters& now = shared_->counters;
    return {.connections = now.connections,
            .accepted = now.accepted,
            .requests = now.requests,
            .refused_full = now.refused_full,
            .refused_peer = now.refused_peer,
            .refused_rate = now.refused_rate,
            .late = now.late,
            .accept_pauses = now.accept_pauses};
  }

  void reload_tls() override {
    for (const auto& one : acceptors_) one->reload_tls();
  }

  void drain(Millis within) override {
    if (shared_->io.stopped()) return;
    std::mutex mutex;
    std::condition_variable gone;
    bool empty = false;
    boost::asio::post(shared_->io, [&] {
      const auto tell = [&] {
        const std::lock_guard lock(mutex);
        empty = true;
        gone.notify_one();
      };
      for (const auto& one : acceptors_) one->stop();
      shared_->draining = true;
      const auto all = shared_->connections;
      for (const auto& one : all) one->drain();
      if (shared_->connections.empty()) return tell();
      shared_->on_empty = tell;
    });
    {
      std::unique_lock lock(mutex);
      gone.wait_for(lock, within, [&] { return empty; });
    }
    stop();
  }

  void stop() override {
    shared_->io.stop();
    if (!thread_.joinable() || thread_.get_id() == std::this_thread::get_id()) return;
    thread_.join();
    shared_->on_empty = nullptr;
    for (const auto& one : acceptors_) one->close();
    const auto all = shared_->connections;
    for (const auto& one : all) one->cut();
  }

 private:
  /// What escapes from one connection (no memory, most likely) is that connection's end: nothing
  /// continues it, so its deadline takes it away.
  static void run(Shared& shared) {
    while (!shared.io.stopped()) {
      try {
        shared.io.run();
      } catch (...) {
      }
    }
  }

  std::shared_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Server> serve(ServerOptions options, std::vector<Listener> listeners) {
  return std::make_unique<AsioServer>(std::move(options), std::move(listeners));
}

std::unique_ptr<Server> serve(SingleOptions options, Handler handler) {
  constexpr Millis as_long_as_it_takes = std::chrono::hours(24);
  Route all{.method = "*",
            .path = "/{path*}",
            .authentication = Authentication::open,
            .body_cap = options.body_cap,
            .read_deadline = options.idle_timeout,
            .answer_deadline = as_long_as_it_takes,
            .poll_end = {},
            .handler = std::move(handler)};
  ServerOptions more{.header_cap = options.header_cap,
                     .header_deadline = options.idle_timeout,
                     .idle_deadline = options.idle_timeout,
                     .write_deadline = options.idle_timeout};
  more.limits.body_bytes = std::max(more.limits.body_bytes, options.body_cap);
  std::vector<Listener> listeners;
  listeners.push_back({.address = std::move(options.address),
                       .port = options.port,
                       .unix_path = "",
                       .tls = std::nullopt,
                       .router = std::make_shared<const Router>(std::vector{std::move(all)})});
  return serve(std::move(more), std::move(listeners));
}

}  // namespace chatops::net
