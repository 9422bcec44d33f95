// The actors of a history.
// SPDX-License-Identifier: Apache-2.0
#include "sim/simulation.hpp"

#include <stdexcept>

#include "core/words.hpp"
#include "workflow/branch.hpp"
#include "workflow/environments.hpp"
#include "workflow/rollback.hpp"

namespace chatops::test {
namespace {

const char* const names[] = {"a", "b", "c"};
const char* const components[] = {"api", "worker", "web"};
const char* const branches[] = {"main", "feature/x"};

struct Quiet final : workflow::Watcher {
  void event(const core::Deployment&, const workflow::Event&) override {}
};

}  // namespace

struct Simulation::Process {
  explicit Process(Simulation& sim)
      : ports(sim.outside_),
        own(sim.memory_),
        store(own,
              [&sim](FaultyStore::Moment moment) {
                const bool before = moment == FaultyStore::Moment::before_commit;
                if (before && sim.faults_ && sim.chance(0.05)) {
                  sim.note("  must commit again");
                  throw NotCommitted{};
                }
                if (!sim.faults_ || !sim.chance(0.01)) return;
                sim.note(before ? "  dies before commit" : "  dies after commit");
                throw Crashed{};
              }),
        deps{.system = {sim.clock_, sim.random_, sim.variables_, sim.spawner_},
             .store = store,
             .application = sim.application_,
             .tracker = ports,
             .source = ports,
             .builds = ports,
             .artifacts = ports,
             .images = ports,
             .charts = ports,
             .engines = ports,
             .read_values = read_json_values,
             .holder = "process-" + std::to_string(++sim.processes_)} {}

