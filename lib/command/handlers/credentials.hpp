// Credentials as the bodies of outcomes. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "core/accounts.hpp"

namespace chatops::command {

nlohmann::json document_of(const core::Credential& credential);

}  // namespace chatops::command
