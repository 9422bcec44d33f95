// Values as YAML text that YAML 1.1 and 1.2 readers, Helm's among them, read back as the same tree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace chatops::core {

/// Block style, keys sorted, ends in a newline. Strings stand plain only where no reader could take
/// them for anything else; others are double-quoted. "{}\n" for an empty map.
std::string values_yaml(const nlohmann::json& tree);

/// The same with a comment behind each leaf; `note` gets the leaf's JSON pointer; "" = no comment.
std::string values_yaml(const nlohmann::json& tree,
                        const std::function<std::string(const std::string& pointer)>& note);

/// One scalar, or anything else in flow style, as it stands within such a text.
std::string yaml_scalar(const nlohmann::json& value);

}  // namespace chatops::core
