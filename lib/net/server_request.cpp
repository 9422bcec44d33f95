// Questions that handlers ask of a request.
// SPDX-License-Identifier: Apache-2.0
#include "net/server_request.hpp"

#include "base/text.hpp"

namespace chatops::net {

std::optional<std::string> ServerRequest::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals)) != name) continue;
    if (equals == std::string_view::npos) return "";
    std::string value(pair.substr(equals + 1));
    for (char& c : value)
      if (c == '+') c = ' ';
    return percent_decode(value);
  }
  return std::nullopt;
}

std::string_view ServerRequest::segment(std::string_view name) const {
  for (const auto& [n, value] : segments)
    if (n == name) return value;
  return "";
}

std::optional<std::string_view> ServerRequest::cookie(std::string_view name) const {
  for (const auto field : headers.all("Cookie")) {
    for (const auto part : split(field, ';')) {
      const auto pair = trim(part);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name)
        return pair.substr(equals + 1);
    }
  }
  return std::nullopt;
}

}  // namespace chatops::net
