// The HTTP server: Boost.Beast with callbacks on one I/O thread (no coroutines: g++ 12.2
// miscompiles them), behind this small face. Caps are applied before anything is read into memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/http.hpp"

namespace chatops::net {

/// A request as it arrived.
struct ServerRequest {
  std::string method;
  std::string target;  ///< raw, as on the request line
  std::string path;    ///< percent-decoded, without query
  std::string query;   ///< raw, without "?"
  Headers headers;
  std::string body;  ///< raw bytes
  /// The decoded value of a query parameter; nothing when absent.
  std::optional<std::string> parameter(std::string_view name) const;
};

struct ServerResponse {
  int status = 200;
  Headers headers;
  std::string body;
  bool cut = false;      ///< simulators: send the head and half of the body, then close
  bool hang_up = false;  ///< simulators: close without an answer
};

/// Sends the answer of one request; callable once, from any thread, also after the server stopped
/// (then it does nothing).
using Respond = std::function<void(ServerResponse)>;
/// Called on the I/O thread: it must not block. Slow work goes to the owner's workers, which
/// call `respond` later.
using Handler = std::function<void(ServerRequest, Respond)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  unsigned short port = 0;           ///< 0 = any free port
  std::size_t body_cap = 1U << 20U;  ///< more is answered 413 before it is read
  std::size_t header_cap = 16U << 10U;
  int connections = 1024;
  Millis idle_timeout{60000};  ///< for an idle or a dawdling peer
};

class Server {
 public:
  virtual ~Server() = default;  ///< stops and joins
  virtual unsigned short port() const = 0;
  virtual void stop() = 0;
};

/// Binds and starts listening; Error{port_taken} when the port is in use.
std::unique_ptr<Server> serve(ServerOptions options, Handler handler);

/// Wraps a blocking handler: runs it on `threads` threads with a bounded queue (503 beyond), an
/// exception answers 500.
class WorkerPool {
 public:
  using Blocking = std::function<ServerResponse(const ServerRequest&)>;
  WorkerPool(int threads, std::size_t queue_cap, Blocking handler);
  ~WorkerPool();
  Handler handler();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace chatops::net
