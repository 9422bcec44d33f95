// What must hold after every step of every history.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <stdexcept>

#include "core/candidates.hpp"
#include "core/environment_machine.hpp"
#include "core/set_aside.hpp"
#include "sim/simulation.hpp"

namespace chatops::test {
namespace {

using core::DeploymentStatus;

std::string without_last(const std::string& text) { return text.substr(0, text.rfind('-')); }

/// "chatops-APPLICATION-ENVIRONMENT-EPOCH-REVISION-START-KEY" without its KEY.
std::string attempt_of(const std::string& correlation) { return without_last(correlation); }

/// And without its START.
std::string intent_of(const std::string& correlation) {
  return without_last(attempt_of(correlation));
}

}  // namespace

void Simulation::look() {
  if (!written_) return;
  written_ = false;
  kept_.read([&](core::Tx& tx) {
    rows_.clear();
    environments_.clear();
    for (const auto& one : tx.environments().list(application_.name, true))
      environments_.push_back(*tx.environments().find(application_.name, one.name));
    for (const auto& environment : environments_) {
      auto& known = finished_[environment.name];
      for (std::int64_t n = 1;; ++n) {
        if (known.contains(n)) continue;
        auto row = tx.deployments().find(application_.name, environment.name, n);
        if (!row) break;
        if (core::finished(row->status)) {
          known.emplace(n, std::move(*row));
        } else {
          rows_.push_back(std::move(*row));
        }
      }
    }
  });
  for (const auto& [name, rows] : finished_) {
    for (const auto& [revision, row] : rows) rows_.push_back(row);
  }
}

/// What is finished stays as it was.
void Simulation::check_history() {
  kept_.read([&](core::Tx& tx) {
    for (const auto& [name, rows] : finished_) {
      for (const auto& [revision, row] : rows) {
        const auto now = tx.deployments().find(application_.name, name, revision);
        if (!now || now->version != row.version) violated("a finished deployment changed");
      }
    }
  });
}

const std::vector<core::Deployment>& Simulation::rows() {
  look();
  return rows_;
}

const std::vector<core::Environment>& Simulation::environments() {
  look();
  return environments_;
}

/// Nobody deploys into an environment that is leaving or gone, or into a later life of its name.
void Simulation::check_start() {
  written_ = true;
  for (const auto& row : rows()) {
    const bool asks = row.status == DeploymentStatus::intended && row.starts > 0;
    if (!asks || row.teardown) continue;
    for (const auto& environment : environments()) {
      if (environment.name != row.environment || environment.epoch == row.epoch) continue;
      // An older life's row that is only not yet known to be lost does not ask any more.
      if (row.epoch > environment.epoch) violated("a deployment from the future");
    }
  }
}

/// One intent, one execution; a further one only after the engine dropped the one before.
void Simulation::check_executions() {
  std::map<std::string, int> by_attempt;
  std::map<std::string, const FakeExecution*> last;
  for (const FakeExecution& one : outside_.executions) {
    const std::string& correlation = one.order.correlation;
    if (correlation.empty()) continue;
    if (++by_attempt[attempt_of(correlation)] > 1) violated("started twice: " + correlation);
    const FakeExecution*& before = last[intent_of(correlation)];
    if (before != nullptr && !before->superseded) {
      violated("started again although it was not dropped: " + correlation);
    }
    before = &one;
  }
  // Ours never stand in the queue behind each other, so we never drop our own; but for those that
  // were lost, which hold nobody up.
  std::map<std::string, int> waiting;
  const auto& all = rows();
  for (const FakeExecution& one : outside_.executions) {
    if (one.status != core::ExecutionStatus::waiting) continue;
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const auto& row) { return row.execution.id == one.id; });
    if (known && ++waiting[one.order.name] > 1) violated("two of ours in the queue");
  }
}

