// How requests travel, decided from the environment, as curl and everybody's habits have it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/system.hpp"

namespace chatops::net {

struct Proxy {
  std::string url;       ///< "" = none
  std::string no_proxy;  ///< hosts that are never proxied
};

/// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, in either case; loopback is never proxied.
Proxy proxy_for(const Variables& variables, std::string_view url);

}  // namespace chatops::net
