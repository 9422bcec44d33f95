// See closing.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/closing.hpp"

namespace chatops::workflow {

std::optional<Error> closing(core::Tx& tx, const Dependencies& deps, const std::string& environment,
                             const std::string& iteration) {
  if (iteration.empty()) return std::nullopt;
  const auto stage = tx.iterations().stage(
      {.tracker = deps.tracker_name, .project = deps.application.project, .code = iteration});
  const bool over =
      stage == core::IterationStage::retiring || stage == core::IterationStage::retired;
  if (!over) return std::nullopt;
  return Error(Reason::iteration_over, {{"what", environment}, {"where", iteration}});
}

}  // namespace chatops::workflow
