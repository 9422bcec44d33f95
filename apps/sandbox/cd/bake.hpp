// What a bakeManifest stage is given, gathered from artifacts: the chart, the values in order, the
// overrides.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cd/target.hpp"
#include "charts/chart_store.hpp"
#include "git/repositories.hpp"

namespace chatops::sandbox {

struct BakeInputs {
  std::string chart_name, chart_version, release, name_space;
  std::filesystem::path chart;
  std::vector<std::string> values;  ///< texts, later ones win
  std::map<std::string, std::string> overrides;
};

/// What is missing or unreadable is an error in the words of the baking service.
tl::expected<BakeInputs, std::string> bake_inputs(const StageJob& job, const ChartStore& charts,
                                                  Repositories& repositories);
/// The stage's result with the manifest as its artifact.
StageResult baked(const StageJob& job, const BakeInputs& inputs, const std::string& manifest);
/// The bake that a deployment's manifest comes from (by `manifestArtifactId`, else the last one);
/// null when there is none.
const Json* bake_of(const StageJob& deploy);
/// The namespace a stage works in: its override, its location, the bake's namespace, the parameter
/// Namespace.
std::string namespace_of(const StageJob& job);

}  // namespace chatops::sandbox
