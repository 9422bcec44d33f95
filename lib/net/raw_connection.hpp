// A connection of our own to a server, made by curl with all its TLS and proxies, on which we speak
// what we like. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/system.hpp"
#include "net/client.hpp"

namespace chatops::net {

/// Used by one thread at a time.
class RawConnection {
 public:
  virtual ~RawConnection() = default;
  /// Gives bytes away as far as they go now: how many went. answer_cut when the connection is over.
  virtual Result<std::size_t> send(std::string_view bytes) = 0;
  /// What has come, at most some kilobytes; "" = nothing now. answer_cut when the connection is
  /// over. To be asked until there is nothing, before the socket is waited for.
  virtual Result<std::string> receive() = 0;
  /// To be polled; stays the same.
  virtual int socket() const = 0;
};

/// Connects to the host of the request's URL, and shakes hands where it is https. Errors as
/// Client::upgrade.
Known<std::unique_ptr<RawConnection>> dial(System system, const Call& call, const Request& request,
                                           const ClientOptions& options);

}  // namespace chatops::net
