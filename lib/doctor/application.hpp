// Checks of an application against its ports.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/finding.hpp"
#include "core/application.hpp"
#include "core/engine.hpp"
#include "core/ports.hpp"

namespace chatops::doctor {

/// Whether the chart's versions can be listed. None for a chart that is a folder.
Findings check_chart(const Call& call, const core::Application& application,
                     core::ChartSource& charts);
/// Whether the pipelines are there, enabled, and declare what they will be given.
Findings check_pipeline(const Call& call, const core::Application& application,
                        core::DeployEngine& engine);

}  // namespace chatops::doctor
