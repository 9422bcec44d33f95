// Automatic updates are ordinary plans, asked for by nobody and wanting nothing new.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/update.hpp"

#include <algorithm>

#include "core/environment_machine.hpp"
#include "workflow/lookup.hpp"
#include "workflow/open.hpp"
#include "workflow/plan_each.hpp"
#include "workflow/queue.hpp"

namespace chatops::workflow {

namespace {

using core::EnvironmentState;

bool goes_away(EnvironmentState state) {
  return state == EnvironmentState::retiring || state == EnvironmentState::retired ||
         state == EnvironmentState::sleeping;
}

/// The environments that stay.
std::vector<PlanRequest> requests(Dependencies& deps, std::span<const std::string> names) {
  std::vector<PlanRequest> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    for (const std::string& name : names) {
      const auto environment = tx.environments().summary(deps.application.name, name);
      if (!environment || goes_away(environment->state)) continue;
      out.push_back(
          {.environment = name, .actor = {.name = "chatops", .origin = core::Origin::automatic}});
    }
  });
  return out;
}

/// The same bill was tried and did not come to a good end: a person must say that it is to be tried
/// again.
bool tried_before(Dependencies& deps, const Plan& plan) {
  if (plan.repeats != 0) return true;
  bool out = false;
  deps.store.read([&](core::Tx& tx) {
    const auto newest = tx.deployments().newest(deps.application.name, plan.after.name);
    out = newest && core::finished(newest->status) &&
          newest->status != core::DeploymentStatus::succeeded &&
          newest->status != core::DeploymentStatus::superseded &&
          newest->bill.hash() == plan.bill.hash();
  });
  return out;
}

bool brings_versions(const Plan& plan) {
  const auto changes = [](const PlanLine& line) { return line.change != core::Change::same; };
  return plan.chart.change != core::Change::same || std::ranges::any_of(plan.lines, changes);
}

Update update_one(const Call& call, Dependencies& deps, Plan plan, bool definition) {
  Update out{.environment = plan.after.name};
  if (!plan.before || plan.before->desired.generation == 0) return out;
  out.held = core::held(plan.before->hold, deps.system.clock.now());
  const bool wanted = definition || brings_versions(plan);
  if (out.held || !wanted || plan.nothing_to_do || plan.attaches || !plan.lacking.empty() ||
      tried_before(deps, plan)) {
    if (plan.before->waiting != plan.after.waiting)
      deps.store.write([&](core::Tx& tx) { tx.environments().put_waiting(plan.after); });
    return out;
  }
  if (plan.running && plan.running->status == core::DeploymentStatus::unknown) {
    out.why_not = lost_before(*plan.running);
    return out;
  }
  if (auto why = refusal(plan)) {
    out.why_not = std::move(why);
    return out;
  }
  out.deployment = commit(call, deps, plan).deployment;
  if (out.deployment) out.plan = std::move(plan);
  return out;
}

}  // namespace

void update_each(const Call& call, Dependencies& deps, Facts& facts,
                 std::span<const std::string> environments, bool definition,
                 const UpdateSink& sink) {
  const auto asked = requests(deps, environments);
  plan_each(call, deps, facts, asked, [&](std::size_t request, Result<Plan> plan) {
    Update out{.environment = asked[request].environment};
    if (!plan) {
      out.why_not = plan.error();
    } else {
      try {
        out = update_one(call, deps, std::move(*plan), definition);
      } catch (const Error& error) {
        out.why_not = error;  // wanted or deployed anew meanwhile: it is looked at again
      }
    }
    sink(std::move(out));
  });
}

std::vector<std::string> concerned_by(const Call& call, Dependencies& deps,
                                      const std::string& component, const std::string& version) {
  const core::Application& application = deps.application;
  const core::Component* of = application.component(component);
  if (of == nullptr) return {};
  std::string branch;
  if (!version.empty()) {
    const core::Artifact artifact{.component = component, .image = of->image, .version = version};
    const auto examined = ArtifactReader(call, deps).examine(std::span(&artifact, 1));
    branch = examined.at(0).artifact.from.branch;
  }
  std::vector<std::string> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    if (!branch.empty()) {
      out = tx.environments().following({.application = application.name,
                                         .component = component,
                                         .branch = branch,
                                         .own_branch = branch == of->branch,
                                         .now = deps.system.clock.now()});
      return;
    }
    for (const auto& one : tx.environments().list(application.name, false)) out.push_back(one.name);
  });
  return out;
}

std::vector<core::Deployment> those_before(Dependencies& deps, const core::Deployment& newest) {
  constexpr std::int64_t most = 5;
  std::vector<core::Deployment> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    for (std::int64_t back = 1; back <= most; ++back) {
      auto row =
          tx.deployments().find(newest.application, newest.environment, newest.revision - back);
      if (!row) break;
      out.push_back(std::move(*row));
      if (out.back().status != core::DeploymentStatus::superseded) break;
    }
  });
  std::ranges::reverse(out);
  return out;
}

EnvironmentStep keep_environment(const Call& call, Dependencies& deps, const std::string& name) {
  const std::string& application = deps.application.name;
  EnvironmentStep out;
  Open open;
  std::optional<core::Deployment> newest;
  deps.store.read([&](core::Tx& tx) {
    open = open_deployments(tx, application, name);
    newest = tx.deployments().newest(application, name);
  });
  const auto* due = open.asked ? &*open.asked : open.next ? &*open.next : nullptr;
  if (due == nullptr || due->status == core::DeploymentStatus::unknown) {
    if (newest) out.shown.push_back(std::move(*newest));
    return out;
  }
  Step step = advance(call, deps, key_of(*due));
  out.again = step.again;
  if (core::finished(step.deployment.status)) {
    deps.store.read([&](core::Tx& tx) {
      const auto next = next_in_queue(tx, application, step.deployment.queue);
      out.next = next ? std::optional(next->environment) : std::nullopt;
    });
    out.again = open.asked && open.next ? std::optional(Millis{0}) : std::nullopt;
  }
  out.shown.push_back(std::move(step.deployment));
  if (open.asked && open.next) out.shown.push_back(std::move(*open.next));
  return out;
}

}  // namespace chatops::workflow
