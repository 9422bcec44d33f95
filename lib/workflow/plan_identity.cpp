// What makes two plans the same to whoever is asked about them.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/codec.hpp"
#include "workflow/plan.hpp"

namespace chatops::workflow {

std::string identity_of(const Plan& plan) {
  using nlohmann::json;
  const core::Environment& after = plan.after;
  json runs = json::object();
  json waits = json::object();  // builds go on meanwhile: where they are looked at may change
  for (const PlanLine& line : plan.lines) {
    if (line.runs) runs[line.component] = {line.runs->version, line.runs->digest};
    if (!line.runs_known) runs[line.component] = nullptr;
    if (line.waiting) waits[line.component] = line.waiting->branch;
  }
  const json identity = {plan.bill.hash(),
                         after.name,
                         after.epoch,
                         after.ns,
                         after.domain,
                         after.desired.environment_class,
                         after.iteration,
                         json(after.desired.selection),
                         after.desired.generation,  // what it was when this was planned
                         std::move(waits),
                         std::move(runs),
                         plan.chart.runs ? plan.chart.runs->version : "",
                         plan.creates,
                         plan.repeats,
                         plan.back_to,
                         plan.force};
  return identity.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace chatops::workflow
