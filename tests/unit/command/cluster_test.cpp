// What is asked of an environment's cluster besides logs: events, addresses, programs, ports.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/fake_clusters.hpp"
#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using test::Desk;

/// Says that it is a terminal of this size, and ends every program with this code.
struct FakeConsole final : core::Console {
  std::optional<core::TerminalSize> terminal() override { return size; }
  Known<int> attend(const Call&, core::Exec&, bool with_terminal) override {
    attended = with_terminal ? "terminal" : "streams";
    return code;
  }
  std::optional<core::TerminalSize> size;
  int code = 0;
  std::string attended;
};

struct Looking {
  Looking() {
    desk.deployed("s42");
    desk.deps.clusters = &clusters;
    clusters.happened = {{.component = "api", .kind = "Pod", .object = "api-1", .reason = "Pulled"},
                         {.component = "web",
                          .kind = "Pod",
                          .object = "web-1",
                          .warning = true,
                          .reason = "BackOff"},
                         {.component = "", .kind = "Node", .object = "n1", .reason = "Ready"}};
  }
  Desk desk;
  test::FakeClusters clusters;
  FakeConsole console;
};

std::vector<std::string> reasons_in(const Outcome& outcome) {
  std::vector<std::string> out;
  for (const auto& event : outcome.body["items"]) out.push_back(event["reason"]);
  return out;
}

TEST_CASE("env events: all of the namespace, of some components, only warnings") {
  Looking scene;
  using Names = std::vector<std::string>;
  CHECK(reasons_in(scene.desk.outcome(EnvEventsRequest{.environment = "s42"})) ==
        Names{"Pulled", "BackOff", "Ready"});
  CHECK(reasons_in(scene.desk.outcome(EnvEventsRequest{
            .environment = "s42", .components = {"web", "api"}})) == Names{"Pulled", "BackOff"});
  CHECK(reasons_in(scene.desk.outcome(EnvEventsRequest{.environment = "s42", .warnings = true})) ==
        Names{"BackOff"});
  CHECK(test::reason_of([&] {
          scene.desk.run(EnvEventsRequest{.environment = "s42", .components = {"wep"}});
        }) == Reason::unknown_component);
}

TEST_CASE("env events tells what keeps components from running, of those that are asked for") {
  Looking scene;
  core::RunningNamespace seen{.exists = true};
  for (const char* component : {"api", "web"})
    seen.troubles.push_back({component, Error(Reason::container_crashed), {"last"}});
  const std::string ns = scene.desk.outcome(EnvShowRequest{.environment = "s42"}).body["namespace"];
  scene.clusters.namespaces.insert_or_assign({"", ns}, seen);
  const auto told =
      scene.desk.outcome(EnvEventsRequest{.environment = "s42", .components = {"web"}})
          .body["troubles"];
  REQUIRE(told.size() == 1);
  CHECK(told[0]["component"] == "web");
}

TEST_CASE("env events says so where the cluster does not tell what runs") {
  Looking scene;
  const std::string ns = scene.desk.outcome(EnvShowRequest{.environment = "s42"}).body["namespace"];
  SUBCASE("nothing at all") {
    scene.clusters.namespaces.insert_or_assign({"", ns}, unknown(Error(Reason::answer_timeout)));
  }
  SUBCASE("nothing of what troubles it") {
    scene.clusters.namespaces.insert_or_assign(
        {"", ns},
        core::RunningNamespace{.exists = true, .why_unknown = Error(Reason::answer_timeout)});
  }
  const Outcome outcome = scene.desk.outcome(EnvEventsRequest{.environment = "s42"});
  CHECK(outcome.body["items"].size() == 3);
  CHECK(outcome.body["troubles"].empty());
  REQUIRE(outcome.notes.size() == 1);
  CHECK(outcome.notes.front().reason == Reason::answer_timeout);
}

TEST_CASE("doctor pulls one image of each registry where the environment is, when it is asked to") {
  Looking scene;
  CHECK(scene.desk.outcome(DoctorRequest{.part = "kube"}).body["items"].empty());
  CHECK(scene.clusters.pulled.empty());
  const DoctorRequest request{.part = "kube", .pull = "s42"};
  auto told = scene.desk.outcome(request).body["items"];
  REQUIRE(told.size() == 1);
  CHECK(told[0]["check"] == "kube_pulls");
  CHECK(told[0]["health"] == "ok");
  REQUIRE(scene.clusters.pulled.size() == 1);
  const std::string& pulled = scene.clusters.pulled.front();
  const std::string ns = scene.desk.outcome(EnvShowRequest{.environment = "s42"}).body["namespace"];
  CHECK(pulled.starts_with("/" + ns + ": " + test::image_of("")));
  CHECK(pulled.ends_with(":" + test::version_of("main", 10)));

  const std::string image = pulled.substr(pulled.find(": ") + 2);
  scene.clusters.unpullable.emplace(image, Error(Reason::image_pull_denied, {{"image", image}}));
  const Outcome denied = scene.desk.outcome(request);
  CHECK(denied.body["items"][0]["why"]["reason"] == "image_pull_denied");
  CHECK(denied.error->reason == Reason::doctor_found_problems);
}

