// What the control API says and does about deliveries of hooks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "hooks/sender.hpp"
#include "net/server.hpp"

namespace chatops::sandbox {

/// GET deliveries[?count=N] · POST deliveries {parallel} · DELETE deliveries (the log)
/// GET, POST, DELETE delivery-faults[/ID] · POST storm {count, event?} → {deliveries}
/// Nothing where the word is another one. Throws std::invalid_argument and Refusal.
std::optional<Json> control_hooks(hooks::HookSender& sender, const net::ServerRequest& request,
                                  const std::string& word, const Json& body);

}  // namespace chatops::sandbox
