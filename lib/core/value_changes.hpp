// Which values differ between two merged trees, leaf by leaf.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace chatops::core {

struct ValueChange {
  std::string pointer;                          ///< JSON pointer of the leaf
  std::optional<nlohmann::json> before, after;  ///< nothing = it is not there
  bool operator==(const ValueChange&) const = default;
};

/// Maps are compared key by key, everything else as a whole, as Helm merges them. By pointer.
std::vector<ValueChange> value_changes(const nlohmann::json& before, const nlohmann::json& after);

}  // namespace chatops::core
