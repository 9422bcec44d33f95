// Values files as trees, read as Helm reads them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/known.hpp"
#include "config/yaml.hpp"

namespace chatops::application {

/// A node as Helm's own YAML reader (sigs.k8s.io/yaml over go-yaml 2, helm v4.3.1) takes it: plain
/// scalars by YAML 1.1, where yes, no, on, off, y and n are booleans, 010 is eight, 1_000 a
/// thousand and 0x1F 31; YAML 1.2's 0o17 too; "<<" merges where it stands; keys become strings.
/// Stricter than Helm: keys that are floats, and keys that become equal, are refused.
/// values_invalid with `where`, `what` = the text, `why` = null_key | float_key | key_twice |
/// not_finite | not_a_map.
Result<nlohmann::json> values_tree(const config::Yaml& node);

/// A whole file: a map, or nothing at all ({}). `origin` names it in marks. Errors as above and
/// those of config::load_yaml; several at once come as one config_invalid.
Result<nlohmann::json> read_values(const std::string& origin, const std::string& text);

}  // namespace chatops::application
