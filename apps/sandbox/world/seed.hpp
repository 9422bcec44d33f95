// The believable world of the first start: team acme and its project classroom, an online
// classroom (在线教室).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/world.hpp"

namespace chatops::sandbox {

/// Fills an empty world with people, tokens, tracker, depots, jobs, artifact repositories and CD
/// pipelines. Everything but the tokens is the same every time; dates are relative to today.
/// Commits, builds, images and charts come from the parts that own them.
void seed(World& world);
/// Puts what depends on how this run was started (where an environment answers) into the seeded
/// pipelines.
void refresh(World& world, const Settings& settings);

/// Names that other parts seed by.
inline constexpr std::string_view image_host = "acme-docker.pkg.coding.net",
                                  chart_host = "acme-helm.pkg.coding.net",
                                  seed_project = "classroom";

}  // namespace chatops::sandbox
