// What each peer takes: connections now, requests lately. Touched on the I/O thread only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "net/server.hpp"
#include "net/token_bucket.hpp"

namespace chatops::net {

/// Peers are named by limit_key(); "" is nobody in particular and has no limits.
class Limiter {
 public:
  explicit Limiter(const Limits& limits) : limits_(limits) {}
  /// A connection begins; false: one too many, and not counted.
  bool enter(const std::string& peer, Tick now);
  void leave(const std::string& peer);
  /// A request; how long to wait when it is one too many.
  std::optional<Millis> request(const std::string& peer, Tick now);
  /// Lets go of peers that are gone and have taken nothing lately.
  void forget(Tick now);
  std::size_t peers() const { return peers_.size(); }

 private:
  struct Taken {
    TokenBucket requests;
    int connections = 0;
  };
  Taken* find(const std::string& peer, Tick now);

  Limits limits_;
  std::unordered_map<std::string, Taken> peers_;
};

}  // namespace chatops::net
