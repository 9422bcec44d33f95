// What a handler of the server gets and gives: requests and answers as data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"

namespace chatops::net {

/// The process at the other end of a Unix socket, as the kernel had it when it connected
/// (SO_PEERCRED, unix(7)).
struct PeerCredentials {
  unsigned uid = 0, gid = 0;
  int pid = 0;
};

/// Who is at the other end.
struct ServerPeer {
  /// Numeric IP address: of the connection, or as a named proxy tells it; "" on a Unix socket.
  std::string address;
  std::optional<PeerCredentials> credentials;  ///< on a Unix socket
  bool tls = false;                            ///< this connection is encrypted
};

/// Whom an authentication found. What the words mean is its owner's business.
struct Principal {
  std::string id;       ///< stable
  std::string session;  ///< what the request proved it with, where that has a name of its own
};

/// A request as it arrived.
struct ServerRequest {
  std::string method;
  std::string target;  ///< raw, as on the request line
  std::string path;    ///< percent-decoded, without query
  std::string query;   ///< raw, without "?"
  Headers headers;
  std::string body;                                           ///< raw bytes
  std::vector<std::pair<std::string, std::string>> segments;  ///< named ones of the path, decoded
  ServerPeer peer;
  std::optional<Principal> principal;  ///< nothing where the route asks for none
  /// Until when an answer is of use; stopped when nobody waits for it any more.
  Call call;

  /// The decoded value of a query parameter; nothing when absent.
  std::optional<std::string> parameter(std::string_view name) const;
  /// A named segment of the route's path; "" when it has none of the name.
  std::string_view segment(std::string_view name) const;
  /// The value of a cookie, as sent; the first where there are several of the name.
  std::optional<std::string_view> cookie(std::string_view name) const;
};

struct ServerResponse {
  int status = 200;
  Headers headers;
  std::string body;
  bool cut = false;      ///< simulators: send the head and half of the body, then close
  bool hang_up = false;  ///< simulators: close without an answer
};

/// Sends the answer of one request; from any thread. Does nothing when the request is answered
/// already, its deadline has passed, or the server has stopped.
using Respond = std::function<void(ServerResponse)>;
/// Called on the I/O thread: it must not block. Slow work goes to the owner's workers, which
/// call `respond` later. What it throws is answered 500.
using Handler = std::function<void(ServerRequest, Respond)>;

}  // namespace chatops::net
