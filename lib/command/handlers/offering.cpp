// See offering.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/offering.hpp"

#include "command/form_card.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/chosen.hpp"
#include "workflow/deploy.hpp"
#include "workflow/offer.hpp"

namespace chatops::command {

std::optional<Need> which_environment(Context& context, bool form, const std::string& given) {
  if (!form || !chosen_or_none(context, given).empty()) return std::nullopt;
  const auto places =
      workflow::environment_options(context.call, context.services.dependencies(context.call));
  if (places.empty()) return std::nullopt;
  return environment_need(places);
}

Need form_need(Context& context, const workflow::PlanRequest& wanted, std::vector<Error> notes) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  // Taken first: what changes while the offer is made is a change too.
  std::string revision = workflow::offer_revision(deps, wanted.environment);
  const workflow::Offer offer = workflow::offer(context.call, deps, wanted);
  // What is lacking can be put right in the form; what else stands in the way cannot.
  const auto refused = workflow::refusal(offer.plan);
  if (refused && refused->reason != Reason::branch_without_artifact) throw Error(*refused);
  for (const auto* told : {&offer.plan.objections, &offer.plan.warnings})
    notes.insert(notes.end(), told->begin(), told->end());
  return {form_card(deps.application, offer, std::move(revision)),
          body_of(offer.plan, deps.application.chart.rule), "plan", std::nullopt, std::move(notes)};
}

}  // namespace chatops::command
