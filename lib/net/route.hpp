// How requests travel, decided from the environment, as curl and everybody's habits have it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/system.hpp"

namespace chatops::net {

struct Route {
  std::string proxy;     ///< "" = none
  std::string no_proxy;  ///< hosts that are never proxied
};

/// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, in either case; loopback is never proxied.
Route route_of(const Variables& variables, std::string_view url);

}  // namespace chatops::net
