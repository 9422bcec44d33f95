// SPDX-License-Identifier: Apache-2.0
// Fields of answers: https://www.w3.org/TR/CSP3/ and https://www.w3.org/TR/fetch-metadata/.
#include "server/page/answers.hpp"

#include "base/text.hpp"

namespace chatops::server {

namespace {

int status_of(Kind kind) {
  switch (kind) {
    case Kind::failed: return 422;
    case Kind::usage: return 400;
    case Kind::not_found: return 404;
    case Kind::auth: return 401;
    case Kind::denied: return 403;
    case Kind::conflict: return 409;
    case Kind::timeout: return 504;
    case Kind::pending: return 202;
    case Kind::unavailable: return 502;
    case Kind::internal: break;
  }
  return 500;
}

}  // namespace

net::ServerResponse page_answer(int status, std::string_view type, std::string body) {
  net::ServerResponse out{.status = status, .body = std::move(body)};
  if (!type.empty()) out.headers.add("Content-Type", std::string(type));
  out.headers.add("X-Content-Type-Options", "nosniff");
  out.headers.add("Referrer-Policy", "no-referrer");
  out.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  out.headers.add("Content-Security-Policy",
                  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                  "img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; "
                  "base-uri 'none'");
  return out;
}

net::ServerResponse json_answer(const net::Json& body, int status) {
  auto out = page_answer(status, "application/json", net::dump(body));
  out.headers.add("Cache-Control", "no-store");
  return out;
}

net::ServerResponse refusal(const Refused& refused) {
  return json_answer({{"error", refused.code}}, refused.status);
}

net::ServerResponse refusal(const Error& error) {
  return json_answer({{"error", std::string(code_of(error.reason))}}, status_of(error.kind()));
}

void check_own_page(const net::ServerRequest& request, std::string_view origin) {
  const auto header = [&](std::string_view name) {
    return request.headers.get(name).value_or(std::string_view());
  };
  const auto site = header("Sec-Fetch-Site"), from = header("Origin");
  bool own = header("X-Chatops") == "1" && (site.empty() || site == "same-origin");
  if (from.empty())
    own = own && !site.empty();
  else if (!origin.empty())
    own = own && from == origin;
  else  // the scheme is a proxy's business, who knows
    own = own && (from == "http://" + std::string(header("Host")) ||
                  from == "https://" + std::string(header("Host")));
  if (!own) throw Refused{403, "forged"};
  if (!header("Content-Type").starts_with("application/json")) throw Refused{415, "not_json"};
}

net::Json object_of(const net::ServerRequest& request) {
  constexpr int depth = 8;
  auto read = net::parse_json(request.body, depth);
  if (!read || !read->is_object()) throw Refused{400, "not_json"};
  return std::move(*read);
}

std::string short_parameter(const net::ServerRequest& request, std::string_view name,
                            std::size_t bytes) {
  std::string value = request.parameter(name).value_or("");
  if (value.size() > bytes) throw Refused{400, "too_large"};
  if (!is_utf8(value)) throw Refused{400, "not_text"};
  return value;
}

std::int64_t count_parameter(const net::ServerRequest& request, std::string_view name,
                             std::int64_t otherwise) {
  const auto value = request.parameter(name);
  if (!value) return otherwise;
  const auto number = to_integer(*value);
  if (!number || *number < 0) throw Refused{400, "not_a_number"};
  return *number;
}

}  // namespace chatops::server