  OutsidePorts ports;
  store::SqliteStore own;
  FaultyStore store;
  workflow::Dependencies deps;
};

Simulation::Simulation(std::uint64_t seed) : random_(seed) {
  furnish(outside_);
  for (const char* repository : {"api-repo", "web-repo"}) {
    for (const char* branch : branches) {
      core::BranchHead head;
      head.branch = branch;
      outside_.heads[std::string(repository) + "@" + branch] = head;
    }
  }
  outside_.fault = [this](const std::string& point, Moment moment) {
    return maybe_fault(point, moment);
  };
}

void Simulation::violated(const std::string& what) const { throw std::logic_error(what); }

std::optional<Error> Simulation::maybe_fault(const std::string& point, Moment moment) {
  if (point == "start" && moment == Moment::before) check_start();
  if (!faults_ || !chance(0.01)) return std::nullopt;
  const std::string where = point + (moment == Moment::before ? " before" : " after");
  if (chance(0.5)) {
    note("  dies at " + where);
    throw Crashed{};
  }
  note("  error at " + where);
  return Error(Reason::server_error, {{"where", point}});
}

void Simulation::in_a_process(const std::string& what, const Work& work) {
  note(what);
  written_ = true;
  try {
    Process process(*this);
    work(process.deps);
    written_ = true;
  } catch (const Crashed&) {
    written_ = true;
    note("  dead");
  } catch (const Error& error) {
    written_ = true;
    note("  " + std::string(code_of(error.reason)) + " " + std::string(error.args.get("what")));
    if (error.reason == Reason::internal_error || error.reason == Reason::state_damaged) {
      violated("an error that must not be: " + std::string(code_of(error.reason)));
    }
  }
}

void Simulation::build_arrives(const std::string& component, const std::string& branch) {
  const int number = ++builds_;
  outside_.add_image(image_of(component), version_of(core::branch_slug(branch), number), branch,
                     number);
  note("build " + component + " " + branch + " " + std::to_string(number));
}

void Simulation::somebody_deploys() {
  workflow::PlanRequest request{.environment = names[pick(3)],
                                .create = true,
                                .force = chance(0.15),
                                .actor = {"lin", core::Origin::cli}};
  std::string what = "plan " + request.environment + (request.force ? " force" : "");
  if (chance(0.4)) {
    workflow::Override asked{.component = components[pick(3)]};
    if (chance(0.5)) {
      asked.branch = branches[pick(2)];
    } else {
      const auto& image = outside_.images[pick(outside_.images.size())].listed;
      asked.component = image.image.path.substr(image.image.path.rfind('/') + 1);
      asked.version = image.version;
    }
    what += " " + asked.component + " " + asked.branch + asked.version;
    request.overrides.push_back(asked);
  }
  if (chance(0.2)) request.mode = chance(0.5) ? core::PinMode::pin : core::PinMode::follow;
  in_a_process(what, [&](workflow::Dependencies& deps) {
    plans_.push_back(workflow::plan({}, deps, request));
    check_plan(plans_.back());
  });
}

void Simulation::somebody_commits() {
  if (plans_.empty()) return;
  const auto at = pick(plans_.size());
  const workflow::Plan plan = plans_[at];
  plans_.erase(plans_.begin() + static_cast<std::ptrdiff_t>(at));
  in_a_process("commit " + plan.after.name, [&](workflow::Dependencies& deps) {
    const auto done = workflow::commit({}, deps, plan);
    note(!done.deployment ? "  remembered"
                          : (done.attached ? "  attached " : "  revision ") +
                                std::to_string(done.deployment->revision));
  });
}

void Simulation::somebody_sets_a_branch() {
  const workflow::BranchRequest request{.environment = names[pick(3)],
                                        .repository = chance(0.5) ? "api-repo" : "web-repo",
                                        .branch = branches[pick(2)],
                                        .actor = {"mei", core::Origin::cli}};
  in_a_process("branch " + request.environment + " " + request.branch,
               [&](workflow::Dependencies& deps) {
                 const auto branch = workflow::plan_branch({}, deps, request);
                 if (chance(0.5)) {
                   (void)workflow::remember({}, deps, branch.plan);
                 } else {
                   (void)workflow::commit({}, deps, branch.plan);
                 }
               });
}

void Simulation::somebody_rolls_back() {
  const std::string name = names[pick(3)];
  in_a_process("rollback " + name, [&](workflow::Dependencies& deps) {
    const auto plan = workflow::plan_rollback(
        {}, deps, {.environment = name, .actor = {"mei", core::Origin::cli}});
    (void)workflow::commit({}, deps, plan.plan);
  });
}

void Simulation::somebody_deletes() {
  const std::string name = names[pick(3)];
  in_a_process("delete " + name, [&](workflow::Dependencies& deps) {
    const auto removal = workflow::plan_removal({}, deps, name);
    (void)workflow::remove_environment(
        {}, deps, removal, core::Confirmed{{"mei", core::Origin::cli}, name}, "", chance(0.3));
  });
}

void Simulation::stranger_uses_the_pipeline() {
  note("a stranger starts the pipeline");
  FakeExecution execution{.id = "s" + std::to_string(outside_.executions.size())};
  execution.order.name = "deploy";
  outside_.run();
  outside_.executions.push_back(execution);
  outside_.run();
}

void Simulation::somebody_advances() {
  std::vector<core::Deployment> open;
  for (const auto& row : rows()) {
    if (!core::finished(row.status)) open.push_back(row);
  }
  if (open.empty()) return;
  const core::Deployment row = open[pick(open.size())];
  const std::string what = row.environment + "/" + std::to_string(row.revision);
  in_a_process("advance " + what, [&](workflow::Dependencies& deps) {
    const auto step = workflow::advance({}, deps, workflow::key_of(row));
    note("  " + std::string(core::word_of(step.deployment.status)) + " " +
         step.deployment.execution.id);
  });
}

void Simulation::step() {
  const auto dice = pick(100);
  if (dice < 10) {
    build_arrives(components[pick(3)], branches[pick(2)]);
  } else if (dice < 25) {
    somebody_deploys();
  } else if (dice < 40) {
    somebody_commits();
  } else if (dice < 44) {
    somebody_sets_a_branch();
  } else if (dice < 47) {
    somebody_rolls_back();
  } else if (dice < 48) {
    somebody_deletes();
  } else if (dice < 50) {
    stranger_uses_the_pipeline();
  } else if (dice < 52) {
    outside_.next_fails = true;
  } else if (dice < 53) {
    const auto hours = std::chrono::hours(static_cast<int>(pick(49)) - 24);
    note("the clock jumps " + std::to_string(hours.count()) + "h");
    clock_.jump(hours);
  } else if (dice < 70) {
    clock_.advance(std::chrono::seconds(1 + pick(20)));
  } else {
    somebody_advances();
  }
}

void Simulation::run(int steps) {
  for (int i = 0; i < steps; ++i) {
    step();
    if (!written_) continue;
    check_state();
    check_executions();
  }
  settle();
}

/// A teardown whose answer was lost is asked for again by a person, who forces it.
void Simulation::finish_removals(workflow::Dependencies& deps) {
  Quiet quiet;
  for (const auto& environment : std::vector<core::Environment>(environments())) {
    if (environment.state != core::EnvironmentState::retiring) continue;
    note("last delete " + environment.name);
    const auto removal = workflow::plan_removal({}, deps, environment.name);
    const auto row = workflow::remove_environment(
        {}, deps, removal, core::Confirmed{{"mei", core::Origin::cli}, environment.name}, "", true);
    if (!row) violated("a forced teardown that did not start");
    (void)workflow::follow({}, deps, workflow::key_of(*row), quiet);
    written_ = true;
  }
}

/// Faults end; whoever comes now finds everything in order.
void Simulation::settle() {
  faults_ = false;
  outside_.next_fails = false;
  plans_.clear();
  Process last(*this);
  Quiet quiet;
  for (const auto& row : std::vector<core::Deployment>(rows())) {
    if (core::finished(row.status)) continue;
    written_ = true;
    note("settle " + row.environment + "/" + std::to_string(row.revision));
    try {
      (void)workflow::follow({}, last.deps, workflow::key_of(row), quiet);
    } catch (const Error& error) {
      if (error.reason != Reason::stale_epoch) throw;
    }
    written_ = true;  // the engine's start looked at the store in between
    check_state();
  }
  finish_removals(last.deps);
  for (const char* component : components) {
    for (const char* branch : branches) build_arrives(component, branch);
  }
  for (const char* name : names) {
    note("last deploy " + std::string(name));
    workflow::PlanRequest request{.environment = name, .create = true, .force = true};
    const auto plan = workflow::plan({}, last.deps, request);
    const auto done = workflow::commit({}, last.deps, plan);
    if (!done.deployment) violated("a forced deployment that did not start");
    const auto end = workflow::follow({}, last.deps, workflow::key_of(*done.deployment), quiet);
    written_ = true;
    if (end.status != core::DeploymentStatus::succeeded) violated("the last deployment failed");
    request.force = false;
    if (!workflow::plan({}, last.deps, request).nothing_to_do) {
      violated("something to do after the last deployment");
    }
  }
  written_ = true;
  check_state();
  check_executions();
  check_history();
}

}  // namespace chatops::test
