// Proxy variables; the lower case wins, as with curl.
// SPDX-License-Identifier: Apache-2.0
#include "net/proxy.hpp"

namespace chatops::net {

Proxy proxy_for(const Variables& variables, std::string_view url) {
  const auto either = [&](const char* upper, const char* lower) {
    return variables.get(lower).value_or(variables.get(upper).value_or(""));
  };
  Proxy proxy;
  proxy.url = url.starts_with("https:") ? either("HTTPS_PROXY", "https_proxy")
                                        : either("HTTP_PROXY", "http_proxy");
  if (proxy.url.empty()) proxy.url = either("ALL_PROXY", "all_proxy");
  const auto excepted = either("NO_PROXY", "no_proxy");
  proxy.no_proxy = excepted == "*" ? "*" : "localhost,127.0.0.1,[::1],::1," + excepted;
  return proxy;
}

}  // namespace chatops::net
