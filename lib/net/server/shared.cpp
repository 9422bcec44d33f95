// Deadlines of all connections are looked at by one timer: a timer each would have to be set anew
// several times a request.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/shared.hpp"

#include <vector>

#include "net/server/connection.hpp"

namespace chatops::net {
namespace {

/// How much later than its deadline a connection may be cut.
constexpr Millis sweep_every{100};
/// A connection younger in its idleness may be about to ask.
constexpr Millis hardly_idle{1000};

}  // namespace

void Shared::add(const std::shared_ptr<Connection>& connection) {
  connections.insert(connection);
  counters.connections = connections.size();
  if (!sweeping_) sweep_later();
}

void Shared::remove(const std::shared_ptr<Connection>& connection) {
  connections.erase(connection);
  counters.connections = connections.size();
  if (connections.empty() && on_empty) on_empty();
}

bool Shared::close_idle() {
  const Tick now = clock.tick();
  std::shared_ptr<Connection> longest;
  for (const auto& one : connections) {
    const auto since = one->idle_since();
    if (!since || now - *since < hardly_idle) continue;
    if (longest == nullptr || *since < *longest->idle_since()) longest = one;
  }
  if (longest == nullptr) return false;
  longest->close();
  return true;
}

void Shared::sweep_later() {
  sweeping_ = true;
  sweep_timer_.expires_after(sweep_every);
  sweep_timer_.async_wait([this](boost::system::error_code failed) {
    if (!failed) sweep();
  });
}

void Shared::sweep() {
  const Tick now = clock.tick();
  std::vector<std::shared_ptr<Connection>> late;
  for (const auto& one : connections)
    if (one->deadline() <= now) late.push_back(one);
  for (const auto& one : late) one->deadline_passed();
  limiter.forget(now);
  sweeping_ = false;
  if (!connections.empty() || limiter.peers() > 0) sweep_later();
}

}  // namespace chatops::net
