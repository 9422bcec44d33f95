// IP addresses as the server needs them: who is a proxy, whom a proxy speaks for, who counts as one
// peer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace chatops::net {

/// The address as it is always written; "" when it is none. An IPv4 address in IPv6's clothes is
/// IPv4; a port behind it ("1.2.3.4:5", "[::1]:5"), which some proxies add, falls off.
std::string plain_address(std::string_view text);
bool is_loopback(const std::string& address);
/// Under which name an address is counted: an IPv6 customer has a /64 at least, so that is one.
std::string limit_key(const std::string& address);

/// Addresses and networks.
class Networks {
 public:
  Networks() = default;
  explicit Networks(const std::vector<std::string>& texts);  ///< Error{usage_bad_value}
  bool contain(const std::string& address) const;

 private:
  struct Network {
    std::string bytes;  ///< 16, IPv4 as ::ffff:a.b.c.d
    int bits;
  };
  std::vector<Network> networks_;
};

/// Who asks, as the connection's address and X-Forwarded-For say. The field is read from its end,
/// where the nearest proxy wrote, for as long as proxies wrote it; what stands before may be
/// anybody's invention.
std::string forwarded_peer(const std::string& connected, const Headers& headers,
                           const Networks& proxies);

}  // namespace chatops::net
