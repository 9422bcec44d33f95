// Values layers, merged as Helm 4 merges them (its own answers are compared in tests/unit/core when
// CHATOPS_TEST_HELM is set): maps merge, everything else replaces; between files a null is a value
// like any other; when the result meets the chart's own values, a null removes the chart's key, and
// nulls of the chart's own vanish (Helm 3 keeps those; what is delivered holds none of them, so
// that the helm that deploys decides).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "core/application.hpp"
#include "core/bill.hpp"

namespace chatops::core {

struct ValuesLimits {
  std::size_t bytes = 1U << 20U;  ///< of the canonical form; a Kubernetes Secret holds no more
  int depth = 64;
};

/// The origin of the component versions' layer.
inline constexpr auto selection_origin = "selection";

struct ValuesLayer {
  std::string origin;   ///< file name, "chart", or "selection" for the component versions
  nlohmann::json tree;  ///< an object
};

struct MergedValues {
  nlohmann::json tree = nlohmann::json::object();
  /// Leaf (anything but a map with members) as JSON pointer → origin of the layer it came from.
  std::map<std::string, std::string> origins;
  /// "sha256:…" of the canonical form.
  std::string digest() const;
};

/// Sorted keys, no spaces: equal trees, equal text.
std::string canonical(const nlohmann::json& tree);

/// As `helm -f a -f b …`: later wins. values_invalid: a layer that is no map (`what` = its origin),
/// too deep or too large (`why` = not_a_map | too_deep | too_large).
Result<MergedValues> merge_layers(std::span<const ValuesLayer> layers,
                                  const ValuesLimits& limits = {});
/// What the chart's templates see: `user` over the chart's own values.yaml (origin "chart").
MergedValues over_chart(const MergedValues& user, const ValuesLayer& chart);

/// "api.image.tag" → {"api","image","tag"}; "\." is a dot within a key, "\\" a backslash.
/// yaml_bad_value when a key is empty or the text ends in a lone backslash.
Result<std::vector<std::string>> split_values_path(std::string_view path);

/// The component versions at their paths, as a layer of their own (origin "selection"). A path that
/// another one runs through or writes too: values_invalid, `why` = path_taken.
Result<ValuesLayer> component_values(const Application& application,
                                     const std::map<std::string, BillLine>& lines);

/// Refuses a selection that would replace a non-map on its way (image: "x" and path image.tag):
/// values_invalid, `what` = the path, `where` = the layer that holds the value, `why` = in_the_way.
Result<MergedValues> merge_with_selection(std::vector<ValuesLayer> layers, ValuesLayer selection,
                                          const ValuesLimits& limits = {});

}  // namespace chatops::core