TEST_CASE("doctor dev asks the environment's cluster what it would refuse, and pulls its images") {
  Looking scene;
  const DoctorRequest request{.part = "dev", .pull = "s42"};
  CHECK(scene.desk.outcome(request).body["items"].empty());
  core::DevSettings settings;
  settings.image = "registry/dev:1";
  settings.root = "/src";
  for (auto& component : scene.desk.application.components) {
    if (component.name == "api") component.dev = settings;
  }
  const Outcome fit = scene.desk.outcome(request);
  REQUIRE(scene.desk.services.dev.rehearsed.size() == 1);
  CHECK(scene.desk.services.dev.rehearsed.front().image == "registry/dev:1");
  CHECK(scene.desk.services.dev.rehearsed.front().place.component.name == "api");
  REQUIRE(scene.clusters.pulled.size() == 1);
  CHECK(scene.clusters.pulled.front().ends_with(": registry/dev:1"));
  CHECK(fit.body["items"].size() == 2);
  CHECK_FALSE(fit.error);
  scene.desk.services.dev.refusals = {Error(Reason::quota_exceeded, {{"quota", "small"}})};
  const Outcome refused = scene.desk.outcome(request);
  CHECK(refused.body["items"][0]["check"] == "dev_start");
  CHECK(refused.body["items"][1]["check"] == "dev_images");
  CHECK(refused.body["items"][0]["why"]["reason"] == "quota_exceeded");
  CHECK(refused.error->reason == Reason::doctor_found_problems);
}

TEST_CASE(
    "env open tells the environment's address, or a component's where something leads there") {
  Looking scene;
  scene.clusters.served = {{"web", "https://web.s42.example/", "page"}};
  CHECK(scene.desk.outcome(EnvOpenRequest{.environment = "s42", .print_only = true}).body["url"] ==
        "http://s42.classroom.test/");
  CHECK(scene.desk
            .outcome(EnvOpenRequest{.environment = "s42", .component = "web", .print_only = true})
            .body["url"] == "https://web.s42.example/");
  CHECK(test::reason_of([&] {
          scene.desk.run(EnvOpenRequest{.environment = "s42", .component = "api"});
        }) == Reason::no_address);
}

TEST_CASE("env open starts no browser for a chat, and says so where there is none") {
  Looking scene;
  scene.desk.envelope.door = table::Door::chat;
  CHECK(scene.desk.outcome(EnvOpenRequest{.environment = "s42"}).notes.empty());
  scene.desk.envelope.door = table::Door::terminal;
  const Outcome here = scene.desk.outcome(EnvOpenRequest{.environment = "s42"});
  CHECK(here.body["opened"] == false);
  REQUIRE(here.notes.size() == 1);
  CHECK(here.notes[0].reason == Reason::browser_missing);
}

TEST_CASE("env exec: the program's code is ours, and it has a terminal where the person has one") {
  Looking scene;
  scene.desk.host.console = &scene.console;
  scene.console.code = 3;
  const EnvExecRequest request{
      .environment = "s42", .component = "api", .container = "side", .argv = {"sh", "-c", ""}};
  Outcome outcome = scene.desk.outcome(request);
  CHECK(outcome.code == 3);
  CHECK(scene.console.attended == "streams");
  const core::ProgramQuestion& asked = scene.clusters.programs.back();
  CHECK(asked.component.name == "api");
  CHECK(asked.container == "side");
  CHECK(asked.argv == std::vector<std::string>{"sh", "-c", ""});
  CHECK(asked.input);
  CHECK_FALSE(asked.terminal);

  scene.console.size = core::TerminalSize{100, 30};
  outcome = scene.desk.outcome(request);
  CHECK(scene.console.attended == "terminal");
  CHECK(scene.clusters.programs.back().terminal == scene.console.size);
  CHECK(outcome_of(to_document(outcome)).code == 3);
}

TEST_CASE("env exec needs a console") {
  Looking scene;
  CHECK(test::reason_of([&] {
          scene.desk.run(EnvExecRequest{.environment = "s42", .component = "api", .argv = {"ls"}});
        }) == Reason::command_not_here);
  CHECK(scene.clusters.programs.empty());
}

TEST_CASE("env port-forward passes ports on and tells what happens") {
  Looking scene;
  (void)scene.desk.outcome(EnvPortForwardRequest{
      .environment = "s42", .component = "web", .ports = {"8080:80", "443", ":5432"}});
  CHECK(scene.clusters.forwarded.back().ports ==
        std::vector<core::ForwardedPort>{{8080, 80}, {443, 443}, {0, 5432}});
  REQUIRE(scene.desk.told.kinds.back() == "forward");
  const auto& told = scene.desk.told.events.back().body;
  CHECK(told["type"] == "listening");
  CHECK(told["ports"][0] == nlohmann::json{{"local", 8080}, {"remote", 80}});
}

}  // namespace
}  // namespace chatops::command
