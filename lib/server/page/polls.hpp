// Long polls: a question that has no answer yet waits without a thread and is asked again when
// something has changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "net/worker_pool.hpp"

namespace chatops::server {

/// Thread-safe. What it returned must not be called after it has ended.
class Polls {
 public:
  /// Answers a poll; nothing = there is nothing new. May block; called on the pool's threads.
  using Look = std::function<std::optional<net::ServerResponse>(const net::ServerRequest&)>;
  /// `idle` is answered where there is no room to look again: whoever asks comes again.
  Polls(net::WorkerPool& pool, Look look, std::function<net::ServerResponse()> idle);

  /// For a route whose own deadline ends a poll that stays without an answer.
  net::Handler handler() const;
  /// All that wait are looked at again, together in one piece of work.
  void changed();
  std::size_t waiting() const;  ///< now, those that nobody waits for any more included

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace chatops::server
