// Automatic updates are ordinary plans, asked for by nobody and wanting nothing new.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/update.hpp"

#include <algorithm>

#include "core/environment_machine.hpp"
#include "workflow/closing.hpp"
#include "workflow/lookup.hpp"
#include "workflow/open.hpp"
#include "workflow/order.hpp"
#include "workflow/plan_each.hpp"
#include "workflow/queue.hpp"

namespace chatops::workflow {

namespace {

using core::EnvironmentState;

bool goes_away(EnvironmentState state) {
  return state == EnvironmentState::retiring || state == EnvironmentState::retired ||
         state == EnvironmentState::sleeping;
}

/// The environments that stay, of iterations that go on.
std::vector<PlanRequest> requests(Dependencies& deps, std::span<const std::string> names) {
  std::vector<PlanRequest> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    for (const std::string& name : names) {
      const auto environment = tx.environments().summary(deps.application.name, name);
      if (!environment || goes_away(environment->state) ||
          closing(tx, deps, name, environment->iteration))
        continue;
      out.push_back(
          {.environment = name, .actor = {.name = "chatops", .origin = core::Origin::automatic}});
    }
  });
  return out;
}

/// Whoever was to ask the engine died before, or was not heard: that says nothing of its bill.
bool never_begun(const core::Deployment& row) {
  if (!row.execution.empty()) return false;
  const auto why = reason_of(row.cause_reason);
  return why && (*why == Reason::start_interrupted || is_transient(Error(*why)));
}

/// The same bill was tried and did not come to a good end: a person must say that it is to be tried
/// again.
bool tried_before(Dependencies& deps, const Plan& plan) {
  if (plan.repeats != 0) return true;
  const auto ended_badly = [](const auto& row) {
    return row && core::finished(row->status) && row->status != core::DeploymentStatus::succeeded &&
           row->status != core::DeploymentStatus::superseded;
  };
  bool out = false;
  deps.store.read([&](core::Tx& tx) {
    const std::string& application = deps.application.name;
    out = false;
    if (!ended_badly(tx.deployments().newest_summary(application, plan.after.name))) return;
    const auto newest = tx.deployments().newest(application, plan.after.name);
    out = !never_begun(*newest) && newest->bill.hash() == plan.bill.hash();
  });
  return out;
}

bool brings_versions(const Plan& plan) {
  const auto changes = [](const PlanLine& line) { return line.change != core::Change::same; };
  return plan.chart.change != core::Change::same || std::ranges::any_of(plan.lines, changes);
}

/// What has become of it already; nothing = it is to be deployed.
std::optional<Update> settled(Dependencies& deps, const Plan& plan, bool definition) {
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
  out.why_not = refusal(plan);
  return out.why_not ? std::optional(std::move(out)) : std::nullopt;
}

/// So many are decided on and committed together: fewer would wait longer for the disk, more would
/// be much to hold.
constexpr std::size_t together = 50;

void commit_all(const Call& call, Dependencies& deps, const std::vector<Plan>& plans,
                const UpdateSink& sink, const UpdateNote& note) {
  if (plans.empty()) return;
  const auto done =
      commit_each(call, deps, plans, [&](core::Tx& tx, const Plan& plan, const Committed& one) {
        if (note && one.deployment) note(tx, brought_by(plan, *one.deployment));
      });
  for (std::size_t i = 0; i < plans.size(); ++i) {
    Update out{.environment = plans[i].after.name};
    if (!done[i]) {
      out.why_not = done[i].error();  // wanted or deployed anew meanwhile: it is looked at again
    } else if (done[i]->deployment) {
      out.brought = brought_by(plans[i], *done[i]->deployment);
    }
    sink(std::move(out));
  }
}

void update_some(const Call& call, Dependencies& deps, Facts& facts,
                 std::span<const std::string> environments, bool definition, const UpdateSink& sink,
                 const UpdateNote& note) {
  const auto asked = requests(deps, environments);
  std::vector<Plan> ready;
  plan_each(call, deps, facts, asked, [&](std::size_t request, Result<Plan> plan) {
    Update out{.environment = asked[request].environment};
    if (!plan) {
      out.why_not = plan.error();
    } else {
      try {
        auto over = settled(deps, *plan, definition);
        if (!over) {
          ready.push_back(std::move(*plan));
          return;
        }
        out = std::move(*over);
      } catch (const Error& error) {
        out.why_not = error;
      }
    }
    sink(std::move(out));
  });
  commit_all(call, deps, ready, sink, note);
}

}  // namespace

void update_each(const Call& call, Dependencies& deps, Facts& facts,
                 std::span<const std::string> environments, bool definition, const UpdateSink& sink,
                 const UpdateNote& note) {
  for (; !environments.empty();
       environments = environments.subspan(std::min(together, environments.size())))
    update_some(call, deps, facts, environments.first(std::min(together, environments.size())),
                definition, sink, note);
}

namespace {

core::FollowQuery query_of(Dependencies& deps, const core::Component& component,
                           const std::string& branch) {
  return {.application = deps.application.name,
          .component = component.name,
          .branch = branch,
          .own_branch = branch == component.branch,
          .now = deps.system.clock.now()};
}

std::vector<std::string> following(Dependencies& deps, const core::FollowQuery& query) {
  std::vector<std::string> out;
  deps.store.read([&](core::Tx& tx) { out = tx.environments().following(query); });
  return out;
}

}  // namespace

