// What a hook asks for: its properties as they were given, and whether an event is for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "world/world.hpp"

namespace chatops::sandbox::hooks {

/// ActionProperty of webhook_http_post and webhook_http_get.
struct Target {
  std::string url, token, user, password;
  std::vector<std::pair<std::string, std::string>> headers;  ///< the hook's own
};

/// Throws Refusal where CODING would refuse: an unknown service or event, properties that are not
/// JSON or do not fit the action, a filter beside more than one event or by a key that the event
/// does not have.
void check_hook(const ServiceHook& hook, const Settings& settings);
/// Of a hook that was checked.
Target target_of(const ServiceHook& hook);
/// Enabled, of the event's project, made for the event, and met by its filter: every key of the
/// filter has a value that the event has. Values are texts, numbers or lists of them.
bool wants(const ServiceHook& hook, const Event& event);

}  // namespace chatops::sandbox::hooks
