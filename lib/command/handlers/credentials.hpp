// Credentials as the bodies of outcomes. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "command/accounts.hpp"

namespace chatops::command {

nlohmann::json document_of(const Credential& credential);

}  // namespace chatops::command
