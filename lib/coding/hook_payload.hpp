// What the bodies of CODING's webhooks say has changed. Members are known from lists of keys and
// two live samples only, so each is looked for where it may be, and types are read tolerantly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "coding/hook_events.hpp"
#include "core/hint.hpp"
#include "net/json.hpp"

namespace chatops::coding {

/// What a v2 event ("push", "merge request") with its `action` is, as the Service Hook calls it; ""
/// where it concerns nothing here.
std::string_view name_of_legacy(std::string_view event, std::string_view action);

/// Hints of an event of this name. webhook_unreadable (`what` = the event, `why` = the member)
/// where the body lacks what tells the thing apart.
Result<std::vector<core::Hint>> hints_of(std::string_view event, const net::Json& body);

}  // namespace chatops::coding
