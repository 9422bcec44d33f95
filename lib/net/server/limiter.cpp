// The table of peers. It is bounded: who does not fit in is refused.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/limiter.hpp"

namespace chatops::net {
namespace {

constexpr std::size_t most_peers = 1U << 16U;

}  // namespace

Limiter::Taken* Limiter::find(const std::string& peer, Tick now) {
  const auto known = peers_.find(peer);
  if (known != peers_.end()) return &known->second;
  if (peers_.size() >= most_peers) forget(now);
  if (peers_.size() >= most_peers) return nullptr;
  const TokenBucket fresh(limits_.requests_per_second, limits_.request_burst);
  return &peers_.emplace(peer, Taken{fresh}).first->second;
}

bool Limiter::enter(const std::string& peer, Tick now) {
  if (peer.empty() || limits_.connections_per_peer <= 0) return true;
  Taken* taken = find(peer, now);
  if (taken == nullptr || taken->connections >= limits_.connections_per_peer) return false;
  ++taken->connections;
  return true;
}

void Limiter::leave(const std::string& peer) {
  const auto known = peers_.find(peer);
  if (known != peers_.end() && known->second.connections > 0) --known->second.connections;
}

std::optional<Millis> Limiter::request(const std::string& peer, Tick now) {
  if (peer.empty() || limits_.requests_per_second <= 0) return std::nullopt;
  Taken* taken = find(peer, now);
  if (taken == nullptr) return Millis(1000);
  const Tick when = taken->requests.try_take(now);
  if (when <= now) return std::nullopt;
  return when - now;
}

void Limiter::forget(Tick now) {
  std::erase_if(peers_, [&](const auto& one) {
    return one.second.connections == 0 && one.second.requests.full(now);
  });
}

}  // namespace chatops::net
