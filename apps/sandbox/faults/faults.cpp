// Arming faults and spoiling answers.
// SPDX-License-Identifier: Apache-2.0
#include "faults/faults.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

constexpr std::array<std::string_view, 20> fault_names = {
    "html", "status", "timeout",   "rate_limited", "limit",   "internal",   "hang_up",
    "huge", "deep",   "expired",   "empty",        "another", "delay",      "cut",
    "lost", "silent", "truncated", "short_page",   "emptied", "wrong_types"};

/// `pattern` with "*" for any text.
bool glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    for (std::size_t i = 0; i <= text.size(); ++i)
      if (glob(pattern.substr(1), text.substr(i))) return true;
    return false;
  }
  return !text.empty() && text.front() == pattern.front() &&
         glob(pattern.substr(1), text.substr(1));
}

net::ServerResponse json_answer(std::string body, int status = 200) {
  net::ServerResponse out{.status = status,
                          .headers = {{"Content-Type", "application/json;charset=UTF-8"}}};
  out.body = std::move(body);
  return out;
}

net::ServerResponse error_answer(const char* code, const char* message) {
  return json_answer(Json{
      {"Response", {{"RequestId", "fault"}, {"Error", {{"Code", code}, {"Message", message}}}}}}
                         .dump());
}

Json twisted(const Json& value) {
  if (value.is_object()) {
    Json out = Json::object();
    for (const auto& [name, member] : value.items())
      out[name] = name == "RequestId" ? member : twisted(member);
    return out;
  }
  if (value.is_array()) return value.empty() ? Json("none") : Json{{"0", twisted(value.front())}};
  if (value.is_string()) return Json::array({value});
  if (value.is_number()) return Json{{"value", value}};
  return value.is_boolean() ? Json(3.5) : Json("null");
}

/// Lists without their last item, or without any and totals to match.
Json shortened(const Json& value, bool all) {
  if (value.is_array()) {
    Json out = Json::array();
    for (std::size_t i = 0; !all && i + 1 < value.size(); ++i) out.push_back(value[i]);
    return out;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [name, member] : value.items()) {
    const bool total = name.starts_with("Total") && (member.is_number() || member.is_string());
    out[name] = all && total ? Json(0) : shortened(member, all);
  }
  return out;
}

std::string text_in(const Json& json, const char* name, std::string fallback) {
  const auto found = json.find(name);
  if (found == json.end()) return fallback;
  if (!found->is_string()) throw std::invalid_argument(std::string(name) + " must be text");
  return found->get<std::string>();
}

Id number_in(const Json& json, const char* name, Id fallback) {
  const auto found = json.find(name);
  if (found == json.end()) return fallback;
  if (!found->is_number_integer())
    throw std::invalid_argument(std::string(name) + " must be a whole number");
  return found->get<Id>();
}

}  // namespace

std::string fault_name(FaultKind kind) {
  return std::string(fault_names.at(static_cast<std::size_t>(kind)));
}

Fault fault_from_json(const Json& json) {
  if (!json.is_object()) throw std::invalid_argument("a fault is an object");
  const auto kind = std::ranges::find(fault_names, text_in(json, "kind", ""));
  if (kind == fault_names.end()) throw std::invalid_argument("kind is unknown");
  Fault fault;
  fault.kind = static_cast<FaultKind>(kind - fault_names.begin());
  fault.action = text_in(json, "action", "");
  fault.path = text_in(json, "path", "");
  fault.method = text_in(json, "method", "");
  fault.skip = number_in(json, "skip", fault.skip);
  fault.times = number_in(json, "times", fault.times);
  fault.status = static_cast<int>(number_in(json, "status", fault.status));
  fault.retry_after = text_in(json, "retry_after", fault.retry_after);
  fault.bytes = number_in(json, "bytes", fault.bytes);
  fault.delay_ms = number_in(json, "delay_ms", fault.delay_ms);
  fault.execution = text_in(json, "execution", "");
  return fault;
}

Json fault_to_json(const Fault& fault) {
  return {
      {"id", fault.id},       {"kind", fault_name(fault.kind)}, {"action", fault.action},
      {"path", fault.path},   {"method", fault.method},         {"skip", fault.skip},
      {"times", fault.times}, {"status", fault.status},         {"retry_after", fault.retry_after},
      {"bytes", fault.bytes}, {"delay_ms", fault.delay_ms},     {"execution", fault.execution}};
}

net::ServerResponse answer_instead(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::html: {
      net::ServerResponse page{.headers = {{"Content-Type", "text/html; charset=utf-8"}}};
      page.body = "<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>";
      return page;
    }
    case FaultKind::rate_limited: {
      auto out = json_answer("{}", 429);
      out.headers.add("Retry-After", fault.retry_after);
      return out;
    }
    case FaultKind::limit: return error_answer("RequestLimitExceeded", "Too many requests.");
    case FaultKind::internal: return error_answer("InternalError", "Internal error.");
    case FaultKind::expired:
      return error_answer("AuthFailure", "User not found, authorization invalid");
    case FaultKind::hang_up: return {.hang_up = true};
    case FaultKind::huge:
      return json_answer(R"({"Response":{"RequestId":"fault","Padding":")" +
                         std::string(static_cast<std::size_t>(std::max<Id>(fault.bytes, 0)), 'x') +
                         R"("}})");
    case FaultKind::deep:
      return json_answer(R"({"Response":{"RequestId":"fault","Data":)" + std::string(100000, '[') +
                         std::string(100000, ']') + "}}");
    case FaultKind::empty: return json_answer("");
    case FaultKind::another:
      return json_answer(
          net::dump(Json{{"Response",
                          {{"RequestId", "fault"},
                           {"Data",
                            {{"PipelineExecutionRef", "/pipelines/" + fault.execution},
                             {"PipelineExecutionId", fault.execution}}}}}}));
    default: return json_answer("{}", fault.status);
  }
}

net::ServerResponse spoil(const Fault& fault, net::ServerResponse answer) {
  if (fault.kind == FaultKind::cut) answer.cut = true;
  if (fault.kind == FaultKind::lost) answer.hang_up = true;
  if (fault.kind == FaultKind::truncated) answer.body.resize(answer.body.size() / 2);
  const bool shortens = fault.kind == FaultKind::short_page || fault.kind == FaultKind::emptied;
  if (shortens)
    if (const auto json = net::parse_json(answer.body))
      answer.body = net::dump(shortened(*json, fault.kind == FaultKind::emptied));
  if (fault.kind == FaultKind::wrong_types)
    if (const auto json = net::parse_json(answer.body)) answer.body = net::dump(twisted(*json));
  return answer;
}

std::optional<Fault> Faults::take(const net::ServerRequest& request, const std::string& action) {
  return take_first([&](const Fault& fault) {
    return (fault.action.empty() || fault.action == action) &&
           (fault.path.empty() || glob(fault.path, request.path)) &&
           (fault.method.empty() || fault.method == request.method);
  });
}

}  // namespace chatops::sandbox
