// Values files as trees, read as Helm reads them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/known.hpp"
#include "config/yaml.hpp"
#include "core/chart_values.hpp"

namespace chatops::application {

inline constexpr std::size_t largest_values_file = 1U << 20U;

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

/// The values.yaml of a chart, which is somebody else's: of a key that is given twice the last
/// counts, with a remark; keys that are floats are written as Helm writes them; several documents
/// are merged, as Helm 4 does (Helm 3 reads the first). Errors as above, but for the duplicates.
Result<core::ChartValues> read_chart_values(const std::string& origin, const std::string& text);

}  // namespace chatops::application
