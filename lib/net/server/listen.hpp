// Sockets that listen, as plain file descriptors: one way to accept for TCP and Unix sockets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/fd.hpp"
#include "net/server.hpp"

namespace chatops::net {

/// Non-blocking; Error{port_taken, usage_bad_value}. `port` gets the one that was bound.
Fd listen_tcp(const Listener& at, unsigned short& port);
/// Replaces the file of a dead process; Error{port_taken} when a living one listens, or something
/// else than a socket lies there; Error{file_unwritable} otherwise.
Fd listen_unix(const std::string& path);

struct Accepted {
  Fd fd;
  ServerPeer peer;  ///< without tls
  int failed = 0;   ///< errno of accept4(2)
};
Accepted accept_one(int listening);

}  // namespace chatops::net
