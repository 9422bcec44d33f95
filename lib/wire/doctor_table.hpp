// The table of checks of `doctor`: a row for each check that a room brings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/finding.hpp"
#include "core/store/environments.hpp"
#include "wire/configuration.hpp"
#include "wire/outside.hpp"

namespace chatops::wire {

/// Findings in the order of the table. Ends within ten seconds. `part`: only the rows of that code,
/// and those that begin with it and "_"; "" = all. Throws nothing but Interrupted, and
/// usage_bad_value where there is no such row. `environments`: of the application, as far as they
/// are known.
Findings diagnose(const Call& call, const System& system, Outside& outside, const Options& options,
                  const std::string& part,
                  const std::vector<core::EnvironmentSummary>& environments);

}  // namespace chatops::wire
