// A group of an iteration with its people, over fake services and a real store in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/chat_parts.hpp"
#include "unit/command/desk.hpp"
#include "workflow/deploy.hpp"

namespace chatops::test {

class OtherServices final : public command::Services {
 public:
  OtherServices(FakeServices& like, workflow::Dependencies& deps) : like_(like), deps_(deps) {}
  System system() override { return like_.system(); }
  workflow::Dependencies& dependencies(const Call&) override { return deps_; }
  core::Tracker& tracker(const Call& call) override { return like_.tracker(call); }
  command::ConfigReport configuration(const Call& call) override {
    return like_.configuration(call);
  }
  core::SandboxHost& sandbox() override { return like_.sandbox(); }
  core::Accounts& accounts() override { return like_.accounts(); }
  Findings diagnose(const Call& call, const std::string& part) override {
    return like_.diagnose(call, part);
  }
  core::ConfigFiles& config_files() override { return like_.config_files(); }
  core::ServerHost& server_host() override { return like_.server_host(); }
  core::DevMode& dev_mode(const Call& call) override { return like_.dev_mode(call); }
  core::ServerControl& server() override { return like_.server(); }

 private:
  FakeServices& like_;
  workflow::Dependencies& deps_;
};

inline const core::GroupRef the_group{"local", "g1"};

/// lin: member; wu: member who owns the iteration; ma: administrator; bo: guest; ed: of another
/// project; nobody knows "stranger".
struct House : Scene, server::Hosts {
  House() {
    outside.iterations["42"] = iteration();
    blog.name = "blog";
    blog.namespace_template = "blog-{env}";
    blog.domain_template = "{env}.blog.test";
    blog.components.erase(blog.components.begin());
    store.write([&](core::Tx& tx) {
      core::IterationRecord record{.key = {"coding", "classroom", "42"}, .last = iteration()};
      record.stage = core::IterationStage::active;
      record.group = the_group;
      tx.iterations().put(record);
      for (const char* name : {"lin", "wu", "ma", "bo", "ed"})
        tx.identities().put({.id = std::string("coding:") + name,
                             .name = name,
                             .accounts = {{"coding", name}, {"local", name}}});
    });
    using core::Role;
    people = std::vector<core::Member>{{{.id = "lin", .name = "lin", .email = {}}, Role::member},
                                       {{.id = "wu", .name = "wu", .email = {}}, Role::member},
                                       {{.id = "ma", .name = "ma", .email = {}}, Role::admin},
                                       {{.id = "bo", .name = "bo", .email = {}}, Role::guest}};
  }

  static core::Iteration iteration() {
    core::Iteration out;
    out.code = "42";
    out.name = "S42";
    out.state = core::IterationState::active;
    out.owner = core::Person{.id = "wu", .name = "wu", .email = {}};
    return out;
  }

  std::optional<server::ProjectRef> project(const core::GroupRef& of) override {
    if (of.id != "project") return std::nullopt;
    return server::ProjectRef{"coding", "classroom"};
  }
  std::vector<std::string> applications(const server::ProjectRef&) override { return names; }
  std::shared_ptr<command::Services> services(const std::string& of) override {
    if (of == "blog") return std::make_shared<OtherServices>(fakes, blog_deps);
    return std::make_shared<OtherServices>(fakes, deps);
  }
  Known<std::vector<core::Member>> members(const Call&, const server::ProjectRef&) override {
    return people;
  }

  // ---- what tests do and look at ----
  server::ChatReply say(const std::string& account, const std::string& line,
                        const std::string& key = "") {
    return door->said(call, {the_group, account}, line, key);
  }
  server::ChatReply click(const std::string& account, const core::Action& action) {
    return door->clicked(call, {the_group, account}, action);
  }
  server::ChatReply press(const std::string& account, const core::Form& form,
                          const std::string& button, card::Answer answer = {}) {
    answer.button = button;
    return door->answered(call, {the_group, account}, form.id, std::move(answer));
  }
  /// Deployed by lin to its end.
  void deploy() {
    const auto form = say("lin", "/deploy").form;
    REQUIRE(form);
    press("lin", *form, "deploy");
    finish();
  }
  void finish(const std::string& environment = "s42") {
    const auto newest = this->newest(environment);
    class Quiet final : public workflow::Watcher {
      void event(const core::Deployment&, const workflow::Event&) override {}
    } quiet;
    workflow::follow(call, deps, workflow::key_of(newest), quiet);
  }
  core::Deployment newest(const std::string& environment = "s42") {
    std::optional<core::Deployment> out;
    store.read([&](core::Tx& tx) { out = tx.deployments().newest("classroom", environment); });
    REQUIRE(out);
    return *out;
  }
  std::optional<core::Environment> environment(const std::string& name = "s42") {
    std::optional<core::Environment> out;
    store.read([&](core::Tx& tx) { out = tx.environments().find("classroom", name); });
    return out;
  }
  core::IterationRecord record() {
    std::optional<core::IterationRecord> out;
    store.read([&](core::Tx& tx) { out = tx.iterations().of_group(the_group); });
    REQUIRE(out);
    return *out;
  }
  /// Newest first: "refused deploy right_missing lin".
  std::vector<std::string> audit() {
    std::vector<std::string> out;
    store.read([&](core::Tx& tx) {
      out.clear();
      for (const auto& one : tx.audit().list("", 0, 50))
        out.push_back(one.outcome + " " + one.command +
                      (one.reason.empty() ? "" : " " + one.reason) + " " + one.actor);
    });
    return out;
  }
  /// What waits for the group, oldest first, each marked as sent.
  std::vector<core::OutboxItem> outbox() {
    std::vector<core::OutboxItem> out;
    for (;;) {
      std::vector<core::OutboxItem> due;
      store.write([&](core::Tx& tx) {
        due = tx.outbox().due(clock.now(), 50);
        for (const auto& one : due)
          tx.outbox().sent(one, {one.group, std::to_string(one.id)}, clock.now());
      });
      if (due.empty()) return out;
      out.insert(out.end(), due.begin(), due.end());
    }
  }

  core::Application blog = classroom();
  workflow::Dependencies blog_deps{.system = deps.system,
                                   .store = store,
                                   .application = blog,
                                   .tracker = ports,
                                   .source = ports,
                                   .builds = ports,
                                   .artifacts = ports,
                                   .images = ports,
                                   .charts = ports,
                                   .engines = ports,
                                   .read_values = read_json_values,
                                   .read_chart_values = read_json_chart_values,
                                   .holder = "test"};
  FakeServices fakes{*this};
  std::vector<std::string> names{"classroom"};
  Known<std::vector<core::Member>> people = std::vector<core::Member>{};
  std::vector<std::string> touched;
  std::unique_ptr<server::ChatDoor> door = server::make_chat_door(
      {.store = store,
       .system = deps.system,
       .hosts = *this,
       .language = command::table::Language::en,
       .changed = [this](const std::string& key) { touched.push_back(key); }});
};

}  // namespace chatops::test
