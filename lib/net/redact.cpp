// SPDX-License-Identifier: Apache-2.0
// Names and forms of credentials: RFC 6750, RFC 7519, the Docker token specification, AWS and OSS
// query signatures.
#include "net/redact.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "net/json.hpp"

namespace chatops::net {

namespace {

constexpr std::size_t most_shown = 2048, most_parsed = 1U << 20U, most_of_text = 256;
constexpr std::string_view masked = "***";

constexpr auto secret_words = std::to_array<std::string_view>(
    {"token",     "password", "passwd",     "passphrase", "secret",      "authoriz",  "authentic",
     "accesskey", "apikey",   "privatekey", "cookie",     "credential",  "signature", "session",
     "jwt",       "bearer",   "identity",   "kubeconfig", "certificate", "hmac",      "otp"});
constexpr auto secret_names = std::to_array<std::string_view>(
    {"auth", "pwd", "pass", "sig", "sign", "headers", "requestheaders"});

constexpr auto harmless_query = std::to_array<std::string_view>(
    {"action", "service", "scope", "n", "last", "page", "pagenumber", "pagesize", "limit", "offset",
     "ref", "digest", "mount", "from", "recursive", "per_page"});

constexpr auto shown_fields = std::to_array<std::string_view>(
    {"accept", "content-type", "content-length", "content-encoding", "date", "server",
     "docker-content-digest", "docker-distribution-api-version", "etag", "last-modified",
     "retry-after", "x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining"});

template <class List>
bool among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Letters and digits only, in lower case: "X-Access_Key" is "xaccesskey".
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

/// A text that carries a credential whatever its name: an authorization, a JWT, a URL with user
/// info or a query, a key in PEM.
bool looks_secret(std::string_view text) {
  const std::string lower = to_lower(text.substr(0, most_of_text));
  for (const std::string_view mark : {"bearer ", "basic ", "eyj", "-----begin", "private key"})
    if (lower.find(mark) != std::string::npos) return true;
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto end = text.find_first_of("/ \"'", scheme + 3);
  return text.substr(scheme + 3, end == std::string_view::npos ? end : end - scheme - 3)
             .find('@') != std::string_view::npos;
}

void mask(Json& value, bool below_secret) {
  if (value.is_object()) {
    // Pairs of "name" and "value", as parameters and variables are often written.
    const auto name = value.find("name");
    const auto key = value.find("key");
    const bool pair =
        (name != value.end() && name->is_string() && smells_of_secret(name->get<std::string>())) ||
        (key != value.end() && key->is_string() && smells_of_secret(key->get<std::string>()));
    for (auto& [member, inner] : value.items())
      mask(inner, below_secret || smells_of_secret(member) ||
                      (pair && to_lower(member).find("value") != std::string::npos));
  } else if (value.is_array()) {
    for (auto& inner : value) mask(inner, below_secret);
  } else if (below_secret && !value.is_null() && !value.is_boolean()) {
    value = masked;
  } else if (value.is_string()) {
    auto& text = value.get_ref<std::string&>();
    // JSON as text, as CODING wraps it.
    if (!text.empty() && (text.front() == '{' || text.front() == '[')) {
      auto inner = parse_json(text);
      if (inner) {
        mask(*inner, below_secret);
        value = std::move(*inner);
        return;
      }
    }
    if (looks_secret(text)) text = masked;
  }
}

constexpr auto token_starts =
    std::to_array<std::string_view>({"eyJ", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-",
                                     "xoxb-", "xoxp-", "AKIA", "LTAI", "sk-", "AKID"});

bool in_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; }

/// Where the value that begins at `at` ends: at its closing quote, else before what separates.
std::size_t end_of_value(std::string_view line, std::size_t at) {
  if (at < line.size() && (line[at] == '"' || line[at] == '\'')) {
    auto end = at + 1;
    while (end < line.size() && line[end] != line[at]) end += line[end] == '\\' ? 2U : 1U;
    return std::min(end + 1, line.size());
  }
  const auto end = line.find_first_of(" \t,;&)}]\"'", at);
  return end == std::string_view::npos ? line.size() : end;
}

std::size_t skip(std::string_view line, std::size_t at, std::string_view chars) {
  while (at < line.size() && chars.find(line[at]) != std::string_view::npos) ++at;
  return at;
}

/// Where a value begins that belongs to the word that ends at `end`; 0 = there is none.
std::size_t value_after(std::string_view line, std::size_t end) {
  auto at = skip(line, end, "\\\"'");
  at = skip(line, at, " ");
  if (at >= line.size() || (line[at] != '=' && line[at] != ':')) return 0;
  at = skip(line, at, "=: >");
  if (line.substr(at).starts_with("\\\"")) ++at;
  return at < line.size() ? at : 0;
}

/// What follows the name of an authorization scheme, unless it is one of the words that people
/// write there.
std::size_t credential_after(std::string_view line, std::size_t at) {
  const auto value = skip(line, at, " ");
  if (value == at) return 0;
  const auto rest = to_lower(line.substr(value, 16));
  for (const std::string_view word : {"auth", "cred", "token", "scheme", "realm"})
    if (rest.starts_with(word)) return 0;
  return value;
}

/// "user:password@" of a URL at `at`, behind its "://".
std::size_t user_info(std::string_view line, std::size_t at) {
  const auto end = line.find_first_of("/ \"'<>?", at);
  const auto authority = line.substr(at, end == std::string_view::npos ? end : end - at);
  const auto sign = authority.rfind('@');
  return sign == std::string_view::npos ? 0 : sign;
}

std::string sized(std::string_view type, std::size_t bytes) {
  return (type.empty() ? "unknown type" : std::string(type)) + ", " + std::to_string(bytes) +
         " bytes";
}

}  // namespace

