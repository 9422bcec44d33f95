// What completion may offer, read from the state and from outside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "command/completion/sections.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::command::completion {

/// What stands in the application and in the state: nothing outside is asked. `checkout`: whose
/// chosen environment counts; `here`: the repository it is of, or "".
Sections local_sections(workflow::Dependencies& deps, const std::string& checkout,
                        const std::string& here);

/// What the tracker, the source host, the artifact source, the chart source and the engine say, the
/// newest of each, side by side. What one does not say is unknown. Throws nothing but Interrupted.
Sections outside_sections(const Call& call, workflow::Dependencies& deps);

/// All of the former, or of the latter, with nothing known of any.
Sections unknown_local();
Sections unknown_outside();

/// Iterations alone, where there is no application.
Section iteration_section(const Known<std::vector<core::Iteration>>& iterations);

}  // namespace chatops::command::completion
