// Comparing hooks, and reading the log of their deliveries. Members of ActionProperties are those
// of CODING's help pages; whether it shows secrets again, and in which form its log holds headers,
// is not told there.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "coding/decode.hpp"
#include "coding/hook_events.hpp"
#include "coding/hook_setup.hpp"
#include "crypto/crypto.hpp"

namespace chatops::coding {

namespace {

using core::HookFlaw;
using core::HookState;

constexpr std::string_view hook_service = "WebHook", hook_action = "webhook_http_post";
constexpr std::string_view signed_so = "sha1=";
constexpr std::size_t longest_answer = 200;

/// Three or more of one character, or what pages put in the place of a secret.
bool is_masked(const std::string& said) {
  const bool same = said.size() >= 3 && said.find_first_not_of(said.front()) == std::string::npos;
  return same || said.find("***") != std::string::npos || said.find("••") != std::string::npos;
}

/// A member of the properties; nothing where it is left out or made unreadable.
std::optional<std::string> shown(const Json& properties, std::string_view name) {
  const Json& value = net::member(properties, name);
  if (!value.is_string()) return std::nullopt;
  const auto& said = value.get_ref<const std::string&>();
  if (is_masked(said)) return std::nullopt;
  return said;
}

struct UserPassword {
  std::string user, password;
};

UserPassword parts_of(const std::optional<Secret>& secret) {
  if (!secret) return {};
  const std::string& both = secret->reveal();
  const auto colon = both.find(':');
  if (colon == std::string::npos) return {both, ""};
  return {both.substr(0, colon), both.substr(colon + 1)};
}

std::string token_of(const core::WantedHook& wanted) {
  return wanted.secrets.token ? wanted.secrets.token->reveal() : std::string();
}

bool differs(const std::optional<std::string>& told, const std::string& wanted) {
  return told && !crypto::equal_in_constant_time(*told, wanted);
}

bool filters(const Json& hook) {
  const Json& value = net::member(hook, "FilterProperties");
  if (value.is_object() || value.is_array()) return !value.empty();
  const auto said = trim(value.is_string() ? value.get_ref<const std::string&>() : "");
  return !(said.empty() || said == "{}" || said == "[]" || said == "null");
}

std::vector<std::string> events_of(const Json& hook) {
  std::vector<std::string> out;
  for (const auto& item : list(hook, "Event")) {
    // A list of names; of objects with a Name elsewhere in this interface.
    std::string name = item.is_object() ? text(item, "Name") : net::text_of(item).value_or("");
    if (!name.empty()) out.push_back(std::move(name));
  }
  std::sort(out.begin(), out.end());
  return out;
}

Json properties_of(const Json& hook) {
  return embedded(hook, "ActionProperties").value_or(Json::object());
}

HookState hook_state_of(const Json& hook) {
  HookState out;
  out.id = text(hook, "Id");
  out.name = text(hook, "Name");
  out.url = text(properties_of(hook), "service_url");
  out.enabled = flag(hook, "Enabled");
  out.events = events_of(hook);
  out.delivered_at = instant(hook, "LastSucceedAt");
  return out;
}

void compare(HookState& state, const Json& hook, const core::WantedHook& wanted,
             const OfferedEvents& offered) {
  state.ours = true;
  const Json properties = properties_of(hook);
  const auto token = shown(properties, "token");
  const auto user = shown(properties, "username"), password = shown(properties, "password");
  const UserPassword basic = parts_of(wanted.secrets.user_password);
  // A secret that is wanted and comes back empty was hidden, or never set: a trial tells.
  const bool token_hidden = !token || (token->empty() && wanted.secrets.token);
  const bool password_hidden = !password || (password->empty() && wanted.secrets.user_password);
  state.secrets_told = !token_hidden && !password_hidden;
  if (state.url != wanted.url) state.flaws.push_back(HookFlaw::url);
  for (auto& name : events_to_ask(offered, offered.names.empty())) {
    if (!among(state.events, name)) state.missing.push_back(std::move(name));
  }
  if (!state.missing.empty()) state.flaws.push_back(HookFlaw::events);
  if (!token_hidden && differs(token, token_of(wanted))) state.flaws.push_back(HookFlaw::token);
  const bool other_user = user && !user->empty() && *user != basic.user;
  if (other_user || (!password_hidden && differs(password, basic.password)))
    state.flaws.push_back(HookFlaw::password);
  if (!state.enabled) state.flaws.push_back(HookFlaw::disabled);
  if (filters(hook)) state.flaws.push_back(HookFlaw::filter);
  if (!trim(text(properties, "template")).empty()) state.flaws.push_back(HookFlaw::body);
}

/// The name of the field whose value is a signature: of an object, or of lines "Name: value".
std::string signed_in(const Json& headers) {
  if (headers.is_object()) {
    for (const auto& [name, value] : headers.items()) {
      const Json& one = value.is_array() && !value.empty() ? value.front() : value;
      if (one.is_string() && one.get_ref<const std::string&>().starts_with(signed_so)) return name;
    }
    return {};
  }
  if (!headers.is_string()) return {};
  const auto& said = headers.get_ref<const std::string&>();
  if (const auto parsed = net::parse_json(said); parsed && parsed->is_object())
    return signed_in(*parsed);
  for (const std::string_view line : lines_of(said)) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && trim(line.substr(colon + 1)).starts_with(signed_so))
      return std::string(trim(line.substr(0, colon)));
  }
  return {};
}

}  // namespace

