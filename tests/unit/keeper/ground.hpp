// One application with three environments and a group each, for tests of the reconcilers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "keeper/reconcile.hpp"
#include "support/classroom.hpp"
#include "workflow/deploy.hpp"

namespace chatops::keeper {

/// One application, whose definition may be broken; its environments "s42" … "s44" are of
/// iterations with a group each.
struct Ground final : Landscape {
  Ground() {
    served = std::make_shared<ServedApplication>(
        "coding/shop",
        std::shared_ptr<workflow::Dependencies>(std::shared_ptr<void>(), &scene.deps));
    policy.project_group = {"fake", "project"};
    for (const std::string code : {"42", "43", "44"}) {
      auto& iteration = scene.outside.iterations[code];
      iteration = {.code = code, .name = "Sprint " + code, .state = core::IterationState::active};
      core::IterationRecord row{.key = {"coding", "shop", code},
                                .last = iteration,
                                .stage = core::IterationStage::active,
                                .group = {"fake", "g" + code}};
      scene.store.write([&](core::Tx& tx) { tx.iterations().put(row); });
    }
  }
  std::vector<std::string> projects() override { return {"coding/shop"}; }
  std::vector<std::string> applications() override { return {"classroom"}; }
  std::shared_ptr<workflow::IterationDependencies> project(const std::string&) override {
    return {std::shared_ptr<void>(), &project_};
  }
  std::shared_ptr<ServedApplication> application(const std::string&) override { return served; }
  bool refresh(const Call&, const std::string&) override {
    if (broken) throw Error(*broken);
    return false;
  }

  void deploy(bool force = false, const std::string& environment = "s42") {
    (void)workflow::commit({}, scene.deps,
                           workflow::plan({}, scene.deps,
                                          {.environment = environment,
                                           .iteration = environment.substr(1),
                                           .create = true,
                                           .force = force,
                                           .actor = {"lin", core::Origin::cli}}));
  }
  void step(const Key& key) { (void)reconcilers({}, key); }
  static Key key_of(const std::string& environment) {
    return {KeyKind::environment, "coding/shop", "classroom", environment};
  }
  void look_at_environment(const std::string& name = "s42") { step(key_of(name)); }
  /// Until nothing is under way in the environment.
  void rest(const std::string& name) {
    for (int i = 0; i < 50; ++i) {
      const auto verdict = reconcilers({}, key_of(name));
      REQUIRE_FALSE(verdict.failed);
      if (!verdict.again) return;
      scene.clock.advance(std::max(*verdict.again, Millis{100}));
    }
    FAIL("does not rest");
  }
  core::Environment stored(const std::string& environment) {
    std::optional<core::Environment> out;
    scene.store.read([&](core::Tx& tx) { out = tx.environments().find("classroom", environment); });
    REQUIRE(out);
    return *out;
  }
  core::Deployment newest(const std::string& environment) {
    std::optional<core::Deployment> out;
    scene.store.read(
        [&](core::Tx& tx) { out = tx.deployments().newest("classroom", environment); });
    REQUIRE(out);
    return *out;
  }
  std::int64_t revision(const std::string& environment) { return newest(environment).revision; }
  /// What has been sent to the groups until now: of a card its newest state.
  const std::map<std::string, core::Notice>& told() {
    scene.store.write([&](core::Tx& tx) {
      for (auto due = tx.outbox().due(scene.clock.now(), 10); !due.empty();
           due = tx.outbox().due(scene.clock.now(), 10)) {
        for (const auto& item : due) {
          sent[item.card.empty() ? item.key : item.card] = item.notice;
          tx.outbox().sent(item, {item.group, std::to_string(item.id)}, scene.clock.now());
        }
      }
    });
    return sent;
  }
  std::string card(int revision) {
    const auto found = told().find("deployment/classroom/s42/" + std::to_string(revision));
    return found == sent.end() ? "" : found->second.body.at("status").get<std::string>();
  }
  std::vector<std::string> marked() {
    std::vector<std::string> out;
    for (const KeyStatus& one : queue.status()) out.push_back(text_of(one.key));
    return out;
  }

  test::Scene scene;
  workflow::IterationPolicy policy;
  struct Nobody final : core::Members {
    Known<std::vector<core::Member>> members(const Call&) override {
      return std::vector<core::Member>{};
    }
  } nobody;
  struct NoChat final : core::Chat {
    std::string name() const override { return "fake"; }
    core::Capabilities capabilities() const override { return {}; }
    core::Groups& groups() override { throw Error(Reason::internal_error); }
    core::Messages& messages() override { throw Error(Reason::internal_error); }
    core::Directory& directory() override { throw Error(Reason::internal_error); }
  } chat;
  workflow::IterationDependencies project_{
      scene.deps.system, scene.store, scene.ports, nobody, chat, policy, {}};
  std::shared_ptr<ServedApplication> served;
  std::optional<Error> broken;
  Queue queue{scene.deps.system};
  Reconcilers reconcilers{*this, queue, scene.store, scene.deps.system, {}};
  std::map<std::string, core::Notice> sent;
};

}  // namespace chatops::keeper
