// See chosen.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/chosen.hpp"

#include "base/text.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

std::string chosen_or_none(const Context& context, const std::string& given) {
  return given.empty() ? environment_of(context.envelope.place) : given;
}

std::string chosen_environment(Context& context, const std::string& given) {
  if (std::string chosen = chosen_or_none(context, given); !chosen.empty()) return chosen;
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  throw Error(Reason::no_environment_chosen, {{"try", join(workflow::living_names(deps), ", ")}});
}

}  // namespace chatops::command
