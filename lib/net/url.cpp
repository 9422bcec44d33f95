// URLs as RFC 3986 reads them, as far as http and https go.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "net/http.hpp"

namespace chatops::net {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c != 0x7F; });
}

bool is_port(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
    if (value > 65535) return false;
  }
  return true;
}

/// The port in its shortest form; "" where it is the scheme's own.
std::string unusual_port(std::string_view scheme, std::string_view port) {
  while (port.size() > 1 && port.starts_with('0')) port.remove_prefix(1);
  return std::string(port == (scheme == "https" ? "443" : "80") ? std::string_view() : port);
}

/// Splits "user:password@host:port" into `url`; false when the port is no number or the host is
/// empty.
bool read_authority(std::string_view authority, Url& url) {
  // Parsers disagree on where a backslash ends the host.
  if (authority.find('\\') != std::string_view::npos) return false;
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    const auto user = authority.substr(0, at);
    const auto colon = user.find(':');
    url.user = percent_decode(user.substr(0, colon));
    if (colon != std::string_view::npos) url.password = percent_decode(user.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  const bool literal = authority.starts_with('[');  // an IPv6 address, which holds colons
  const auto colon = authority.find(':', literal ? authority.find(']') : 0);
  url.host = lower(authority.substr(0, colon));
  if (colon != std::string_view::npos) url.port = authority.substr(colon + 1);
  auto name = std::string_view(url.host);
  if (literal && (name.size() < 4 || !name.ends_with(']'))) return false;
  if (literal) name = name.substr(1, name.size() - 2);
  return !name.empty() && name.find_first_of("[]") == std::string_view::npos && is_port(url.port);
}

/// Whether the reference begins with a scheme; "/login?next=https://x" does not.
bool absolute(std::string_view reference) {
  const auto mark = reference.find("://");
  return mark != std::string_view::npos && mark < reference.find_first_of("/?#");
}

/// RFC 3986 §5.2.4.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> parts;
  bool folder = false;
  for (size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto part = path.substr(at, end - at);
    folder = part == "." || part == "..";
    if (part == "..") {
      if (parts.size() > 1) parts.pop_back();
    } else if (part != ".") {
      parts.push_back(part);
    }
    at = end + 1;
  }
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += '/';
    out += parts[i];
  }
  if (folder && !out.ends_with('/')) out += '/';
  return out;
}

}  // namespace

std::string Url::authority() const { return host + (port.empty() ? "" : ":" + port); }
std::string Url::origin() const { return scheme + "://" + authority(); }
std::string Url::target() const { return path + (query.empty() ? "" : "?" + query); }

std::optional<Url> parse_url(std::string_view text) {
  if (!printable(text)) return std::nullopt;
  const auto mark = text.find("://");
  if (mark == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = lower(text.substr(0, mark));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  auto rest = text.substr(mark + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto path_at = rest.find_first_of("/?");
  if (!read_authority(rest.substr(0, path_at), url)) return std::nullopt;
  url.port = unusual_port(url.scheme, url.port);
  if (path_at != std::string_view::npos) {
    rest.remove_prefix(path_at);
    const auto mark_at = rest.find('?');
    url.path = rest.substr(0, mark_at);
    if (mark_at != std::string_view::npos) url.query = rest.substr(mark_at + 1);
  }
  return url;
}

std::string https_host(std::string_view authority) {
  constexpr std::string_view usual = ":443";
  if (authority.ends_with(usual)) authority.remove_suffix(usual.size());
  return lower(authority);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(static_cast<char>(c));
    } else {
      out.push_back('%');
      out.push_back(digits[c >> 4U]);
      out.push_back(digits[c & 15U]);
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string form_encode(std::span<const std::pair<std::string, std::string>> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

std::optional<std::string> resolve_url(std::string_view base, std::string_view reference) {
  if (absolute(reference))
    return parse_url(reference) ? std::optional<std::string>(reference) : std::nullopt;
  const auto url = parse_url(base);
  if (!url || !printable(reference)) return std::nullopt;
  reference = reference.substr(0, reference.find('#'));
  if (reference.starts_with("//")) {
    auto full = url->scheme + ":" + std::string(reference);
    return parse_url(full) ? std::optional(std::move(full)) : std::nullopt;
  }

  const auto query_at = reference.find('?');
  const auto path = reference.substr(0, query_at);
  const auto query =
      query_at == std::string_view::npos ? "" : std::string(reference.substr(query_at));
  if (path.empty()) {
    const auto kept = query.empty() && !url->query.empty() ? "?" + url->query : query;
    return url->origin() + url->path + kept;
  }
  if (path.starts_with('/')) return url->origin() + without_dots(path) + query;
  const auto folder = url->path.substr(0, url->path.rfind('/') + 1);
  return url->origin() + without_dots((folder.empty() ? "/" : folder) + std::string(path)) + query;
}

}  // namespace chatops::net