OfferedEvents offered_events(const Json& answer) {
  OfferedEvents out;
  const Json& top = list(answer, "Event");
  const Json& items = top.empty() ? list(net::member(answer, "Data"), "Event") : top;
  for (const auto& item : items) {
    if (auto name = text(item, "Name"); !name.empty()) out.names.insert(std::move(name));
  }
  const bool known = std::any_of(hook_events.begin(), hook_events.end(), [&](const auto& event) {
    return subscribed(event) && event.sure && out.has(event.name);
  });
  if (!known) out.names.clear();
  return out;
}

std::vector<std::string> events_to_ask(const OfferedEvents& offered, bool cautious) {
  std::vector<std::string> out;
  for (const auto& event : hook_events) {
    const bool there = offered.names.empty() || offered.has(event.name);
    if (subscribed(event) && there && (event.sure || !cautious)) out.emplace_back(event.name);
  }
  return out;
}

std::vector<HookState> states_of(const std::vector<Json>& hooks, const core::WantedHook& wanted,
                                 const OfferedEvents& offered) {
  std::vector<HookState> out;
  std::vector<const Json*> rows;
  for (const auto& hook : hooks) {
    if (text(hook, "Service") != hook_service || text(hook, "Action") != hook_action) continue;
    out.push_back(hook_state_of(hook));
    rows.push_back(&hook);
  }
  const auto found = [&](auto matches) { return std::find_if(out.begin(), out.end(), matches); };
  const auto named = [&](const HookState& one) { return one.name == wanted.name; };
  const auto sends_here = [&](const HookState& one) { return one.url == wanted.url; };
  auto ours = found([&](const HookState& one) { return named(one) && sends_here(one); });
  if (ours == out.end()) ours = found(named);
  if (ours == out.end()) ours = found(sends_here);
  for (auto one = out.begin(); one != out.end(); ++one) {
    if (one == ours) {
      compare(*one, *rows[static_cast<std::size_t>(one - out.begin())], wanted, offered);
    } else if (one->enabled && sends_here(*one)) {
      one->flaws.push_back(HookFlaw::twice);
    }
  }
  return out;
}

Json hook_parameters(std::int64_t project, const core::WantedHook& wanted,
                     const std::vector<std::string>& events, const Json* old) {
  const UserPassword basic = parts_of(wanted.secrets.user_password);
  const Json properties = {{"service_url", wanted.url},
                           {"token", token_of(wanted)},
                           {"username", basic.user},
                           {"password", basic.password},
                           {"headers", old != nullptr ? text(properties_of(*old), "headers") : ""},
                           {"template", ""}};
  Json out = {{"ProjectId", project},
              {"TargetType", "PROJECT"},
              {"Service", hook_service},
              {"ServiceAction", hook_action},
              {"Event", events},
              {"Enabled", true},
              {"ActionProperty", net::dump(properties)},
              {"Name", wanted.name}};
  if (old != nullptr) {
    out["Id"] = net::member(*old, "Id");
    out["FilterProperty"] = "{}";  // required here, and filters go with single events only
  }
  return out;
}

DeliveryTrial trial_of(const Json& row) {
  DeliveryTrial out;
  const auto status = number(row, "ResponseStatus");
  out.signature_header = signed_in(net::member(row, "RequestHeaders"));
  if (status && *status > 0 && *status < 1000) {
    out.status = static_cast<int>(*status);
    out.ended = true;
    out.accepted = out.status / 100 == 2;
    out.answer = "HTTP " + std::to_string(out.status);
    return out;
  }
  out.accepted = number(row, "Status") == 1;
  out.ended = out.accepted || instant(row, "ResponseAt").has_value();
  const std::string said = text(row, "ResponseBody");
  out.answer = std::string(clip(trim(said.substr(0, said.find_first_of("\r\n"))), longest_answer));
  return out;
}

}  // namespace chatops::coding
