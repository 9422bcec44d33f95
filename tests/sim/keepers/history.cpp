// The server's part of a keepers' history, and how the whole settles.
// SPDX-License-Identifier: Apache-2.0
#include "sim/keepers/history.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sim/keepers/server.hpp"
#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"
#include "workflow/iteration/keep.hpp"

namespace chatops::test {
namespace {

constexpr Millis resync = std::chrono::minutes{30};

}  // namespace

KeeperHistory::KeeperHistory(std::uint64_t seed) : world_(seed) {
  auto first = std::make_shared<core::Application>(classroom());
  first->git_url = "https://git/acme/definitions";
  applications_.push_back(std::move(first));
  if (world_.chance(0.25)) {
    auto second = std::make_shared<core::Application>(classroom());
    second->name = "museum";
    second->git_url = "https://git/acme/definitions";
    second->domain_template = "{env}.museum.test";
    applications_.push_back(second);
  }
  world_.faults = false;
  tells_created_ = world_.chance(0.85);
  if (!tells_created_) world_.outside.iterations["old"].created_at.reset();
  // Without times nobody could tell what an empty first reading lacked.
  if (tells_created_ && world_.chance(0.3)) world_.trouble = Trouble::empty;
  restart();
  serve("the baseline", [](Server& server) { (void)workflow::keep_project({}, *server.project_); });
  world_.trouble = Trouble::none;
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
  serve("resync", [](Server& server) {
    server.load();
    server.reconcilers.mark_definitions();
    server.reconcilers.mark_all();
  });
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
  } else if (dice < 22) {
    engine_has_a_bad_day();
  } else if (dice < 24) {
    world_.trouble = world_.chance(0.5) ? Trouble::none : static_cast<Trouble>(1 + world_.pick(4));
    world_.note("trouble " + std::to_string(static_cast<int>(world_.trouble)));
  } else if (dice < 25) {
    clock_jumps();
  } else if (dice < 28) {
    people_act();
    if (world_.chance(0.3)) world_.yesterday = {world_.outside.iterations, world_.issues};
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
    if (world_.deaths && world_.chance(0.02)) {
      world_.note("killed");
      restart();
    }
    // Wishes of the keepers leave the outbox before the next of them is worked on.
    time_passes(std::max(pause, Millis{500}));
  }
  serve("sender", [](Server& server) { (void)server.sender.send_due({}); });
}

/// What only a person can put right: nobody knows whether an engine that was asked had heard.
void KeeperHistory::force_what_was_lost() {
  for (const auto& application : applications_) {
    serve("somebody forces " + application->name, [&](Server& server) {
      const auto served = server.application(application->name);
      if (!served) return;
      auto& deps = *served->deps;
      if (workflow::list_environments(deps).empty()) return;
      const auto view = workflow::show_environment(deps, sim_environment);
      const auto& row = view.running ? view.running : view.newest;
      if (!row || row->status != core::DeploymentStatus::unknown) return;
      forced_ = true;
      if (row->teardown || record().stage == core::IterationStage::retiring) {
        const auto removal = workflow::plan_removal({}, deps, sim_environment);
        (void)workflow::remove_environment(
            {}, deps, removal, core::Confirmed{sim_person(), sim_environment}, "", true);
      } else {
        const auto plan = workflow::plan(
            {}, deps, {.environment = sim_environment, .force = true, .actor = sim_person()});
        (void)workflow::commit({}, deps, plan);
      }
      server.mark_environment(application->name, sim_environment);
    });
  }
}

void KeeperHistory::people_put_right() {
  const bool goes_on = world_.created() && !world_.ended();
  if (record().stage == core::IterationStage::retired && goes_on) somebody_adopts();
  if (world_.chance(0.5)) somebody_says_it_is_over();
  if (world_.chance(0.7)) somebody_wants_a_new_group();
  force_what_was_lost();
}

void KeeperHistory::comes_to_its_end() {
  if (world_.deleted && world_.chance(0.6)) iteration_is_deleted_or_restored();
  if (!world_.created() && !world_.deleted)
    iteration_is_created(sim_iteration, world_.members[0].person);
  if (world_.created() && world_.ended() != world_.chance(0.5)) iteration_ends_or_goes_on();
  if (world_.chance(0.05)) iteration_is_deleted_or_restored();
  for (auto last = world_.pick(3); last > 0; --last) image_is_built(world_.chance(0.5));
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
  world_.broken_definitions.clear();
  ++world_.definition;
  for (auto& [name, pipeline] : world_.outside.pipelines) pipeline.disabled = false;
  comes_to_its_end();
  while (!world_.on_their_way.empty()) delivery_arrives();
  world_.deaths = world_.chance(0.4);
  settle(std::chrono::minutes{10});
  if (world_.chance(0.2)) somebody_keeps_it();
  settle(std::chrono::minutes{35});
  world_.deaths = false;
  people_put_right();
  settle(std::chrono::minutes{record().stage == core::IterationStage::active ? 75 : 150});
  people_put_right();
  settle(std::chrono::minutes{75});
  check();
  check_end();
}

}  // namespace chatops::test