std::vector<std::string> followers_of(Dependencies& deps, const std::string& component,
                                      const std::string& branch) {
  const core::Component* of = deps.application.component(component);
  if (of == nullptr) return {};
  if (!branch.empty()) return following(deps, query_of(deps, *of, branch));
  std::vector<std::string> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    for (const auto& one : tx.environments().list(deps.application.name, false))
      out.push_back(one.name);
  });
  return out;
}

std::vector<std::string> waiting_for(Dependencies& deps, const std::string& component,
                                     const std::string& branch) {
  const core::Component* of = deps.application.component(component);
  if (of == nullptr) return {};
  core::FollowQuery query = query_of(deps, *of, branch);
  query.waiting = true;
  return following(deps, query);
}

std::optional<std::string> newest_in(const Facts& facts, const std::string& component,
                                     const std::string& branch) {
  const auto found =
      facts.branches.find({.component = component, .branch = branch, .search = false});
  if (found == facts.branches.end() || !found->second.value.newest) return std::nullopt;
  const core::Artifact& newest = *found->second.value.newest;
  return newest.reference() + "@" + newest.digest;
}

std::optional<std::string> newest_on(const Call& call, Dependencies& deps, Facts& facts,
                                     const std::string& component, const std::string& branch) {
  const FactKey key = BranchKey{.component = component, .branch = branch};
  if (!facts.has(key)) read_facts(call, deps, std::span(&key, 1), facts);
  return newest_in(facts, component, branch);
}

std::string branch_of(const Call& call, Dependencies& deps, const std::string& component,
                      const std::string& version) {
  const core::Component* of = deps.application.component(component);
  if (of == nullptr) return {};
  const core::Artifact artifact{.component = component, .image = of->image, .version = version};
  const auto examined = ArtifactReader(call, deps).examine(std::span(&artifact, 1));
  return examined.at(0).artifact.from.branch;
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
      const core::DeploymentStatus status = out.back().status;
      if (core::finished(status) && status != core::DeploymentStatus::superseded) break;
    }
  });
  std::ranges::reverse(out);
  return out;
}

namespace {

/// What is under way in an environment, as a step finds it.
struct UnderWay {
  Open open;
  std::optional<core::Deployment> newest;         ///< where nothing of it can be stepped
  std::optional<core::DeploymentSummary> before;  ///< another environment's, whose turn it is
};

UnderWay under_way(Dependencies& deps, const std::string& environment) {
  const std::string& application = deps.application.name;
  UnderWay out;
  deps.store.read([&](core::Tx& tx) {
    out = {.open = open_deployments(tx, application, environment), .newest = {}, .before = {}};
    const auto& [asked, next] = out.open;
    if (asked && asked->status != core::DeploymentStatus::unknown) return;
    if (asked || !next) {
      out.newest = tx.deployments().newest(application, environment);
    } else if (next->status == core::DeploymentStatus::queued) {
      out.before = in_front_of(tx, *next, read_payload(next->payload).order);
    }
  });
  return out;
}

std::optional<core::DeploymentSummary> head_before(Dependencies& deps,
                                                   const core::Deployment& row) {
  std::optional<core::DeploymentSummary> head;
  deps.store.read(
      [&](core::Tx& tx) { head = tx.deployments().head_of(row.application, row.queue); });
  return head;
}

/// The environment whose turn it is, where nothing else would tell it so. `passed`: the row has
/// just given up its own; else one that was asked for already looks by itself.
std::optional<std::string> to_wake(const std::optional<core::DeploymentSummary>& head,
                                   const core::Deployment& row, bool passed) {
  if (!head || head->environment == row.environment) return std::nullopt;
  if (!passed && (head->starts > 0 || !core::waits_to_start(*head))) return std::nullopt;
  return head->environment;
}

}  // namespace

EnvironmentStep keep_environment(const Call& call, Dependencies& deps, const std::string& name) {
  // Whoever finishes wakes the next one: this is for what nobody lived to wake.
  constexpr Millis in_queue = std::chrono::minutes(5);
  EnvironmentStep out;
  bool passed = false;
  auto [open, newest, before] = under_way(deps, name);
  core::Deployment* due = open.asked ? &*open.asked : open.next ? &*open.next : nullptr;
  if (newest) {
    out.shown.push_back(std::move(*newest));
  } else if (before) {
    out.was = due->status;
    out.again = in_queue;
    out.shown.push_back(std::move(*due));
  } else if (due != nullptr) {
    out.was = due->status;
    Step step = advance(call, deps, key_of(*due));
    const bool another = open.asked && open.next;
    out.again = step.again;
    const core::DeploymentStatus status = step.deployment.status;
    if (core::finished(status)) out.again = another ? std::optional(Millis{0}) : std::nullopt;
    passed = core::finished(status) || status == core::DeploymentStatus::unknown;
    out.shown.push_back(std::move(step.deployment));
    if (another) out.shown.push_back(std::move(*open.next));
  }
  if (!out.shown.empty()) {
    const core::Deployment& row = out.shown.front();
    out.next = to_wake(before ? before : head_before(deps, row), row, passed);
  }
  return out;
}

}  // namespace chatops::workflow
