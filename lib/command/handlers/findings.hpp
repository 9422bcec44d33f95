// The outcome of looking: for `doctor`, and for `serve --check`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/finding.hpp"
#include "command/reply.hpp"

namespace chatops::command {

/// Kind "findings"; doctor_found_problems where there is one.
Outcome findings_outcome(const Findings& findings);

}  // namespace chatops::command
