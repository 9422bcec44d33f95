// The two CD pipelines of the first world: one templated pipeline brings up every environment,
// another removes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "world/model.hpp"

namespace chatops::sandbox {

inline constexpr std::array seed_components = {"portal",  "live",   "chat", "gateway",
                                               "grading", "notify", "jobs"};

void seed_pipelines(Model& model, Id project_id);

}  // namespace chatops::sandbox
