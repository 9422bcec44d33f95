// JSON values as YAML, for `-o yaml`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace chatops::render {

/// Block style, keys in the value's order, strings quoted wherever YAML 1.1 or 1.2 could read them
/// as something else. Ends in a newline.
std::string to_yaml(const nlohmann::json& value);
/// The same, with a comment behind each leaf: `origins` maps JSON pointers to texts.
std::string to_yaml(const nlohmann::json& value, const nlohmann::json& origins);

}  // namespace chatops::render
