// The one path from a plan to a deployment, whichever command made the plan.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/deploying.hpp"

#include "command/handlers/bodies.hpp"
#include "workflow/branch.hpp"
#include "workflow/dev_sessions.hpp"
#include "workflow/look.hpp"

namespace chatops::command {

namespace {

bool asks(const workflow::Plan& plan, const DeployOptions& options) {
  if (plan.attaches || plan.nothing_to_do) return false;  // changes nothing that runs
  return !options.yes && options.confirmed != workflow::identity_of(plan);
}

}  // namespace

Outcome remembered(Context& context, const workflow::Plan& plan) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  workflow::remember(context.call, deps, plan);
  Outcome outcome{.kind = "plan",
                  .body = body_of(plan, deps.application.chart.rule),
                  .error = std::nullopt,
                  .notes = plan.warnings};
  outcome.body["remembered"] = true;
  return outcome;
}

namespace {

card::Card question(const workflow::Plan& plan) {
  card::Card card = deploy_card(plan);
  if (plan.back_to > 0) card.kind = "rollback";
  return card;
}

}  // namespace

void look_first(Context& context, const std::string& environment, std::vector<Error>& notes) {
  for (Error& problem :
       workflow::look(context.call, context.services.dependencies(context.call), environment))
    add_once(notes, std::move(problem));
}

namespace {

/// What the deployment changes and somebody has in dev mode.
std::vector<Error> covered(Context& context, const workflow::Plan& plan) {
  if (!plan.before || plan.nothing_to_do) return {};
  std::vector<std::string> changed;
  for (const workflow::PlanLine& line : plan.lines) {
    if (line.change != core::Change::same) changed.push_back(line.component);
  }
  return workflow::held_back(context.call, context.services.dependencies(context.call),
                             {plan.before->cluster, plan.before->ns}, changed);
}

}  // namespace

Reply carry_out(Context& context, const workflow::Plan& plan, const DeployOptions& options,
                std::vector<Error> notes) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  for (const Error& warning : plan.warnings) add_once(notes, warning);
  // Whoever answered was told.
  if (options.confirmed.empty()) {
    for (Error& one : covered(context, plan)) add_once(notes, std::move(one));
  }
  Outcome planned{.kind = "plan",
                  .body = body_of(plan, deps.application.chart.rule),
                  .error = std::nullopt,
                  .notes = notes};
  planned.body["remembered"] = false;
  if (options.dry_run) {
    planned.error = workflow::refusal(plan);
    return planned;
  }
  if (const auto refused = workflow::refusal(plan)) throw Error(*refused);
  if (plan.nothing_to_do && !plan.selection_changes) return planned;
  if (asks(plan, options)) {
    // What was answered was another plan.
    if (!options.confirmed.empty())
      notes.emplace_back(Reason::form_stale, Args{{"what", plan.after.name}});
    return Need{question(plan), std::move(planned.body), "plan", std::nullopt, std::move(notes)};
  }
  // Nobody was shown it otherwise.
  if (options.yes && !plan.nothing_to_do) context.listener.on_event({"planned", planned.body});

  context.touched = plan.after.name;
  const workflow::Committed committed = workflow::commit(context.call, deps, plan);
  if (!committed.deployment) {
    planned.body["remembered"] = true;
    return planned;
  }
  const std::string kind = committed.attached ? "attached" : "committed";
  context.listener.on_event({kind,
                             {{"kind", kind},
                              {"environment", plan.after.name},
                              {"revision", committed.deployment->revision},
                              {"at", to_rfc3339(deps.system.clock.now(), true)}}});
  if (!options.confirmed.empty()) notes.clear();  // they stood at the question
  return Following{.application = committed.deployment->application,
                   .environment = committed.deployment->environment,
                   .revision = committed.deployment->revision,
                   .way = options.wait ? Way::to_the_end : Way::until_started,
                   .timeout_ms = options.timeout_ms,
                   .notes = std::move(notes)};
}

}  // namespace chatops::command
