// A place where commands are run as a door runs them: fake services over the tests' application, no
// network, no program, and a clock that passes when somebody waits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "command/answering.hpp"
#include "command/run.hpp"
#include "support/classroom.hpp"
#include "support/fake_dev_mode.hpp"

namespace chatops::test {

class FakeSandbox final : public core::SandboxHost {
 public:
  core::SandboxFacts start(const Call&, const core::SandboxOptions& options) override {
    facts.running = true;
    facts.directory = options.directory;
    return facts;
  }
  core::SandboxFacts stop(const Call&, const std::string&, bool forget) override {
    facts.running = false;
    forgotten = forget;
    return facts;
  }
  core::SandboxFacts status(const std::string&) override { return facts; }
  core::SandboxFacts facts;
  bool forgotten = false;
};

class FakeAccounts final : public core::Accounts {
 public:
  core::LoginPlace place(const core::LoginRequest& request) override {
    return {.host = request.host.empty() ? "acme.coding.net" : request.host,
            .url = request.url.empty() ? url : request.url,
            .username = request.username};
  }
  core::LoggedIn log_in(const Call&, const core::LoginRequest& request) override {
    used = request.secret.reveal();
    core::LoggedIn out;
    out.credential.system = request.system;
    out.kept_in = "keyring";
    return out;
  }
  std::vector<core::Credential> status(const Call&, bool) override { return all; }
  core::LoggedOut log_out(const Call&, const core::LogoutRequest& request) override {
    return {.host = request.host, .removed = {"keyring"}, .notes = {}};
  }
  std::string url, used;
  std::vector<core::Credential> all;
};

/// A server that is up for as long as nobody stops it, which is at once.
class FakeServer final : public core::ServerHost, public core::ServerControl {
 public:
  Findings check(const Call&, const core::ServeOptions& options) override {
    asked = options;
    return findings;
  }
  std::string usual_config() override { return usual; }
  std::string usual;
  void run(const Call&, const core::ServeOptions& options,
           const std::function<void(const core::Serving&)>& up) override {
    asked = options;
    up({.url = "http://127.0.0.1:8460", .socket = "/s", .applications = {"shop"}});
  }
  void back_up(const Call&, const std::string& to, bool replace) override {
    backed_up.push_back(to + (replace ? " replaced" : ""));
  }
  core::ServerStatus status(const Call&) override { return facts; }
  std::string login_link(const Call&, const std::string& login) override {
    return "http://127.0.0.1:8460/chat/login?token=" + login;
  }
  std::vector<core::IterationRecord> adopt(const Call&, const std::string&, const std::string& code,
                                           bool all) override {
    adopted.push_back(all ? "all" : code);
    return {core::IterationRecord{.last = {.code = code, .name = "Sprint"}}};
  }
  std::vector<core::ServerHook> set_up_hooks(const Call&, bool take_over) override {
    took_over = take_over;
    return hooks;
  }
  bool took_over = false;
  std::vector<core::IterationRecord> iterations(const Call&) override { return {}; }
  std::int64_t replay(const Call&, std::int64_t from, std::int64_t to) override {
    replayed = {from, to};
    return to - from + 1;
  }

  core::ServeOptions asked;
  Findings findings;
  core::ServerStatus facts;
  std::vector<std::string> adopted, backed_up;
  std::pair<std::int64_t, std::int64_t> replayed;
  std::vector<core::ServerHook> hooks;
};

class FakeFiles final : public core::ConfigFiles {
 public:
  core::Draft draft(const Call&, const core::DraftRequest&, const core::Say&) override {
    return {.file = "/app/chatops.yaml", .text = text, .found = nlohmann::json::object()};
  }
  std::string place(const core::Draft& draft, bool) override {
    written = draft.text;
    return "";
  }
  core::OpenedFile open(const Call&, bool user, const core::Say&) override {
    return {.file = "/app/chatops.yaml", .text = text, .user = user};
  }
  std::vector<Error> mistakes(const core::OpenedFile&, const std::string& of) override {
    if (of.find("bad") == std::string::npos) return {};
    return {Error(Reason::yaml_unknown_key, {{"what", "bad"}})};
  }
  void write(const core::OpenedFile&, const std::string& of) override { written = of; }
  std::string text = "application: shop\n", written;
};

class FakeServices final : public command::Services {
 public:
  explicit FakeServices(Scene& scene) : scene_(scene) {}
  System system() override { return scene_.deps.system; }
  workflow::Dependencies& dependencies(const Call&) override { return scene_.deps; }
  core::Tracker& tracker(const Call&) override { return scene_.ports; }
  command::ConfigReport configuration(const Call&) override { return report; }
  core::SandboxHost& sandbox() override { return simulators; }
  core::Accounts& accounts() override { return credentials; }
  Findings diagnose(const Call&, const std::string& part) override {
    looked_at = part;
    return findings;
  }
  core::ConfigFiles& config_files() override { return files; }
  core::ServerHost& server_host() override { return a_server; }
  core::DevMode& dev_mode(const Call&) override { return dev; }
  core::ServerControl& server() override { return a_server; }

  command::ConfigReport report;
  FakeSandbox simulators;
  FakeAccounts credentials;
  FakeFiles files;
  FakeServer a_server;
  FakeDevMode dev;
  Findings findings;
  std::string looked_at;  ///< the part that was diagnosed last

 private:
  Scene& scene_;
};

struct Told final : command::Listener {
  void on_event(const command::Event& event) override {
    kinds.push_back(event.kind);
    events.push_back(event);
  }
  std::vector<std::string> kinds;
  std::vector<command::Event> events;
};

/// One person at one terminal.
struct Desk : Scene {
  FakeServices services{*this};
  Told told;
  command::Host host{
      .call = call, .services = services, .listener = told, .authority = command::local_authority};
  command::Envelope envelope{
      .actor = {.name = "lin", .origin = core::Origin::cli, .id = "user:lin@desk"}};

  command::Reply run(command::Request request) {
    envelope.request = std::move(request);
    return command::run(host, envelope);
  }
  /// The outcome, which must come at once.
  command::Outcome outcome(command::Request request) {
    command::Reply reply = run(std::move(request));
    REQUIRE(std::holds_alternative<command::Outcome>(reply));
    return std::get<command::Outcome>(std::move(reply));
  }
  command::Need need(command::Request request) {
    command::Reply reply = run(std::move(request));
    REQUIRE(std::holds_alternative<command::Need>(reply));
    return std::get<command::Need>(std::move(reply));
  }
  command::Following following(command::Request request) {
    command::Reply reply = run(std::move(request));
    REQUIRE(std::holds_alternative<command::Following>(reply));
    return std::get<command::Following>(std::move(reply));
  }
  /// What the last request becomes by the answer.
  command::Request answered(const command::Need& need, command::Given given) {
    command::answer(envelope.request, need, std::move(given));
    return envelope.request;
  }
  /// Deployed to its end, as --yes does.
  command::Outcome deployed(const std::string& environment) {
    return command::follow(
        host, envelope,
        following(command::DeployRequest{
            .environment = environment, .create = true, .options = {.yes = true}}));
  }
};

inline Reason reason_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.reason;
  }
  return Reason::internal_error;
}

}  // namespace chatops::test