bool smells_of_secret(std::string_view name) {
  const std::string word = plain(name);
  if (among(secret_names, word)) return true;
  return std::any_of(secret_words.begin(), secret_words.end(),
                     [&](std::string_view part) { return word.find(part) != std::string::npos; });
}

std::string shown_url(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) return {};
  std::string out = url->origin() + url->path;
  char separator = '?';
  for (const std::string_view pair : split(url->query, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string_view name = pair.substr(0, equals);
    const bool harmless = named && among(harmless_query, to_lower(name));
    out += separator + std::string(!named || smells_of_secret(name) ? masked : name);
    if (named) out += "=" + std::string(harmless ? pair.substr(equals + 1) : masked);
    separator = '&';
  }
  return out;
}

std::vector<std::string> shown_headers(const Headers& headers) {
  std::vector<std::string> out;
  for (const auto& [name, value] : headers.fields()) {
    if (among(shown_fields, to_lower(name)) && !looks_secret(value))
      out.push_back(name + ": " + std::string(clip(value, most_of_text)));
  }
  return out;
}

std::string shown_body(const Headers& headers, std::string_view body) {
  if (body.empty()) return {};
  const std::string_view type = headers.get("Content-Type").value_or("");
  const bool json = to_lower(type).find("json") != std::string::npos;
  if (!json || body.size() > most_parsed) return sized(type, body.size());
  auto document = parse_json(body);
  if (!document) return sized(type, body.size());
  mask(*document, false);
  const std::string text = dump(*document);
  if (text.size() <= most_shown) return text;
  return std::string(clip(text, most_shown)) + " … " + std::to_string(body.size()) + " bytes";
}

std::string shown_line(std::string_view line) {
  if (line.find("-----BEGIN") != std::string_view::npos) return std::string(masked);
  std::string out;
  std::size_t at = 0;
  while (at < line.size()) {
    if (line.substr(at).starts_with("://")) {
      const auto length = user_info(line, at + 3);
      out += "://";
      if (length > 0) out += masked;
      at += 3 + length;
      continue;
    }
    if (!in_word(line[at])) {
      out += line[at++];
      continue;
    }
    auto end = at;
    while (end < line.size() && in_word(line[end])) ++end;
    const auto word = line.substr(at, end - at);
    const bool token =
        word.size() >= 16 && std::any_of(token_starts.begin(), token_starts.end(),
                                         [&](auto start) { return word.starts_with(start); });
    out += token ? masked : word;
    at = end;
    const auto lower = to_lower(word);
    std::size_t value = 0;
    if (lower == "bearer" || lower == "basic")
      value = credential_after(line, at);
    else if (smells_of_secret(word))
      value = value_after(line, at);
    // "Authorization: Bearer …" has its value behind the scheme.
    const auto scheme = to_lower(line.substr(value, 7));
    if (value > 0 && (scheme.starts_with("bearer ") || scheme.starts_with("basic ")))
      value = skip(line, line.find(' ', value), " ");
    if (value == 0 || value >= line.size()) continue;
    out += line.substr(at, value - at);
    out += masked;
    at = end_of_value(line, value);
  }
  return out;
}

}  // namespace chatops::net
