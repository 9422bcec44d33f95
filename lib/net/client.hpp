// The HTTP client, one for a process: connections reused whoever asks, TLS verified, proxies
// honoured, caps and deadlines kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/system.hpp"
#include "net/http.hpp"
#include "net/retry.hpp"
#include "net/streams.hpp"
#include "net/web_socket.hpp"

namespace chatops::net {

struct ClientOptions {
  std::string user_agent;
  std::string ca_file;  ///< added to nothing: replaces the system's bundle when set
                        ///< (CHATOPS_CA_FILE, SSL_CERT_FILE)
  RetryPolicy retry;
  double requests_per_second = 0;  ///< token bucket per host; 0 = no limit
  int parallel_per_host = 8;       ///< requests at a time, of all threads
  Millis connect_timeout{5000};
};

/// Used from any thread. One thread of its own owns curl; it is started with the first request.
/// Files are written and traces told on the caller's thread. Destroying it interrupts who is still
/// within perform() and waits until they have left; streams and web sockets are gone before.
///
/// Proxies come from HTTPS_PROXY, HTTP_PROXY, NO_PROXY (either case), as curl reads them; loopback
/// is never proxied. Follows at most 5 redirects of GET and HEAD; only http and https;
/// authorization is dropped when scheme, host or port changes.
class Client : public Http {
 public:
  virtual std::unique_ptr<Streams> streams() = 0;
  /// Opens a connection of its own and asks for the first of these subprotocols that the other side
  /// speaks ("" = none is asked for). The request's method, body and cap mean nothing. Errors as
  /// with perform(), answer_odd where the other side answers against RFC 6455.
  virtual Known<Upgrade> upgrade(const Call& call, const Request& request,
                                 const std::vector<std::string>& protocols) = 0;
};

std::unique_ptr<Client> make_client(System system, ClientOptions options);

}  // namespace chatops::net
