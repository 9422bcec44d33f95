// From the answer to a form, or to the choice of an environment, to a request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/answering.hpp"
#include "command/commands/deploy.hpp"

namespace chatops::command {

/// The form's answer on top of what was asked before.
void take_form(DeployRequest& request, const Need& need, card::Answer given);

/// The environment that was chosen of those that `need` offered.
struct ChosenEnvironment {
  std::string name;
  bool create = false;    ///< it is a new one
  std::string iteration;  ///< for which a new one was offered
};
ChosenEnvironment chosen_of(const Need& need, const card::Answer& given);

/// Puts the choice into any request that names an environment and may create it.
template <class Typed>
void take_environment(Typed& request, const Need& need, const card::Answer& given) {
  ChosenEnvironment chosen = chosen_of(need, given);
  request.environment = std::move(chosen.name);
  if (!chosen.create) return;
  request.create = true;
  if (!chosen.iteration.empty()) request.iteration = std::move(chosen.iteration);
}

}  // namespace chatops::command
