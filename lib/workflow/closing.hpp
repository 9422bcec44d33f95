// An iteration that is being closed, or was, takes no new deployment: its environments go.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/store.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// iteration_over (`what` = the environment, `where` = the iteration's code) where everything of
/// that iteration is being taken away, or was. Nothing = it is not, or no server looks after it.
std::optional<Error> closing(core::Tx& tx, const Dependencies& deps, const std::string& environment,
                             const std::string& iteration);

}  // namespace chatops::workflow
