// Proxy variables; the lower case wins, as with curl.
// SPDX-License-Identifier: Apache-2.0
#include "net/route.hpp"

namespace chatops::net {

Route route_of(const Variables& variables, std::string_view url) {
  const auto either = [&](const char* upper, const char* lower) {
    return variables.get(lower).value_or(variables.get(upper).value_or(""));
  };
  Route route;
  route.proxy = url.starts_with("https:") ? either("HTTPS_PROXY", "https_proxy")
                                          : either("HTTP_PROXY", "http_proxy");
  if (route.proxy.empty()) route.proxy = either("ALL_PROXY", "all_proxy");
  const auto excepted = either("NO_PROXY", "no_proxy");
  route.no_proxy = excepted == "*" ? "*" : "localhost,127.0.0.1,[::1],::1," + excepted;
  return route;
}

}  // namespace chatops::net
