// Error families of CODING. Codes overlap ("not found" comes as three of them), so code and message
// decide together.
// SPDX-License-Identifier: Apache-2.0
#include "coding/failure.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "coding/decode.hpp"

namespace chatops::coding {

namespace {

/// A code and its finer kinds: "InvalidParameterValue" and "InvalidParameterValue.Email…".
bool of_family(std::string_view code, std::string_view family) {
  return code == family || (code.starts_with(family) && code[family.size()] == '.');
}

template <std::size_t N>
bool has_any(std::string_view message, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return message.find(word) != std::string_view::npos;
  });
}

constexpr std::array<std::string_view, 10> missing_words = {
    "资源未找到",          "路径未找到", "未找到",    "不存在",   "Path not found",
    "Ref or Path invalid", "not found",  "Not Found", "NotFound", "not exist",
};
constexpr std::array<std::string_view, 4> dead_token_words = {
    "authorization invalid", "token expired", "token invalid", "Token 已过期"};
constexpr std::array<std::string_view, 5> scope_words = {"scope", "permission", "权限",
                                                         "Permission", "not authorized to"};

/// A stranger to the project lacks no scope.
constexpr std::array<std::string_view, 4> stranger_words = {"no member", "not a member", "成员",
                                                            "not in the project"};

Reason reason_of_code(std::string_view code, std::string_view message) {
  if (has_any(message, dead_token_words)) return Reason::auth_invalid;
  if (of_family(code, "AuthFailure")) {
    return has_any(message, scope_words) ? Reason::auth_scope : Reason::auth_invalid;
  }
  if (of_family(code, "UnauthorizedOperation")) {
    return has_any(message, stranger_words) ? Reason::forbidden : Reason::auth_scope;
  }
  if (of_family(code, "OperationDenied")) return Reason::forbidden;
  if (of_family(code, "RequestLimitExceeded")) return Reason::rate_limited;
  if (of_family(code, "ResourceNotFound")) return Reason::outside_not_found;
  const bool missing = has_any(message, missing_words);
  if (of_family(code, "InvalidParameterValue") && missing) return Reason::outside_not_found;
  if (of_family(code, "InternalError")) {
    return missing ? Reason::outside_not_found : Reason::server_error;
  }
  if (of_family(code, "ResourceUnavailable")) return Reason::server_error;
  return Reason::refused;
}

std::string scopes_of(const Action& action) {
  std::string scopes(action.personal_scope);
  if (!action.project_scope.empty()) {
    if (!scopes.empty()) scopes += " | ";
    scopes += action.project_scope;
  }
  return scopes;
}

/// Somebody else's words, cut to what a line of a terminal can bear.
std::string brief(std::string_view words) {
  return std::string(clip(words.substr(0, words.find_first_of("\r\n")), 300));
}

Error fail(Reason reason, const Action& action, std::string_view endpoint, std::string_view why,
           std::string_view code) {
  Error error(reason, {{"what", "coding." + std::string(action.name)},
                       {"where", std::string(endpoint)},
                       {"why", brief(why)},
                       {"code", std::string(code)}});
  if (reason == Reason::auth_scope) error.args.set("scope", scopes_of(action));
  return error;
}

/// The Error member of a Response; it has been seen as a bare string as well.
std::optional<Error> told_error(const Action& action, std::string_view endpoint,
                                const net::Json& response) {
  const net::Json& told = net::member(response, "Error");
  if (told.is_null()) return std::nullopt;
  const std::string code = told.is_string() ? told.get<std::string>() : text(told, "Code");
  const std::string message = text(told, "Message");
  Error error = fail(reason_of_code(code, message), action, endpoint,
                     message.empty() ? std::string_view(code) : std::string_view(message), code);
  if (auto request = text(response, "RequestId"); !request.empty()) {
    error.args.set("request", std::move(request));
  }
  return error;
}

Reason reason_of_status(int status) {
  if (status == 401) return Reason::auth_invalid;
  if (status == 403) return Reason::auth_scope;
  if (status == 429) return Reason::rate_limited;
  if (status == 413 || status == 400 || status == 422) return Reason::refused;
  return status >= 500 ? Reason::server_error : Reason::answer_odd;
}

