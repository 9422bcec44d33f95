// From a connection to a WebSocket: the upgrade of RFC 6455 §4. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/raw_connection.hpp"
#include "net/web_socket.hpp"

namespace chatops::net {

struct Keepalive {
  Millis ping_after{10'000};  ///< nothing came for so long
  Millis dead_after{60'000};  ///< and nothing since that ping
};

/// Errors as Client::upgrade.
Known<Upgrade> ask_for_web_socket(System system, const Call& call,
                                  std::unique_ptr<RawConnection> connection, const Request& request,
                                  const std::vector<std::string>& protocols,
                                  Keepalive keepalive = {});

/// A socket whose handshake is done. `pending`: what came behind it.
std::unique_ptr<WebSocket> make_web_socket(System system, std::unique_ptr<RawConnection> connection,
                                           const Request& request, std::string protocol,
                                           std::string_view pending, Keepalive keepalive);

/// Waits until the connection can be read (or, where `writing`, written), `wake` (if any) can be
/// read, or `until`.
void wait_for(const RawConnection& connection, bool writing, int wake, Tick now, Tick until);

}  // namespace chatops::net
