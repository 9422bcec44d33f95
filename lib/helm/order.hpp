// Neutral orders in helm's words: values, parameters as values paths, and releases held against
// them. Pure functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine.hpp"
#include "helm/section.hpp"

namespace chatops::helm {

/// What prepare() left in the order; throws state_damaged.
Settings settings_of(const core::Order& order);

/// The name of the cluster that it goes to; orders of before clusters had names go to a context.
std::string cluster_of(const core::Order& order, const Settings& settings);

Result<core::Prepared> prepare(const core::Order& order, const Settings& settings);
core::Given given(const core::Order& order);

/// The values that helm is given: the merged layers, and over them the parameters, each at its
/// path. values_invalid, `why` = in_the_way | path_taken; usage_bad_value.
Result<nlohmann::json> values_with_parameters(const core::Order& order);

/// Compares the images of the manifest with the components'.
core::Verified verify(const core::Order& order, const core::Execution& execution);
std::string not_ours(const core::Order& order, const core::Execution& execution);

}  // namespace chatops::helm
