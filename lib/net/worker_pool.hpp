// Threads for handlers that block, so that the I/O thread never does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "net/server_request.hpp"

namespace chatops::net {

/// Wraps a blocking handler: runs it on `threads` threads with a bounded queue (503 beyond), an
/// exception answers 500. What nobody waits for any more is not begun; a handler that is at work
/// by then learns it from the request's `call`.
class WorkerPool {
 public:
  using Blocking = std::function<ServerResponse(const ServerRequest&)>;
  WorkerPool(int threads, std::size_t queue_cap, Blocking handler);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();  ///< waits for the handlers at work
  Handler handler();
  /// The same threads and queue for another handler, which must outlive the pool's threads.
  Handler handler(Blocking other);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace chatops::net
