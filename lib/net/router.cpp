// Checks a table of routes and finds the row of a request.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "net/routes.hpp"

namespace chatops::net {
namespace {

/// The raw segments of a path, without the first slash. A path has at least one, maybe empty.
std::vector<std::string_view> segments_of(std::string_view path) {
  return split(path.substr(1), '/');
}

/// Decoded; nothing for what would mean another path, or a file of another folder, to a handler.
std::optional<std::string> decoded_segment(std::string_view raw) {
  for (auto at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
    const auto hex = [&](std::size_t i) {
      return i < raw.size() && std::isxdigit(static_cast<unsigned char>(raw[i])) != 0;
    };
    if (!hex(at + 1) || !hex(at + 2)) return std::nullopt;
  }
  std::string out = percent_decode(raw);
  const bool control = std::any_of(out.begin(), out.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control || out == "." || out == "..") return std::nullopt;
  return out;
}

std::string why_wrong(const Route& route) {
  if (route.method.empty()) return "method";
  if (!route.path.starts_with('/')) return "path";
  if (!route.authentication) return "authentication";
  if (!route.body_cap) return "body_cap";
  if (route.read_deadline <= Millis(0)) return "read_deadline";
  if (route.answer_deadline <= Millis(0)) return "answer_deadline";
  if (!route.handler) return "handler";
  return "";
}

[[noreturn]] void refuse_row(const Route& route, std::string why) {
  throw Error(Reason::internal_error,
              {{"what", route.method + " " + route.path}, {"why", std::move(why)}});
}

/// What "{rest*}" stands for. A slash that was encoded stays so: it separates no segments.
std::string rest_of(const std::vector<std::string>& segments,
                    const std::vector<std::string_view>& raw, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) out += '/';
    out += segments[i].find('/') == std::string::npos ? segments[i] : std::string(raw[i]);
  }
  return out;
}

}  // namespace

Router::Pattern Router::pattern_of(const Route& route) {
  Pattern pattern;
  const auto segments = segments_of(route.path);
  for (const auto& segment : segments) {
    const bool named = segment.starts_with('{') && segment.ends_with('}');
    auto name = named ? segment.substr(1, segment.size() - 2) : std::string_view();
    const bool rest = named && name.ends_with('*');
    if (rest) name.remove_suffix(1);
    const bool odd = named ? name.empty() : segment.find_first_of("{}%") != std::string_view::npos;
    if (odd || (rest && &segment != &segments.back())) refuse_row(route, "path");
    pattern.rest = pattern.rest || rest;
    pattern.words.emplace_back(named ? "" : segment);
    pattern.names.emplace_back(name);
  }
  return pattern;
}

Router::Router(std::vector<Route> routes, Authenticators authenticators)
    : routes_(std::move(routes)), authenticators_(std::move(authenticators)) {
  std::set<std::string> shapes;
  std::vector<std::string> ranks;  // a word sorts before a named segment, that before the rest
  for (const Route& route : routes_) {
    if (std::string why = why_wrong(route); !why.empty()) refuse_row(route, std::move(why));
    Pattern pattern = pattern_of(route);
    std::string shape, rank;
    for (std::size_t i = 0; i < pattern.words.size(); ++i) {
      const bool named = !pattern.names[i].empty();
      const bool last = pattern.rest && i + 1 == pattern.words.size();
      shape += named ? (last ? "/{*}" : "/{}") : "/" + pattern.words[i];
      rank += last ? '2' : named ? '1' : '0';
    }
    if (!shapes.insert(route.method + " " + shape).second) refuse_row(route, "twice");
    patterns_.push_back(std::move(pattern));
    ranks.push_back(std::move(rank));
    order_.push_back(order_.size());
  }
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
}

bool Router::fits(const Pattern& pattern, const std::vector<std::string>& segments) {
  const std::size_t fixed = pattern.words.size() - (pattern.rest ? 1 : 0);
  if (pattern.rest ? segments.size() < fixed : segments.size() != fixed) return false;
  for (std::size_t i = 0; i < fixed; ++i) {
    const bool fit =
        pattern.names[i].empty() ? pattern.words[i] == segments[i] : !segments[i].empty();
    if (!fit) return false;
  }
  return true;
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  Match out;
  if (!path.starts_with('/')) {
    out.status = 400;
    return out;
  }
  const auto raw = segments_of(path);
  std::vector<std::string> segments;
  for (const auto one : raw) {
    auto segment = decoded_segment(one);
    if (!segment) {
      out.status = 400;
      return out;
    }
    segments.push_back(std::move(*segment));
  }
  std::set<std::string> allowed;
  std::optional<std::size_t> found;
  for (const std::size_t at : order_) {
    if (!fits(patterns_[at], segments)) continue;
    const std::string& allows = routes_[at].method;
    if (allows == method || allows == "*") {
      found = at;
      break;
    }
    allowed.insert(allows);
    if (allows == "GET") allowed.insert("HEAD");
    if (allows == "GET" && method == "HEAD" && !found) found = at;  // unless HEAD has its own
  }
  if (!found) {
    for (const std::string& one : allowed) out.allow += (out.allow.empty() ? "" : ", ") + one;
    out.status = allowed.empty() ? 404 : 405;
    return out;
  }
  out.route = &routes_[*found];
  out.status = 200;
  const Pattern& pattern = patterns_[*found];
  for (std::size_t i = 0; i < pattern.names.size(); ++i) {
    if (pattern.names[i].empty()) continue;
    const bool rest = pattern.rest && i + 1 == pattern.names.size();
    std::string value = rest ? rest_of(segments, raw, i) : std::move(segments[i]);
    out.segments.emplace_back(pattern.names[i], std::move(value));
  }
  return out;
}

std::optional<ServerResponse> Router::authenticate(const Route& route,
                                                   ServerRequest& request) const {
  const Authentication kind = *route.authentication;
  if (kind == Authentication::open || kind == Authentication::webhook) return std::nullopt;
  const auto hook = authenticators_.find(kind);
  const bool can = hook != authenticators_.end() && hook->second &&
                   (kind != Authentication::peer || request.peer.credentials);
  if (can) request.principal = hook->second(request);
  if (request.principal) return std::nullopt;
  ServerResponse out{.status = kind == Authentication::peer ? 403 : 401};
  if (kind == Authentication::bearer) out.headers.add("WWW-Authenticate", "Bearer");
  return out;
}

}  // namespace chatops::net
