// See sandbox.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/sandbox.hpp"

namespace chatops::command {

using nlohmann::json;

Outcome outcome_of(const core::SandboxFacts& facts) {
  json variables = json::object();
  for (const auto& [name, value] : facts.variables) variables[name] = value;
  return {.kind = "sandbox",
          .body = {{"running", facts.running},
                   {"url", facts.url},
                   {"directory", facts.directory},
                   {"pid", facts.pid},
                   {"variables", std::move(variables)},
                   {"profile_file", facts.profile_file},
                   {"application", facts.application}}};
}

}  // namespace chatops::command
