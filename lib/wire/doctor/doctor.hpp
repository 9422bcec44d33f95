// `doctor`: looks at everything the commands stand on, all checks side by side, and reports; it
// changes nothing and never ends at the first finding. Checks stand in a table (doctor/checks.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/system.hpp"
#include "command/finding.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

/// Findings in the order of the table. Ends within ten seconds. Throws nothing but Interrupted.
std::vector<command::Finding> diagnose(const Call& call, const System& system,
                                       const Options& options);

}  // namespace chatops::wire
