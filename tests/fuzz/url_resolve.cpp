// A base and a reference, a line each: nothing, or a URL that is understood as it was meant, with
// nothing in it that could end a line of a request.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "net/http.hpp"
#include "target.hpp"

using namespace chatops::net;

namespace {

bool harmless(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c <= 0x20 || c == 0x7F; });
}

void check(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) return;
  require(url->scheme == "http" || url->scheme == "https");
  require(!url->host.empty() && harmless(text));
  require(url->path.empty() || url->path.starts_with('/'));
  const auto again = parse_url(url->origin() + url->path);
  require(again && again->host == url->host && again->port == url->port &&
          again->path == url->path);
  require(again->user.empty() && again->password.empty());
}

}  // namespace

FUZZ_TARGET(url_resolve) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  const auto base = text.substr(0, line);
  const auto reference = line == std::string_view::npos ? "" : text.substr(line + 1);
  check(base);
  check(reference);
  require(percent_decode(percent_encode(text)) == text);
  if (const auto resolved = resolve_url(base, reference)) {
    require(parse_url(*resolved).has_value());
    check(*resolved);
  }
  return 0;
}
