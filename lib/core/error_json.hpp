// An error as data, the same wherever one travels or is kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/error.hpp"

namespace chatops::core {

/// {code, reason, args, more}. `code` is the exit code.
nlohmann::json to_document(const Error& error);

}  // namespace chatops::core
