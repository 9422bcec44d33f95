// `env logs`: what components have written, and what they write.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/fake_clusters.hpp"
#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using test::Desk;

struct Logging {
  Logging() {
    desk.deployed("s42");
    desk.deps.clusters = &clusters;
    clusters.written = {{"api", std::string("one\ntwo\n")},
                        {"web", unknown(Error(Reason::container_waiting, {{"what", "web-0"}}))}};
  }
  Desk desk;
  test::FakeClusters clusters;
};

TEST_CASE("env logs prints what a component has written") {
  Logging scene;
  const Outcome outcome = scene.desk.outcome(
      EnvLogsRequest{.environment = "s42", .components = {"api"}, .since_ms = 60000, .tail = 5});
  REQUIRE(outcome.body["items"].size() == 1);
  CHECK(outcome.body["items"][0]["lines"] == nlohmann::json::array({"one", "two"}));
  const core::LogQuestion& asked = scene.clusters.asked_logs.back();
  CHECK(asked.since == Millis(60000));
  CHECK(asked.tail == 5);
  CHECK_FALSE(asked.previous);
}

TEST_CASE("a container that says nothing keeps the others from nothing") {
  Logging scene;
  const Outcome outcome = scene.desk.outcome(EnvLogsRequest{.environment = "s42"});
  CHECK(outcome.body["items"].size() == 1);
  REQUIRE(outcome.notes.size() == 1);
  CHECK(outcome.notes.front().reason == Reason::container_waiting);
}

TEST_CASE("env logs -f tells lines as they come") {
  Logging scene;
  (void)scene.desk.outcome(
      EnvLogsRequest{.environment = "s42", .components = {"api"}, .follow = true});
  std::vector<std::string> told;
  for (const Event& event : scene.desk.told.events)
    if (event.kind == "log") told.push_back(event.body["text"]);
  CHECK(told == std::vector<std::string>{"one", "two"});
}

TEST_CASE("env logs -f says when it goes on with another pod") {
  Logging scene;
  scene.clusters.replaced = {"api"};
  (void)scene.desk.outcome(
      EnvLogsRequest{.environment = "s42", .components = {"api"}, .follow = true});
  const Event& told = scene.desk.told.events.back();
  CHECK(told.kind == "log_joined");
  CHECK(told.body == nlohmann::json{{"component", "api"}, {"pod", "api-1"}});
}

TEST_CASE("a component that is none, and no cluster at all") {
  Logging scene;
  CHECK(test::reason_of([&] {
          scene.desk.run(EnvLogsRequest{.environment = "s42", .components = {"apo"}});
        }) == Reason::unknown_component);
  scene.desk.deps.clusters = nullptr;
  CHECK(test::reason_of([&] {
          scene.desk.run(EnvLogsRequest{.environment = "s42", .components = {"api"}});
        }) == Reason::unknown_cluster);
}

}  // namespace
}  // namespace chatops::command
