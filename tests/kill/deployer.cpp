// A process that deploys, as the command does, and kills itself with SIGKILL at the point it is
// told: deployer STATE LOG HOUR POINT. POINT counts commits (before and after) and the engine's
// start (before and after); 0 = never. HOUR moves the clock, so that leases of the dead run out.
// The engine keeps its executions in LOG, as the outside world does, whoever dies.
// Prints the last deployment's status.
// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "support/classroom.hpp"
#include "support/faulty_store.hpp"
#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"

using namespace chatops;

namespace {

class Fuse {
 public:
  explicit Fuse(long point) : left_(point) {}
  void pass() {
    if (left_ > 0 && --left_ == 0) std::raise(SIGKILL);
  }

 private:
  long left_;
};

class LoggedEngine final : public core::DeployEngine, public core::Engines {
 public:
  LoggedEngine(core::DeployEngine& facts, std::string log, Fuse& fuse)
      : facts_(facts), log_(std::move(log)), fuse_(fuse) {}

  core::DeployEngine& of(std::string_view) override { return *this; }

  Known<core::EngineFacts> describe(const Call& call, const core::EngineSettings& settings,
                                    const core::EngineQuestion& question) override {
    return facts_.describe(call, settings, question);
  }
  Result<core::Prepared> prepare(const core::Order& order, const core::EngineSettings& settings,
                                 const core::EngineFacts& facts,
                                 const core::Order* again) const override {
    return facts_.prepare(order, settings, facts, again);
  }
  core::Given given(const core::Order& order) const override { return facts_.given(order); }
  core::Verified verify(const core::Order& order, const core::Execution& execution) const override {
    return facts_.verify(order, execution);
  }
  std::string not_ours(const core::Order& order, const core::Execution& execution) const override {
    return facts_.not_ours(order, execution);
  }
  core::StartResult remove(const Call& call, const core::Order& order) override {
    return start(call, order);
  }
  core::StartResult find(const Call&, const core::Order&, const Error& why) override {
    return core::Lost{why};
  }
  core::StartResult start(const Call&, const core::Order& order) override {
    fuse_.pass();
    std::ofstream(log_, std::ios::app) << order.correlation << std::endl;
    fuse_.pass();
    return core::Started{{order.engine, "", order.correlation}, "https://cd"};
  }
  std::vector<Known<core::Execution>> observe_all(
      const Call&, std::span<const core::ExecutionRef> executions) override {
    std::vector<Known<core::Execution>> out;
    for (const core::ExecutionRef& asked : executions) out.push_back(seen(asked.id));
    return out;
  }
  Known<bool> cancel(const Call&, const core::ExecutionRef&, const std::string&) override {
    return true;
  }

 private:
  Known<core::Execution> seen(const std::string& id) {
    std::ifstream in(log_);
    for (std::string line; std::getline(in, line);) {
      if (line == id) return core::Execution{.status = core::ExecutionStatus::succeeded};
    }
    return failure(Reason::outside_not_found);
  }

  core::DeployEngine& facts_;
  std::string log_;
  Fuse& fuse_;
};

struct Quiet final : workflow::Watcher {
  void event(const core::Deployment&, const workflow::Event&) override {}
};

std::string deploy(workflow::Dependencies& deps) {
  const auto plan = workflow::plan(
      {}, deps, {.environment = "s", .create = true, .actor = {"lin", core::Origin::cli}});
  if (plan.nothing_to_do) return "nothing_to_do";
  const auto done = workflow::commit({}, deps, plan);
  Quiet quiet;
  const auto end = workflow::follow({}, deps, workflow::key_of(*done.deployment), quiet);
  return std::string(core::word_of(end.status));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  Fuse fuse(std::strtol(argv[4], nullptr, 10));
  test::Scene scene;
  scene.clock.advance(std::chrono::hours(std::strtol(argv[3], nullptr, 10)));
  LoggedEngine engine(scene.ports, argv[2], fuse);
  try {
    store::SqliteStore kept(argv[1]);
    test::FaultyStore store(kept, [&](test::FaultyStore::Moment) { fuse.pass(); });
    workflow::Dependencies deps{.system = scene.deps.system,
                                .store = store,
                                .application = scene.application,
                                .tracker = scene.ports,
                                .source = scene.ports,
                                .builds = scene.ports,
                                .artifacts = scene.ports,
                                .images = scene.ports,
                                .charts = scene.ports,
                                .engines = engine,
                                .read_values = test::read_json_values,
                                .holder = argv[3]};
    std::puts(deploy(deps).c_str());
    return 0;
  } catch (const Error& error) {
    std::puts(code_of(error.reason).data());
    return 0;
  }
}
