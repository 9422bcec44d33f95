// What a plan comes to, once everything in it is chosen: what is stored of it, and whether there is
// anything to do.
// SPDX-License-Identifier: Apache-2.0
#include "core/value_changes.hpp"
#include "workflow/order.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

void tell_value_changes(const Remembered& state, const core::Environment* before, Plan& plan) {
  if (before == nullptr || before->doubt || !state.brought_whole) return;
  plan.value_changes = core::value_changes(read_payload(state.brought_whole->payload).order.values,
                                           plan.values.tree);
  std::erase_if(plan.value_changes, [&](const core::ValueChange& change) {
    const auto origin = plan.values.origins.find(change.pointer);
    return origin != plan.values.origins.end() && origin->second == core::selection_origin;
  });
}

}  // namespace

void conclude(const Remembered& state, const std::optional<Baseline>& baseline, Plan& plan) {
  core::Selection& selection = plan.after.desired.selection;
  selection = {};
  plan.after.waiting.clear();
  for (const PlanLine& line : plan.lines) {
    selection.components[line.component] = line.choice;
    if (line.waiting) plan.after.waiting[line.component] = *line.waiting;
  }
  selection.chart = plan.chart.choice;
  plan.chart.change = plan.difference.chart;
  const auto* before = plan.creates || !plan.before ? nullptr : &*plan.before;
  const core::Desired* was = before == nullptr ? nullptr : &before->desired;
  const core::Desired& is = plan.after.desired;
  const bool chosen_anew =
      was == nullptr || was->selection != is.selection || was->parameters != is.parameters ||
      was->environment_class != is.environment_class || before->iteration != plan.after.iteration ||
      before->ns != plan.after.ns || before->domain != plan.after.domain ||
      before->cluster != plan.after.cluster;
  plan.only_waiting = !chosen_anew && before->waiting != plan.after.waiting;
  plan.selection_changes = chosen_anew || plan.only_waiting;
  plan.running = state.open.asked;
  plan.queued = state.open.next;
  const core::Deployment* newest = state.open.newest();
  plan.attaches = newest != nullptr && !newest->teardown && plan.lacking.empty() &&
                  newest->status != core::DeploymentStatus::unknown &&
                  newest->bill.hash() == plan.bill.hash();
  const bool as_deployed = before != nullptr && before->deployed && plan.lacking.empty() &&
                           before->deployed->hash() == plan.bill.hash();
  const bool same = as_deployed && !before->doubt;
  const bool sound = before != nullptr && before->state == core::EnvironmentState::ready;
  const bool still = newest == nullptr;
  // Whether what failed is tried again, a person decides.
  const bool automatic = plan.actor.origin == core::Origin::automatic;
  const bool settled = automatic ? as_deployed : same && sound;
  plan.nothing_to_do = settled && !plan.force && still;
  if (plan.nothing_to_do) plan.rests_on = state.brought_whole;
  const bool failed = state.brought && state.brought->status != core::DeploymentStatus::succeeded;
  if (same && !sound && failed && still) plan.repeats = before->deployed_revision;
  if (baseline) plan.back_to = baseline->revision;
  tell_value_changes(state, before, plan);
}

}  // namespace chatops::workflow
