// The one path from a plan to a deployment, whichever command made the plan.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/deploying.hpp"

#include "command/following.hpp"
#include "command/handlers/bodies.hpp"
#include "workflow/branch.hpp"
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

/// What is chosen otherwise than before.
std::vector<Chosen> chosen_in(const workflow::Plan& plan) {
  std::vector<Chosen> out;
  for (const workflow::PlanLine& line : plan.lines) {
    if (line.choice != line.before)
      out.push_back({.name = line.component, .choice = choice_text(line.choice)});
  }
  if (plan.chart.choice != plan.chart.before)
    out.push_back({.name = "chart", .chart = true, .choice = choice_text(plan.chart.choice)});
  return out;
}

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

Reply carry_out(Context& context, const workflow::Plan& plan, const DeployOptions& options,
                std::vector<Error> notes) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  for (const Error& warning : plan.warnings) add_once(notes, warning);
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
  if (plan.nothing_to_do && !plan.selection_changes && !plan.running) return planned;
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
                   .chosen = chosen_in(plan),
                   .notes = std::move(notes)};
}

}  // namespace chatops::command
