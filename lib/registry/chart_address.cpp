// References against the index, as Helm resolves them.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_address.hpp"

#include "base/text.hpp"
#include "net/http.hpp"

namespace chatops::registry {

namespace {

/// "local:" of "local://x.tgz": letters, digits, "+", "-" and "." before the first colon, and no
/// slash before it (RFC 3986 §3.1).
std::string scheme_of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  const std::string scheme = to_lower(text.substr(0, colon));
  if (scheme.front() < 'a' || scheme.front() > 'z') return {};
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
  return scheme.find_first_not_of(allowed) == std::string::npos ? scheme : std::string();
}

/// Blanks and characters beyond ASCII as they travel.
std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte > 0x20 && byte < 0x7F;
    out += plain ? std::string(1, c) : net::percent_encode(std::string_view(&c, 1));
  }
  return out;
}

}  // namespace

std::optional<std::string> resolve_address(std::string_view index_url, std::string_view written) {
  const std::string_view text = trim(written);
  if (text.empty()) return std::nullopt;
  const std::string scheme = scheme_of(text);
  if (scheme == "oci" && text.size() > 6 && text.substr(3, 3) == "://") {
    return "oci" + std::string(text.substr(3));
  }
  if (!scheme.empty() && scheme != "http" && scheme != "https") return std::nullopt;
  const std::string reference = encoded(text);
  if (!scheme.empty()) return net::parse_url(reference) ? std::optional(reference) : std::nullopt;
  const auto base = net::parse_url(index_url);
  auto out = net::resolve_url(index_url, reference);
  if (!base || !out) return std::nullopt;
  const bool own_host = reference.starts_with("//");
  if (base->query.empty() || own_host || out->find('?') != std::string::npos) return out;
  return *out + "?" + base->query;
}

}  // namespace chatops::registry
