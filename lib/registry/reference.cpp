// The grammar of references: https://github.com/distribution/reference
// SPDX-License-Identifier: Apache-2.0
#include "registry/reference.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/hex.hpp"
#include "net/http.hpp"

namespace chatops::registry {

namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::size_t longest_path = 255;
constexpr std::size_t longest_tag = 128;

bool lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool word_char(char c) { return lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

bool good_component(std::string_view part) {
  return !part.empty() && lower_or_digit(part.front()) && lower_or_digit(part.back()) &&
         part.find("..") == std::string_view::npos &&
         std::all_of(part.begin(), part.end(),
                     [](char c) { return lower_or_digit(c) || c == '.' || c == '_' || c == '-'; });
}

bool good_path(std::string_view path) {
  if (path.size() > longest_path) return false;
  const auto parts = split(path, '/');
  return std::all_of(parts.begin(), parts.end(), good_component);
}

bool good_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= longest_tag && word_char(tag.front()) &&
         std::all_of(tag.begin(), tag.end(),
                     [](char c) { return word_char(c) || c == '.' || c == '-'; });
}

/// A name or an IPv6 address in brackets, and a port where one is told.
bool good_host(std::string_view host) {
  const bool bracketed = host.starts_with('[') && host.find(']') != std::string_view::npos;
  const auto colon = host.find(':', bracketed ? host.find(']') : 0);
  const auto name = host.substr(0, colon);
  const auto port = colon == std::string_view::npos ? "0" : host.substr(colon + 1);
  const auto of_name = [&](char c) {
    return word_char(c) || c == '.' || c == '-' ||
           (bracketed && std::string_view("[]:").find(c) != std::string_view::npos);
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), of_name) &&
         to_integer(port).has_value();
}

bool looks_like_host(std::string_view part) {
  return part == "localhost" || part.find_first_of(".:") != std::string_view::npos;
}

}  // namespace

std::string_view algorithm_of(std::string_view digest) {
  return digest.substr(0, digest.find(':'));
}

bool is_digest(std::string_view text) {
  constexpr std::size_t longest = 300;
  const auto algorithm = algorithm_of(text);
  if (algorithm.empty() || algorithm.size() == text.size() || text.size() > longest) return false;
  const auto encoded = text.substr(algorithm.size() + 1);
  constexpr std::array<std::pair<std::string_view, std::size_t>, 3> registered{
      {{"sha256", 64}, {"sha384", 96}, {"sha512", 128}}};
  for (const auto& [name, digits] : registered) {
    if (name != algorithm) continue;
    return encoded.size() == digits &&
           encoded.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  }
  const auto within = [](char c, std::string_view marks) { return marks.find(c) != marks.npos; };
  return !encoded.empty() && std::all_of(algorithm.begin(), algorithm.end(), [&](char c) {
    return lower_or_digit(c) || within(c, "+._-");
  }) && std::all_of(encoded.begin(), encoded.end(), [&](char c) {
    return lower_or_digit(c) || (c >= 'A' && c <= 'Z') || within(c, "=_-");
  });
}

bool is_sha256_digest(std::string_view text) {
  constexpr std::string_view prefix = "sha256:";
  if (!text.starts_with(prefix) || text.size() != prefix.size() + 64) return false;
  text.remove_prefix(prefix.size());
  return std::all_of(text.begin(), text.end(), core::is_hex_digit);
}

std::optional<Reference> parse_reference(std::string_view text) {
  for (const std::string_view scheme : {"oci://", "docker://"}) {
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  }
  Reference out;
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    out.digest = text.substr(at + 1);
    if (!is_sha256_digest(out.digest)) return std::nullopt;
    text = text.substr(0, at);
  }
  const auto slash = text.find('/');
  std::string_view path = text;
  if (slash != std::string_view::npos && looks_like_host(text.substr(0, slash))) {
    if (!good_host(text.substr(0, slash))) return std::nullopt;
    out.image.host = identity_of(text.substr(0, slash));
    path = text.substr(slash + 1);
  } else {
    out.image.host = hub;
  }
  if (const auto colon = path.rfind(':'); colon != std::string_view::npos) {
    out.tag = path.substr(colon + 1);
    if (!good_tag(out.tag)) return std::nullopt;
    path = path.substr(0, colon);
  }
  if (!good_path(path)) return std::nullopt;
  out.image.path = path;
  return out;
}

std::string identity_of(std::string_view host) {
  if (is_loopback(host)) {
    constexpr std::string_view plain = ":80";
    if (host.ends_with(plain)) host.remove_suffix(plain.size());
    return to_lower(host);
  }
  std::string name = net::https_host(host);
  const bool is_hub = name == "index.docker.io" || name == "registry-1.docker.io" ||
                      name == "registry.hub.docker.com";
  if (is_hub) return std::string(hub);
  // Without a mark of a host, it would be read as a part of a path at Docker Hub.
  if (!name.empty() && !looks_like_host(name)) name += ":443";
  return name;
}

std::string repository_of(const core::ImageName& image) {
  const bool official = identity_of(image.host) == hub && image.path.find('/') == std::string::npos;
  return official ? "library/" + image.path : image.path;
}

bool is_loopback(std::string_view authority) {
  const std::string host = to_lower(authority);
  const auto colon = host.rfind(':');
  const auto name =
      host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, colon);
  return name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") ||
         name == "[::1]";
}

}  // namespace chatops::registry
