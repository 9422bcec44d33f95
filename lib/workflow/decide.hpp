// What an environment would become, decided from what is stored, what is asked for and what is
// known of the outside, and from nothing else: no port, no store, no clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "workflow/facts.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {

/// What a decision cannot do without.
struct Missing {
  std::vector<FactKey> facts;  ///< each once
  bool others = false;         ///< Remembered::others
};
using Decision = std::variant<Plan, Missing>;

/// The same for the same arguments, on any thread. Names all that is missing as far as it can be
/// told by then; a few rounds of reading are enough. Throws what plan() throws and no outside
/// system answered just now: what is refused, and what `facts` says is not known.
Decision decide(const Facts& facts, const Remembered& state, const PlanRequest& request,
                const std::optional<Baseline>& baseline, Instant now);

}  // namespace chatops::workflow
