// `doctor`: looks at everything the commands stand on, all checks side by side, and reports; it
// changes nothing and never ends at the first finding. Each room has its own checks; the table of
// them is put together where the whole is built.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/finding.hpp"
#include "base/system.hpp"
#include "base/workers.hpp"

namespace chatops::doctor {

/// One row.
struct Check {
  std::string_view code;  ///< "check.CODE" is its title
  /// May block until the call's deadline, and runs on any thread. What it throws is a finding of
  /// its own: not known.
  std::function<Findings(const Call& call)> run;
};

/// Findings in the order of the table. Throws nothing but Interrupted.
Findings diagnose(const Call& call, Workers& workers, std::span<const Check> table);

}  // namespace chatops::doctor
