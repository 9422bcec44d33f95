// How CODING keeps a Service Hook, compared with how ours is to be; and what of the log of its
// deliveries tells whether they arrive. The pure part of setting hooks up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/webhooks.hpp"
#include "net/json.hpp"

namespace chatops::coding {

using net::Json;

/// Events the project can be asked for, as far as it is known.
struct OfferedEvents {
  std::set<std::string> names;  ///< empty = the source did not tell
  bool has(std::string_view name) const { return names.contains(std::string(name)); }
};
/// An answer of DescribeEvents. One that has none of the events that are certain tells nothing.
OfferedEvents offered_events(const Json& answer);
/// What a hook subscribes to. `cautious`: without those that a hook may be refused for.
std::vector<std::string> events_to_ask(const OfferedEvents& offered, bool cautious);

/// Every hook that posts to a web address, in the order of the list. Ours bears the name; where
/// none does, it is one that sends to the address.
std::vector<core::HookState> states_of(const std::vector<Json>& hooks,
                                       const core::WantedHook& wanted,
                                       const OfferedEvents& offered);

/// Parameters of CreateServiceHook; with the `old` hook, those of ModifyServiceHook. Headers that
/// somebody gave it are kept.
Json hook_parameters(std::int64_t project, const core::WantedHook& wanted,
                     const std::vector<std::string>& events, const Json* old);

/// What came of one delivery, by its row of the log.
struct DeliveryTrial {
  bool ended = false;  ///< there is an answer, or it was given up
  bool accepted = false;
  std::string answer;            ///< "HTTP 403", or what went wrong; for people
  int status = 0;                ///< of HTTP; 0 = none came
  std::string signature_header;  ///< that it was signed in; "" = not told
};
DeliveryTrial trial_of(const Json& row);

}  // namespace chatops::coding
