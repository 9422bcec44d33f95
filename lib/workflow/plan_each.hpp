// Plans for many environments of one application from one reading of the outside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "workflow/facts.hpp"
#include "workflow/plan.hpp"

namespace chatops::workflow {

/// Is given the place of a request and its plan, or why there is none.
using PlanSink = std::function<void(std::size_t request, Result<Plan> plan)>;

/// Plans each request as plan() does, and reads what is missing for any of them in common: rows of
/// the environments named and of no others (but their names, where one named is not known),
/// and of the outside what `facts` lacks. Every request is told once, in no order. One that is
/// refused does not keep the others. Throws when the call ends, and what a port throws.
void plan_each(const Call& call, Dependencies& deps, Facts& facts,
               std::span<const PlanRequest> requests, const PlanSink& sink);

}  // namespace chatops::workflow
