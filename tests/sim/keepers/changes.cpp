// What happens around the server of a keepers' history: tracker, people, builds, engine and clock.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "sim/keepers/server.hpp"
#include "workflow/deploy.hpp"
#include "workflow/iteration/keep.hpp"

namespace chatops::test {
namespace {

constexpr const char* components[] = {"api", "worker", "web"};

}  // namespace

void KeeperHistory::iteration_ends_or_goes_on() {
  using core::IterationState;
  auto& state = world_.iteration().state;
  state = state == IterationState::ended ? IterationState::active : IterationState::ended;
  world_.note("the iteration is " + std::string(core::word_of(state)));
  hint({{"kind", "iteration"}, {"code", sim_iteration}});
}

void KeeperHistory::iteration_is_created(const std::string& code, const core::Person& owner) {
  world_.note("an iteration is created: " + code);
  world_.outside.iterations[code] = {
      .code = code, .name = "Sprint 1", .state = core::IterationState::planned, .owner = owner};
  if (tells_created_) world_.outside.iterations[code].created_at = world_.tracker_time();
  hint({{"kind", "iteration"}, {"code", code}});
}

void KeeperHistory::iteration_is_deleted_or_restored() {
  auto& all = world_.outside.iterations;
  if (world_.deleted) {
    world_.note("the iteration is restored");
    all[sim_iteration] = *std::exchange(world_.deleted, std::nullopt);
    world_.said_to_be_over = false;
  } else if (const auto found = all.find(sim_iteration); found != all.end()) {
    world_.note("the iteration is deleted");
    world_.deleted = found->second;
    all.erase(found);
  }
  hint({{"kind", "iteration"}, {"code", sim_iteration}});
}

void KeeperHistory::issues_change() {
  auto& issues = world_.issues[sim_iteration];
  const auto anybody = [&] { return world_.members[world_.pick(world_.members.size())].person; };
  if (world_.chance(0.6) || issues.empty()) {
    core::Issue issue{.code = std::to_string(++issues_)};
    issue.assignee = anybody();
    if (world_.chance(0.4)) issue.watchers = {anybody()};
    world_.note("an issue of " + issue.assignee->name);
    issues.push_back(std::move(issue));
  } else {
    world_.note("an issue goes");
    issues.erase(issues.begin() + static_cast<std::ptrdiff_t>(world_.pick(issues.size())));
  }
  hint({{"kind", "issue"}});
}

void KeeperHistory::tracker_changes() {
  if (!world_.created() && !world_.deleted)
    return iteration_is_created(sim_iteration, world_.members[0].person);
  const auto dice = world_.pick(20);
  if (dice == 0 || (world_.deleted && dice < 6)) {
    iteration_is_deleted_or_restored();
  } else if (dice == 1 && !world_.outside.iterations.contains(sim_twin)) {
    iteration_is_created(sim_twin, world_.members[1].person);
  } else if (dice < 14) {
    issues_change();
  } else if (dice < 16 && world_.created()) {
    world_.iteration().name = "Sprint 1 no " + std::to_string(++names_);
    world_.note("renamed: " + world_.iteration().name);
    hint({{"kind", "iteration"}, {"code", sim_iteration}});
  } else if (dice < 18 && world_.created()) {
    iteration_ends_or_goes_on();
  } else if (auto* group = world_.living_group()) {
    world_.note("a stranger comes");
    world_.strangers.insert("stranger");
    if (std::ranges::find(group->members, "stranger") == group->members.end())
      group->members.emplace_back("stranger");
  }
}

void KeeperHistory::somebody_breaks_or_mends_a_definition() {
  auto& broken = world_.broken_definitions;
  const std::string& name = applications_[world_.pick(applications_.size())]->name;
  const bool breaks = !broken.contains(name) && world_.chance(0.7);
  world_.note(breaks ? "a push breaks " + name : "a push changes " + name);
  ++world_.definition;
  if (breaks) {
    broken.insert(name);
  } else {
    broken.erase(name);
  }
  hint({{"kind", "branch"}, {"repository", "acme/definitions"}});
}

void KeeperHistory::somebody_dissolves_the_group() {
  auto* group = world_.living_group();
  if (group == nullptr) return;
  world_.note("somebody dissolves the group");
  group->gone = true;
  ++world_.dissolved;
  world_.strangers.clear();
}

void KeeperHistory::somebody_wants_a_new_group() {
  const bool done = click(
      "somebody wants a new group", [](const auto& row) { return row.group_lost; },
      [](core::Tx&, core::IterationRecord& row) { workflow::want_new_group(row); });
  if (done) ++world_.made_again;
}

void KeeperHistory::somebody_keeps_it() {
  kept_once_ |= click(
      "somebody keeps it",
      [](const core::IterationRecord& row) {
        return row.stage == core::IterationStage::ending && row.announcement;
      },
      [](core::Tx& tx, core::IterationRecord& row) {
        workflow::keep_after_end(tx, row, sim_person());
      });
}

void KeeperHistory::somebody_says_it_is_over() {
  if (!world_.deleted) return;
  world_.said_to_be_over |= click(
      "somebody says that it is over", workflow::asks_whether_over,
      [](core::Tx&, core::IterationRecord& row) { workflow::end_missing(row, sim_person()); });
}

void KeeperHistory::people_act() {
  const auto dice = world_.pick(10);
  if (dice < 1) {
    somebody_dissolves_the_group();
  } else if (dice < 3) {
    somebody_wants_a_new_group();
  } else if (dice < 5) {
    somebody_keeps_it();
  } else if (dice < 7) {
    somebody_says_it_is_over();
  } else if (dice < 9) {
    somebody_breaks_or_mends_a_definition();
  } else if (world_.chat.accounts.size() < world_.members.size()) {
    world_.note("ghost gets an account");
    world_.chat.accounts.push_back({"ghost", "ghost", "ghost@example.com", ""});
  }
}

void KeeperHistory::engine_has_a_bad_day() {
  const auto dice = world_.pick(3);
  if (dice == 0) {
    world_.note("what is deployed next fails");
    world_.outside.next_fails = true;
  } else if (dice == 1) {
    bool& disabled = world_.outside.pipelines[world_.chance(0.5) ? "deploy" : "teardown"].disabled;
    disabled = !disabled;
    world_.note(disabled ? "a pipeline is disabled" : "a pipeline is enabled");
  } else {
    for (FakeExecution& one : world_.outside.executions) {
      if (one.status != core::ExecutionStatus::running || one.id.starts_with("lost")) continue;
      world_.note("the engine loses " + one.id);
      one.id = "lost " + one.id;
    }
  }
}

void KeeperHistory::clock_jumps() {
  std::chrono::minutes by(static_cast<int>(world_.pick(41)) - 20);
  if (world_.chance(0.2)) by = std::chrono::hours(static_cast<int>(world_.pick(30)) - 6);
  world_.note("the clock jumps " + std::to_string(by.count()) + " min");
  world_.clock.jump(by);
}

void KeeperHistory::image_is_built(bool told) {
  const std::string component = components[world_.pick(3)];
  const int number = ++builds_;
  const std::string version = version_of("main", number);
  world_.outside.add_image(image_of(component), version, "main", number);
  world_.note("build " + component + " " + version);
  if (told)
    hint({{"kind", "artifact"}, {"place", "images"}, {"name", component}, {"version", version}});
}

void KeeperHistory::somebody_deploys() {
  if (planned_) return somebody_commits_what_was_planned();
  if (!world_.created() || world_.ended()) return;
  if (record().stage == core::IterationStage::retired) return somebody_adopts();
  const auto& application = *applications_[world_.pick(applications_.size())];
  serve("somebody deploys " + application.name, [&](Server& server) {
    const auto served = server.application(application.name);
    if (!served) return;
    auto& deps = *served->deps;
    const auto plan = workflow::plan({}, deps,
                                     {.environment = sim_environment,
                                      .iteration = sim_iteration,
                                      .create = true,
                                      .force = world_.chance(0.2),
                                      .actor = sim_person()});
    planned_ = Planned{application.name, plan};
  });
  if (world_.chance(0.7)) somebody_commits_what_was_planned();
}

/// Whatever happened since it was shown.
void KeeperHistory::somebody_commits_what_was_planned() {
  if (!planned_) return;
  const Planned planned = *std::exchange(planned_, std::nullopt);
  serve("somebody commits " + planned.application, [&](Server& server) {
    const auto served = server.application(planned.application);
    if (!served) return;
    const auto done = workflow::commit({}, *served->deps, planned.plan);
    world_.note(done.deployment ? "  revision " + std::to_string(done.deployment->revision)
                                : "  nothing to do");
    server.mark_environment(planned.application, sim_environment);
  });
}

/// An iteration that goes on after everything went.
void KeeperHistory::somebody_adopts() {
  serve("somebody adopts it", [&](Server& server) {
    if (!server.project_) return;
    (void)workflow::adopt_iteration({}, *server.project_, sim_iteration, {});
    world_.strangers.clear();  // they were in the group that is gone
    ++world_.made_again;
    server.queue.mark({keeper::KeyKind::iteration, sim_project, "", sim_iteration});
  });
}

}  // namespace chatops::test
