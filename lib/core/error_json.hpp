// An error as data, the same wherever one travels or is kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "base/error.hpp"

namespace chatops::core {

/// {code, reason, args, more}. `code` is the exit code.
nlohmann::json to_document(const Error& error);
/// Nothing where it is none. A reason of a newer version is internal_error.
std::optional<Error> error_in(const nlohmann::json& document);

}  // namespace chatops::core