void Simulation::check_plan(const workflow::Plan& plan) const {
  const bool automatic = plan.actor.origin == core::Origin::automatic && !plan.creates;
  for (const workflow::PlanLine& line : plan.lines) {
    const bool moves = automatic && line.wanted && line.runs && *line.runs != *line.wanted;
    const bool follows = std::holds_alternative<core::Follow>(line.choice);
    if (moves && !line.named) {
      const core::Artifact taken = core::artifact_of(*line.wanted);
      const auto& aside = plan.before->set_aside;
      if (follows ? !core::may_take(taken, aside) : core::is_set_aside(taken, aside))
        violated("taken although it was set aside: " + line.component);
    }
    const auto* pin = std::get_if<core::Pin>(&line.choice);
    const bool held_back = automatic && !plan.before->set_aside.empty();
    if (pin != nullptr && line.wanted && line.wanted->version != pin->version && !held_back) {
      violated("a pin that does not hold: " + line.component);
    }
    const auto* follow = std::get_if<core::Follow>(&line.choice);
    if (follow == nullptr || !line.wanted) continue;
    std::int64_t newest = 0;
    for (const FakeImage& image : outside_.images) {
      const bool mine =
          image.listed.image == line.wanted->image && image.properties->branch == follow->rule;
      if (mine) newest = std::max(newest, image.properties->build.value_or(0));
    }
    const bool wished = line.wanted->from.branch != follow->rule;
    if (!wished && !line.waiting && line.wanted->from.build < newest && line.newer.empty()) {
      violated("not the newest of the branch: " + line.component);
    }
  }
}

/// At most one that the engine was asked for, and one behind it, which is the newest of all.
void Simulation::check_open() {
  std::map<std::string, int> asked, waiting;
  std::map<std::string, std::int64_t> newest;
  for (const core::Deployment& row : rows()) {
    // A wish may go along with an older one that brings the same; what was between is superseded.
    if (row.status != core::DeploymentStatus::superseded)
      newest[row.environment] = std::max(newest[row.environment], row.revision);
  }
  for (const core::Deployment& row : rows()) {
    if (core::finished(row.status)) continue;
    const bool waits = core::waits_to_start(row);
    if (++(waits ? waiting : asked)[row.environment] > 1)
      violated(std::string("two deployments ") + (waits ? "wait in " : "run in ") +
               row.environment);
    if (waits && row.revision != newest[row.environment])
      violated("an older wish waits in " + row.environment);
  }
}

/// Only a change of what is desired changes it, and gives it the next generation.
void Simulation::check_desired() {
  for (const core::Environment& now : environments()) {
    const core::Desired& desired = now.desired;
    const auto before = desired_.find(now.name);
    if (before != desired_.end() && before->second.epoch == now.epoch) {
      const core::Desired& was = before->second.desired;
      const bool same = was.selection == desired.selection &&
                        was.environment_class == desired.environment_class &&
                        was.parameters == desired.parameters;
      if (desired.generation < was.generation) violated("an older generation in " + now.name);
      if (desired.generation == was.generation && !same) violated("undone in " + now.name);
    }
    if (now.deployed_generation > desired.generation)
      violated("deployed before it was desired: " + now.name);
    desired_[now.name] = now;
  }
}

void Simulation::check_state() {
  check_open();
  check_desired();
  const auto& all = rows();
  for (const core::Deployment& row : all) {
    const std::string name = row.environment + "/" + std::to_string(row.revision);
    if (row.status == DeploymentStatus::succeeded) {
      const auto ran =
          std::find_if(outside_.executions.begin(), outside_.executions.end(),
                       [&](const FakeExecution& one) { return one.id == row.execution.id; });
      if (ran == outside_.executions.end() || ran->status != core::ExecutionStatus::succeeded) {
        violated("recorded as succeeded, but it did not: " + name);
      }
    }
    if (row.status == DeploymentStatus::superseded) {
      // Or by a wish that the one which runs brings already: that one is for it from then on.
      const bool newer = std::any_of(all.begin(), all.end(), [&](const core::Deployment& other) {
        return other.environment == row.environment && other.revision != row.revision &&
               (other.revision > row.revision || other.generation >= row.generation);
      });
      if (!newer) violated("superseded by nothing of its own environment: " + name);
    }
  }
  for (const core::Environment& environment : environments()) {
    if (environment.state == core::EnvironmentState::retired && environment.deployed) {
      violated("retired but deployed: " + environment.name);
    }
    if (!environment.deployed) continue;
    const std::string hash = environment.deployed->hash();
    const bool recorded = std::any_of(all.begin(), all.end(), [&](const core::Deployment& row) {
      return row.environment == environment.name && row.effect == core::Effect::brought &&
             row.bill.hash() == hash;
    });
    if (!recorded) violated("deployed without a deployment: " + environment.name);
  }
}

}  // namespace chatops::test
