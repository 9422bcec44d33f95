// Checking hooks and choosing those that an event is for.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/subscription.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "hooks/catalogue.hpp"
#include "net/http.hpp"
#include "net/json.hpp"
#include "world/access.hpp"

namespace chatops::sandbox::hooks {
namespace {

[[noreturn]] void odd(const std::string& message) {
  throw Refusal{"InvalidParameterValue", message};
}

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto blank = words.find(' ');
    if (words.substr(0, blank) == word) return true;
    words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
  }
  return false;
}

Json object_in(const std::string& text, const char* name) {
  const auto json = net::parse_json(text.empty() ? "{}" : text);
  if (!json || !json->is_object()) odd(fmt::format("{} must be the text of a JSON object.", name));
  return *json;
}

std::vector<std::pair<std::string, std::string>> header_lines(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> headers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    const bool plain = colon != std::string::npos && !name.empty() &&
                       std::ranges::all_of(name, [](unsigned char c) {
                         return std::isalnum(c) != 0 || c == '-' || c == '_';
                       });
    if (!plain) odd("headers are lines \"Name: value\".");
    headers.emplace_back(
        name, line.substr(std::min(line.find_first_not_of(' ', colon + 1), line.size())));
  }
  return headers;
}

void check_events(const ServiceHook& hook, const Settings& settings) {
  if (hook.events.empty()) odd("Event must not be empty.");
  std::set<std::string> seen;
  for (const auto& event : hook.events) {
    const auto* kind = event_kind(event);
    const bool known = kind != nullptr || never_happens(event);
    // Some codes stand in the manual and in no enumeration of the specification; whether a hook
    // may be made for them is not known [guess].
    if (!known || (kind != nullptr && kind->manual_only && !settings.hook_all_events))
      odd(fmt::format("Event {} does not exist.", event));
    if (!seen.insert(event).second) odd(fmt::format("Event {} is named twice.", event));
  }
}

void check_filter(const ServiceHook& hook) {
  const auto filter = object_in(hook.filter_property, "FilterProperty");
  if (filter.empty()) return;
  if (hook.events.size() != 1) odd("A filter goes with a single event.");
  const auto* kind = event_kind(hook.events.front());
  for (const auto& [key, value] : filter.items())
    if (kind == nullptr || !has_word(kind->filters, key))
      odd(fmt::format("{} cannot be filtered by {}.", hook.events.front(), key));
}

void check_action(const ServiceHook& hook) {
  constexpr std::string_view services[] = {"WebHook", "WeCom", "DingDing", "Jenkins", "FeiShu"};
  if (std::ranges::find(services, hook.service) == std::end(services))
    odd(fmt::format("Service {} does not exist.", hook.service));
  if (hook.service != "WebHook")
    throw Refusal{"UnsupportedOperation", "The sandbox sends to the service WebHook only."};
  const bool posts = hook.action == "webhook_http_post";
  if (!posts && hook.action != "webhook_http_get")
    odd(fmt::format("WebHook has no action {}.", hook.action));
  const auto property = object_in(hook.action_property, "ActionProperty");
  for (const auto& [key, value] : property.items()) {
    const bool fits = has_word(posts ? "service_url token username password headers template"
                                     : "service_url username password headers",
                               key);
    if (!fits) odd(fmt::format("{} has no property {}.", hook.action, key));
    if (!value.is_string()) odd(fmt::format("The property {} must be text.", key));
  }
  if (!net::parse_url(net::text_in(property, "service_url")))
    odd("service_url must be an http or https URL.");
  if (!net::text_in(property, "template").empty())
    throw Refusal{"UnsupportedOperation", "The sandbox sends no templates."};
  header_lines(net::text_in(property, "headers"));
}

bool meets(const Json& wanted, const Json& had) {
  if (wanted.is_array())
    return wanted.empty() ||
           std::ranges::any_of(wanted, [&](const Json& each) { return meets(each, had); });
  const auto text = net::text_of(wanted);
  return text &&
         std::ranges::any_of(had, [&](const Json& each) { return net::text_of(each) == text; });
}

}  // namespace

void check_hook(const ServiceHook& hook, const Settings& settings) {
  check_action(hook);
  check_events(hook, settings);
  check_filter(hook);
}

Target target_of(const ServiceHook& hook) {
  const auto property = object_in(hook.action_property, "ActionProperty");
  return {net::text_in(property, "service_url"), net::text_in(property, "token"),
          net::text_in(property, "username"), net::text_in(property, "password"),
          header_lines(net::text_in(property, "headers"))};
}

bool wants(const ServiceHook& hook, const Event& event) {
  if (!hook.enabled || hook.project_id != event.project_id) return false;
  if (std::ranges::find(hook.events, event.name) == hook.events.end()) return false;
  const auto filter = object_in(hook.filter_property, "FilterProperty");
  for (const auto& [key, value] : filter.items())
    if (!meets(value, net::member(event.facts, key))) return false;
  return true;
}

}  // namespace chatops::sandbox::hooks
