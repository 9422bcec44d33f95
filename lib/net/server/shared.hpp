// What the connections of one server share. Everything but the counters and the io_context is
// touched on the I/O thread only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>

#include "net/server/addresses.hpp"
#include "net/server/limiter.hpp"

namespace chatops::net {

class Connection;

struct Counters {
  std::atomic<std::uint64_t> connections{0}, accepted{0}, requests{0}, refused_full{0},
      refused_peer{0}, refused_rate{0}, late{0}, accept_pauses{0};
};

/// Owns the connections; they and the answers to come only refer back, so that stopping frees all.
struct Shared : std::enable_shared_from_this<Shared> {
  explicit Shared(ServerOptions given)
      : options(std::move(given)),
        clock(options.clock != nullptr ? *options.clock : system_clock),
        limiter(options.limits),
        proxies(options.proxies) {}

  /// Keeps the connection until it is gone, and looks after its deadline.
  void add(const std::shared_ptr<Connection>& connection);
  /// Called by the connection when it closes; once.
  void remove(const std::shared_ptr<Connection>& connection);
  /// Makes room by closing the connection that has been idle for longest; false: none was.
  bool close_idle();

  ServerOptions options;
  SystemClock system_clock;
  const Clock& clock;
  Counters counters;
  boost::asio::io_context io{1};
  Limiter limiter;
  Networks proxies;
  std::size_t body_bytes = 0;  ///< of bodies that are being read
  bool draining = false;
  std::function<void()> on_empty;  ///< when the last connection has gone
  std::set<std::shared_ptr<Connection>> connections;

 private:
  void sweep_later();
  void sweep();

  boost::asio::steady_timer sweep_timer_{io};
  bool sweeping_ = false;
};

}  // namespace chatops::net
