// Errors of registries, made in one place.
// SPDX-License-Identifier: Apache-2.0
#include "registry/failure.hpp"

#include "base/text.hpp"
#include "net/json.hpp"
#include "registry/hosts.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t longest_why = 300;

/// The URL without query and user info.
std::string bare(const std::string& url) {
  const auto parsed = net::parse_url(url);
  return parsed ? parsed->origin() + parsed->path : std::string();
}

/// The first error of the specification's JSON form, as "CODE: message".
std::string words_of(const net::Response& answer) {
  const auto body = net::parse_json(answer.body);
  if (!body) return {};
  const net::Json& errors = net::member(*body, "errors");
  if (!errors.is_array() || errors.empty()) return {};
  const auto code = net::text_of(net::member(errors.front(), "code")).value_or("");
  const auto message = net::text_of(net::member(errors.front(), "message")).value_or("");
  return code + (code.empty() || message.empty() ? "" : ": ") + message;
}

bool is_html(const net::Response& answer) {
  const auto type = answer.headers.get("Content-Type");
  return trim(answer.body).starts_with("<") || (type && type->starts_with("text/html"));
}

Reason reason_of(const net::Response& answer) {
  if (answer.status == 404) {
    return is_html(answer) ? Reason::answer_odd : Reason::outside_not_found;
  }
  if (answer.status == 429) return Reason::rate_limited;
  if (answer.status >= 500) return Reason::server_error;
  return answer.status >= 400 ? Reason::refused : Reason::answer_odd;
}

}  // namespace

Error missing_credentials(std::string_view what, std::string_view host) {
  return Error(Reason::auth_missing, {{"what", std::string(what)},
                                      {"where", std::string(host)},
                                      {"try", "CHATOPS_REGISTRY_PASSWORD_" + variable_suffix(host)},
                                      {"login", "registry " + std::string(host)}});
}

Error refused_credentials(std::string_view what, std::string_view host, std::string_view scope) {
  return Error(
      Reason::auth_invalid,
      {{"what", std::string(what)}, {"where", std::string(host)}, {"scope", std::string(scope)}});
}

Error denied_scope(std::string_view what, std::string_view host, std::string_view scope) {
  return Error(
      Reason::auth_scope,
      {{"what", std::string(what)}, {"where", std::string(host)}, {"scope", std::string(scope)}});
}

Error realm_without_tls(std::string_view host, const std::string& realm) {
  return Error(Reason::realm_without_tls,
               {{"what", std::string(host)}, {"where", std::string(host)}, {"realm", bare(realm)}});
}

Error odd(std::string_view what, std::string_view where, std::string_view why) {
  return Error(Reason::answer_odd, {{"what", std::string(what)},
                                    {"where", bare(std::string(where))},
                                    {"why", std::string(why)}});
}

Error failure_of_status(std::string_view what, const net::Response& answer) {
  std::string why = words_of(answer);
  if (why.empty()) why = "HTTP " + std::to_string(answer.status);
  return Error(reason_of(answer), {{"what", std::string(what)},
                                   {"where", bare(answer.url)},
                                   {"why", std::string(clip(why, longest_why))}});
}

}  // namespace chatops::registry
