// The actors of a keepers' history, and how it settles.
// SPDX-License-Identifier: Apache-2.0
#include "sim/keepers/history.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/keepers/server.hpp"
#include "workflow/environments.hpp"
#include "workflow/iteration/keep.hpp"

namespace chatops::test {
namespace {

constexpr const char* components[] = {"api", "worker", "web"};
constexpr const char* environment = "s1";
constexpr Millis resync = std::chrono::minutes{30};
const core::Actor lin{"lin", core::Origin::chat, "coding:id-lin"};

}  // namespace

KeeperHistory::KeeperHistory(std::uint64_t seed) : world_(seed) {
  applications_.push_back(std::make_shared<core::Application>(classroom()));
  if (world_.chance(0.25)) {
    auto second = std::make_shared<core::Application>(classroom());
    second->name = "museum";
    second->domain_template = "{env}.museum.test";
    applications_.push_back(second);
  }
  world_.faults = false;
  restart();
  serve("the baseline", [](Server& server) { (void)workflow::keep_project({}, *server.project_); });
  world_.faults = true;
}

KeeperHistory::~KeeperHistory() = default;

void KeeperHistory::restart() {
  // Whoever starts it starts it again until it stays.
  for (bool up = false; !up;) {
    server_.reset();
    try {
      server_ = std::make_unique<Server>(*this);
      server_->reconcilers.mark_all();
      up = true;
    } catch (const Crashed&) {
      world_.note("  dead at its start");
    }
  }
  resync_ = world_.clock.tick() + resync;
}

template <class Work>
void KeeperHistory::serve(const std::string& what, const Work& work) {
  world_.note(what);
  try {
    work(*server_);
  } catch (const Crashed&) {
    world_.note("  dead");
    restart();
  } catch (const Error& error) {
    world_.note("  " + std::string(code_of(error.reason)) + " " +
                std::string(error.args.get("what")));
    if (error.reason == Reason::internal_error || error.reason == Reason::state_damaged)
      world_.violated("an error that must not be: " + std::string(code_of(error.reason)));
  }
}

void KeeperHistory::hint(nlohmann::json body) {
  if (world_.chance(0.3)) return;  // lost
  if (world_.chance(0.2)) world_.on_their_way.push_back(body);
  world_.on_their_way.push_back(std::move(body));
}

/// In no order. One that nobody acknowledged is sent again.
void KeeperHistory::delivery_arrives() {
  if (world_.on_their_way.empty()) return;
  const auto at = world_.on_their_way.begin() +
                  static_cast<std::ptrdiff_t>(world_.pick(world_.on_their_way.size()));
  const nlohmann::json body = *at;
  bool acknowledged = false;
  serve("delivery " + body.dump(), [&](Server& server) {
    server.store.write([&](core::Tx& tx) {
      core::Delivery delivery{
          .source = "hook",
          .hash = body.dump() + std::to_string(world_.clock.tick().time_since_epoch().count()),
          .body = body.dump(),
          .received_at = world_.clock.now()};
      (void)tx.deliveries().append(delivery);
    });
    acknowledged = true;
  });
  if (acknowledged || world_.chance(0.5)) {
    world_.on_their_way.erase(at);
  }
}

void KeeperHistory::iteration_ends_or_goes_on() {
  using core::IterationState;
  auto& state = world_.iteration().state;
  state = state == IterationState::ended ? IterationState::active : IterationState::ended;
  world_.note("the iteration is " + std::string(core::word_of(state)));
  hint({{"kind", "iteration"}, {"code", sim_iteration}});
}

void KeeperHistory::tracker_changes() {
  if (!world_.created()) {
    world_.note("the iteration is created");
    world_.outside.iterations[sim_iteration] = {.code = sim_iteration,
                                                .name = "Sprint 1",
                                                .state = core::IterationState::planned,
                                                .owner = world_.members[0].person};
    hint({{"kind", "iteration"}, {"code", sim_iteration}});
    return;
  }
  auto& issues = world_.issues[sim_iteration];
  const auto dice = world_.pick(10);
  if (dice < 4 || issues.empty()) {
    core::Issue issue{.code = std::to_string(++issues_)};
    issue.assignee = world_.members[world_.pick(world_.members.size())].person;
    if (world_.chance(0.4))
      issue.watchers = {world_.members[world_.pick(world_.members.size())].person};
    world_.note("an issue of " + issue.assignee->name);
    issues.push_back(std::move(issue));
    hint({{"kind", "issue"}});
  } else if (dice < 7) {
    world_.note("an issue goes");
    issues.erase(issues.begin() + static_cast<std::ptrdiff_t>(world_.pick(issues.size())));
    hint({{"kind", "issue"}});
  } else if (dice < 8) {
    world_.iteration().name = "Sprint 1 no " + std::to_string(++names_);
    world_.note("renamed: " + world_.iteration().name);
    hint({{"kind", "iteration"}, {"code", sim_iteration}});
  } else if (dice < 9) {
    iteration_ends_or_goes_on();
  } else if (auto* group = world_.living_group()) {
    world_.note("a stranger comes");
    world_.strangers.insert("stranger");
    if (std::ranges::find(group->members, "stranger") == group->members.end())
      group->members.emplace_back("stranger");
  }
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
  if (!world_.created() || world_.ended()) return;
  if (record().stage == core::IterationStage::retired) return somebody_adopts();
  const auto& application = *applications_[world_.pick(applications_.size())];
  serve("somebody deploys " + application.name, [&](Server& server) {
    auto& deps = *server.application(application.name)->deps;
    const auto plan = workflow::plan({}, deps,
                                     {.environment = environment,
                                      .iteration = sim_iteration,
                                      .create = true,
                                      .force = world_.chance(0.2),
                                      .actor = lin});
    const auto done = workflow::commit({}, deps, plan);
    world_.note(done.deployment ? "  revision " + std::to_string(done.deployment->revision)
                                : "  nothing to do");
    server.mark_environment(application.name, environment);
  });
}

void KeeperHistory::keepers_work() {
  serve("", [&](Server& server) {
    const auto key = keeper::work_once(server.queue, server.system, std::ref(server.reconcilers),
                                       {}, std::chrono::minutes{2});
    if (!key) {
      world_.trace.pop_back();
      return;
    }
    world_.trace.back() = keeper::text_of(*key);
    for (const keeper::KeyStatus& status : server.queue.status()) {
      if (status.key != *key || !status.last_error) continue;
      const Error& error = *status.last_error;
      world_.note("  " + std::string(code_of(error.reason)) + " " +
                  std::string(error.args.get("what")));
      if (error.reason == Reason::internal_error || error.reason == Reason::state_damaged)
        world_.violated("an error that must not be: " + std::string(error.args.get("why")));
    }
  });
}

void KeeperHistory::server_works() {
  const auto dice = world_.pick(10);
  if (dice < 6) {
    keepers_work();
  } else if (dice < 8) {
    serve("journal", [](Server& server) { (void)server.journal.read_waiting({}); });
  } else {
    serve("sender", [](Server& server) { (void)server.sender.send_due({}); });
  }
}

void KeeperHistory::time_passes(Millis span) {
  world_.clock.advance(span);
  if (world_.clock.tick() < resync_) return;
  serve("resync", [](Server& server) { server.reconcilers.mark_all(); });
  resync_ = world_.clock.tick() + resync;
}

void KeeperHistory::step() {
  const auto dice = world_.pick(100);
  if (dice < 12) {
    tracker_changes();
  } else if (dice < 17) {
    image_is_built(true);
  } else if (dice < 20) {
    somebody_deploys();
  } else if (dice < 21) {
    world_.note("what is deployed next fails");
    world_.outside.next_fails = true;
  } else if (dice < 23) {
    world_.trouble = world_.chance(0.5) ? Trouble::none : static_cast<Trouble>(1 + world_.pick(3));
    world_.note("trouble " + std::to_string(static_cast<int>(world_.trouble)));
  } else if (dice < 24) {
    const auto minutes = std::chrono::minutes(static_cast<int>(world_.pick(41)) - 20);
    world_.note("the clock jumps " + std::to_string(minutes.count()) + " min");
    world_.clock.jump(minutes);
  } else if (dice < 36) {
    delivery_arrives();
  } else if (dice < 85) {
    server_works();
  } else if (dice < 97) {
    time_passes(std::chrono::seconds(1 + world_.pick(10)));
  } else if (dice < 99) {
    time_passes(std::chrono::minutes(1 + world_.pick(30)));
  } else {
    world_.note("killed");
    restart();
  }
}

void KeeperHistory::settle(Millis span) {
  const Tick until = world_.clock.tick() + span;
  while (world_.clock.tick() < until) {
    Millis pause{};
    serve("journal", [](Server& server) { (void)server.journal.read_waiting({}); });
    serve("sender", [&](Server& server) { pause = server.sender.send_due({}); });
    for (int i = 0;; ++i) {
      const auto due = server_->queue.next_due();
      if (!due || *due > world_.clock.tick()) break;
      keepers_work();
      check();
      if (i > 300) throw std::logic_error("the keepers do not come to rest");
    }
    if (const auto due = server_->queue.next_due())
      pause = std::min(pause, std::chrono::duration_cast<Millis>(*due - world_.clock.tick()));
    // Wishes of the keepers leave the outbox before the next of them is worked on.
    time_passes(std::max(pause, Millis{500}));
  }
  serve("sender", [](Server& server) { (void)server.sender.send_due({}); });
}

/// What only a person can put right: nobody knows whether an engine that was asked had heard.
void KeeperHistory::force_what_was_lost() {
  for (const auto& application : applications_) {
    serve("somebody forces " + application->name, [&](Server& server) {
      auto& deps = *server.application(application->name)->deps;
      if (workflow::list_environments(deps).empty()) return;
      const auto view = workflow::show_environment(deps, environment);
      const auto& row = view.running ? view.running : view.newest;
      if (!row || row->status != core::DeploymentStatus::unknown) return;
      forced_ = true;
      if (world_.ended() || row->teardown) {
        const auto removal = workflow::plan_removal({}, deps, environment);
        (void)workflow::remove_environment({}, deps, removal, core::Confirmed{lin, environment}, "",
                                           true);
      } else {
        const auto plan =
            workflow::plan({}, deps, {.environment = environment, .force = true, .actor = lin});
        (void)workflow::commit({}, deps, plan);
      }
      server.mark_environment(application->name, environment);
    });
  }
}

/// An iteration that goes on after everything went.
void KeeperHistory::somebody_adopts() {
  serve("somebody adopts it", [&](Server& server) {
    (void)workflow::adopt_iteration({}, *server.project_, sim_iteration, {});
    world_.strangers.clear();  // they were in the group that is gone
    server.queue.mark({keeper::KeyKind::iteration, sim_project, "", sim_iteration});
  });
}

void KeeperHistory::people_put_right() {
  if (record().stage == core::IterationStage::retired && !world_.ended()) somebody_adopts();
  force_what_was_lost();
}

void KeeperHistory::run(int steps) {
  for (int i = 0; i < steps; ++i) {
    step();
    check();
  }
  world_.note("-- settles");
  world_.faults = false;
  world_.trouble = Trouble::none;
  world_.outside.next_fails = false;
  while (!world_.on_their_way.empty()) delivery_arrives();
  if (!world_.created()) tracker_changes();
  const bool ends = world_.chance(0.5);
  if (ends != world_.ended()) iteration_ends_or_goes_on();
  for (auto last = world_.pick(3); last > 0; --last) image_is_built(world_.chance(0.5));
  while (!world_.on_their_way.empty()) delivery_arrives();
  settle(std::chrono::minutes{45});
  people_put_right();
  settle(std::chrono::minutes{ends ? 150 : 75});
  people_put_right();
  settle(std::chrono::minutes{45});
  check();
  check_end(ends);
}

}  // namespace chatops::test