Error failure_of_status(const Action& action, std::string_view endpoint,
                        const net::Response& answer) {
  const std::string code = "HTTP " + std::to_string(answer.status);
  Error by_status = fail(reason_of_status(answer.status), action, endpoint, code, code);
  if (answer.status < 400 || answer.status >= 500) return by_status;
  const auto body = net::parse_json(answer.body);
  if (!body) return by_status;
  auto told = told_error(action, endpoint, net::member(*body, "Response"));
  if (!told) return by_status;
  // An unknown code says less than the status does.
  return told->reason == Reason::refused && by_status.reason != Reason::answer_odd
             ? fail(by_status.reason, action, endpoint, told->args.get("why"), code)
             : std::move(*told);
}

std::string what_it_looks_like(const net::Response& answer) {
  const auto type = answer.headers.get("Content-Type");
  const auto first = answer.body.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "empty";
  if (answer.body[first] == '<' || (type && type->starts_with("text/html"))) return "html";
  return {};
}

}  // namespace

Error odd_answer(std::string_view action, std::string_view endpoint, std::string_view why) {
  return Error(Reason::answer_odd, {{"what", "coding." + std::string(action)},
                                    {"where", std::string(endpoint)},
                                    {"why", std::string(why)}});
}

Known<net::Json> payload_of(const Action& action, std::string_view endpoint,
                            const Known<net::Response>& answer) {
  if (!answer) return unknown(answer.error());
  if (answer->status != 200) return unknown(failure_of_status(action, endpoint, *answer));
  auto body = net::parse_json(answer->body);
  if (!body) {
    const std::string looks = what_it_looks_like(*answer);
    return unknown(fail(body.error().reason, action, endpoint,
                        looks.empty() ? body.error().args.get("why") : std::string_view(looks),
                        ""));
  }
  const net::Json& response = net::member(*body, "Response");
  if (!response.is_object()) return unknown(odd_answer(action.name, endpoint, "Response"));
  if (auto told = told_error(action, endpoint, response)) return unknown(std::move(*told));
  return response;
}

Error with_way_out(Error error, const Action& action, TokenKind kind) {
  const std::string_view scope =
      kind == TokenKind::project ? action.project_scope : action.personal_scope;
  const bool other = action.area != Area::general && scope.empty();
  if (error.reason != Reason::auth_scope || !other) return error;
  const bool ci = action.area == Area::ci;
  Args args;
  for (const auto& [name, value] : error.args.pairs()) {
    if (name != "scope") args.set(name, value);
  }
  args.set("variable", ci ? "CHATOPS_CODING_CI_TOKEN" : "CHATOPS_CODING_CD_TOKEN");
  args.set("use", ci ? "ci" : "cd");
  args.set("other", ci ? "project" : "personal");
  args.set("needed",
           std::string(kind == TokenKind::project ? action.personal_scope : action.project_scope));
  error.args = std::move(args);
  return error;
}

bool worth_repeating(const Error& error) {
  if (error.args.get("code").starts_with("HTTP")) return false;
  if (error.reason == Reason::rate_limited) return true;
  return error.reason == Reason::server_error && error.args.has("code");
}

bool certainly_refused(const Error& error) {
  if (error.args.get("sent") == "no") return true;
  const std::string_view code = error.args.get("code");
  if (code.starts_with("HTTP 4")) return code != "HTTP 408";
  static constexpr std::array<std::string_view, 14> refusing = {
      "InvalidParameter",     "InvalidParameterValue", "MissingParameter",     "UnknownParameter",
      "UnsupportedOperation", "UnauthorizedOperation", "AuthFailure",          "OperationDenied",
      "ResourceNotFound",     "ResourceInUse",         "ResourceInsufficient", "LimitExceeded",
      "FailedOperation",      "RequestLimitExceeded"};
  return std::any_of(refusing.begin(), refusing.end(),
                     [&](std::string_view family) { return of_family(code, family); });
}

}  // namespace chatops::coding
