// What really runs, beside what was deployed.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/fake_clusters.hpp"
#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using test::Desk;

struct Seen {
  Seen() {
    desk.deployed("s42");
    desk.deps.clusters = &clusters;
    const Outcome before = desk.outcome(EnvShowRequest{.environment = "s42"});
    ns = before.body["namespace"];
    for (const auto& line : before.body["components"])
      running().workloads.push_back(
          {.component = line["component"],
           .kind = "Deployment",
           .name = line["component"],
           .image = std::string(line["runs"]["image"]) + ":" + std::string(line["runs"]["version"]),
           .digests = {line["runs"]["digest"]},
           .wanted = 2,
           .ready = 2,
           .restarts = 1});
  }

  core::RunningNamespace& running() {
    auto& known = clusters.namespaces[{"", ns}];
    known->exists = true;
    return *known;
  }
  nlohmann::json line(const std::string& component) {
    const auto body = desk.outcome(EnvShowRequest{.environment = "s42"}).body;
    for (auto& one : body["components"])
      if (one["component"] == component) return one;
    return nullptr;
  }

  Desk desk;
  test::FakeClusters clusters;
  std::string ns;
};

TEST_CASE("env show --watch tells each state until its time is over, and hears of changes") {
  Seen seen;
  int looks = 0;
  seen.clusters.looked_at = [&] {
    if (++looks == 2) seen.running().workloads.front().ready = 1;
  };
  seen.clusters.tells = [](const core::Changed& changed) { changed(); };
  seen.desk.told.events.clear();
  const auto began = seen.desk.clock.tick();
  const Outcome last =
      seen.desk.outcome(EnvShowRequest{.environment = "s42", .watch = true, .timeout_ms = 25'000});
  CHECK(last.kind == "watched");  // nothing is said twice
  CHECK(seen.desk.clock.tick() - began == Millis(25'000));
  std::vector<Outcome> states;
  for (const Event& event : seen.desk.told.events) {
    REQUIRE(event.kind == "environment");
    states.push_back(outcome_of(event.body));
  }
  REQUIRE(states.size() >= 3);
  CHECK(states.size() <= 5);  // at rest it is looked at every ten seconds
  const auto ready = [&](std::size_t i) { return states[i].body["cluster"]["ready"]; };
  CHECK(ready(0) == states[0].body["cluster"]["wanted"]);
  CHECK(ready(1) != ready(0));
  CHECK(seen.clusters.asked.back().followed);
  CHECK(seen.clusters.subscribed.size() == 1);
}

TEST_CASE("env show tells what runs, as the cluster says") {
  Seen seen;
  const auto body = seen.desk.outcome(EnvShowRequest{.environment = "s42"}).body;
  CHECK(body["cluster"]["exists"] == true);
  CHECK(body["cluster"]["ready"] == body["cluster"]["wanted"]);
  const auto api = seen.line("api");
  REQUIRE(api["workloads"].size() == 1);
  CHECK(api["workloads"][0]["ready"] == 2);
  CHECK(api["drift"] == "none");
  REQUIRE_FALSE(seen.clusters.asked.empty());
  CHECK(seen.clusters.asked.back().components.size() == seen.desk.application.components.size());
}

TEST_CASE("what somebody changed beside us is told") {
  Seen seen;
  auto& api = seen.running().workloads.front();
  const std::string component = api.component;
  SUBCASE("another version") {
    api.image = "r.example.com/other:9";
    CHECK(seen.line(component)["drift"] == "other_version");
  }
  SUBCASE("another image under the same tag") {
    api.digests = {"sha256:other"};
    CHECK(seen.line(component)["drift"] == "moved_tag");
  }
  SUBCASE("a digest that is not known differs from nothing") {
    api.digests = {};
    CHECK(seen.line(component)["drift"] == "none");
  }
  SUBCASE("two images while a rollout goes on") {
    api.digests.insert("sha256:older");
    CHECK(seen.line(component)["drift"] == "none");
  }
  SUBCASE("nothing of it") {
    seen.running().workloads.erase(seen.running().workloads.begin());
    const auto line = seen.line(component);
    CHECK(line["drift"] == "absent");
    CHECK(line["workloads"].empty());
  }
}

TEST_CASE("without access to the cluster everything else is shown, and why") {
  Seen seen;
  seen.clusters.namespaces[{"", seen.ns}] =
      unknown(Error(Reason::unreachable, {{"what", "kube.list"}, {"where", "test"}}));
  const Outcome outcome = seen.desk.outcome(EnvShowRequest{.environment = "s42"});
  CHECK(outcome.body["state"] == "ready");
  CHECK(outcome.body["cluster"]["error"]["reason"] == "unreachable");
  CHECK(outcome.body["components"][0]["workloads"].is_null());
  REQUIRE(outcome.notes.size() == 1);
  CHECK(outcome.notes.front().reason == Reason::unreachable);
  const Outcome list = seen.desk.outcome(EnvListRequest{});
  CHECK(list.notes.size() == 1);
  CHECK(list.body["items"][0]["cluster"]["error"]["reason"] == "unreachable");
}

TEST_CASE("a cluster that nobody said how to reach is no trouble") {
  Seen seen;
  seen.clusters.namespaces.clear();
  const Outcome outcome = seen.desk.outcome(EnvShowRequest{.environment = "s42"});
  CHECK(outcome.body["cluster"].is_null());
  CHECK(outcome.notes.empty());
}

TEST_CASE("the address is asked where the cluster says that something runs") {
  Seen seen;
  std::vector<std::string> asked;
  Known<int> answer = 503;
  seen.desk.deps.ask_address = [&](const Call&, const std::string& url) {
    asked.push_back(url);
    return answer;
  };
  const auto show = [&] { return seen.desk.outcome(EnvShowRequest{.environment = "s42"}).body; };
  const auto body = show();
  CHECK(body["answer"]["status"] == 503);
  CHECK(asked == std::vector<std::string>{body["address"]});
  answer = unknown(Error(Reason::unreachable, {{"what", "address"}}));
  CHECK(show()["answer"]["error"]["reason"] == "unreachable");
  asked.clear();
  seen.running().exists = false;
  CHECK(show()["answer"].is_null());
  CHECK(asked.empty());
}

TEST_CASE("env list asks once for all") {
  Seen seen;
  seen.desk.deployed("s43");
  seen.clusters.asked.clear();
  const auto body = seen.desk.outcome(EnvListRequest{}).body;
  CHECK(seen.clusters.asked.size() == 2);
  CHECK(body["items"][0]["cluster"]["ready"] == 2 * seen.running().workloads.size());
  CHECK(body["items"][1]["cluster"].is_null());
}

TEST_CASE("a class says in which cluster its environments live") {
  Desk desk;
  desk.application.classes.front().cluster = "prod-like";
  desk.application.cluster = "test";
  const auto created = [&](const std::string& name, const std::string& of_class) {
    (void)desk.outcome(EnvCreateRequest{.environment = name, .environment_class = of_class});
    std::string out;
    desk.store.read(
        [&](core::Tx& tx) { out = tx.environments().find(desk.application.name, name)->cluster; });
    return out;
  };
  REQUIRE(desk.application.classes.size() > 1);
  CHECK(created("s50", desk.application.classes[0].name) == "prod-like");
  CHECK(created("s51", desk.application.classes[1].name) == "test");
}

}  // namespace
}  // namespace chatops::command
