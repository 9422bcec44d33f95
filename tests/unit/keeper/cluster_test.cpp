// The reconcilers over an application whose environments have clusters: what differs from what was
// deployed, who develops in it, and when it is looked at.
// SPDX-License-Identifier: Apache-2.0
#include "ground.hpp"
#include "support/fake_clusters.hpp"
#include "support/fake_dev_mode.hpp"

using namespace chatops;
using namespace chatops::keeper;

namespace {

/// s42 as it was deployed, in a cluster where dev mode is looked for.
core::Environment settled(Ground& ground, test::FakeClusters& clusters, test::FakeDevMode& dev) {
  ground.scene.deps.clusters = &clusters;
  ground.scene.deps.dev_mode = &dev;
  ground.deploy();
  ground.rest("s42");
  return ground.stored("s42");
}

}  // namespace

TEST_CASE("what somebody changed in the cluster is told once, and that it is over") {
  Ground ground;
  test::FakeClusters clusters;
  ground.scene.deps.clusters = &clusters;
  ground.deploy();
  ground.rest("s42");
  const Key key{KeyKind::cluster, "coding/shop", "classroom", ""};
  const core::Environment environment = ground.stored("s42");
  core::RunningNamespace as_deployed{.exists = true};
  for (const auto& [name, line] : environment.deployed->lines)
    as_deployed.workloads.push_back({.component = name,
                                     .kind = "Deployment",
                                     .name = name,
                                     .image = line.image.text() + ":" + line.version,
                                     .wanted = 1,
                                     .ready = 1});
  auto& seen = clusters.namespaces[{"", environment.ns}];
  seen = as_deployed;
  const auto told = [&]() -> std::optional<std::size_t> {
    const auto again = ground.reconcilers({}, key).again;
    CHECK(again);
    const auto found = ground.told().find("drift/classroom/s42/1");
    if (found == ground.sent.end()) return std::nullopt;
    return found->second.body.at("items").size();
  };
  CHECK_FALSE(told());
  seen->workloads.front().image = "elsewhere/api:9";
  CHECK(told() == 1);
  ground.sent.clear();
  CHECK_FALSE(told());  // not again
  SUBCASE("a cluster that does not answer takes nothing back") {
    seen = unknown(Error(Reason::unreachable));
    CHECK_FALSE(told());
  }
  SUBCASE("put right by hand") {
    seen = as_deployed;
    CHECK(told() == 0);
  }
  SUBCASE("while something is deployed nothing is compared") {
    ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
    ground.deploy();
    seen = as_deployed;
    CHECK_FALSE(told());
    ground.rest("s42");
    (void)ground.reconcilers({}, key);
    CHECK(ground.told().at("drift/classroom/s42/1").body.at("items").empty());
  }
}

TEST_CASE("a group is told who has what in dev mode, and what nobody holds is put back") {
  Ground ground;
  test::FakeClusters clusters;
  test::FakeDevMode dev;
  const auto environment = settled(ground, clusters, dev);
  const Key key{KeyKind::cluster, "coding/shop", "classroom", ""};
  core::DevSession session{.component = "api",
                           .ns = environment.ns,
                           .kind = "Deployment",
                           .workload = "api",
                           .container = "api",
                           .root = "/src",
                           .holder_id = "user:ann",
                           .holder = "Ann",
                           .unreadable = std::nullopt};
  dev.held = {session};
  const std::string card = "dev/classroom/s42/api/" + to_rfc3339(session.since);
  const auto told = [&]() -> std::string {
    ground.sent.clear();
    ground.step(key);
    const auto found = ground.told().find(card);
    return found == ground.sent.end() ? "" : found->second.body.at("state").get<std::string>();
  };
  // What it runs meanwhile is no drift.
  clusters.namespaces[{environment.cluster, environment.ns}] =
      core::RunningNamespace{.exists = true, .workloads = {}, .troubles = {}};
  CHECK(told() == "on");
  const auto drift = ground.told().find("drift/classroom/s42/1");
  REQUIRE(drift != ground.sent.end());
  for (const auto& item : drift->second.body.at("items")) CHECK(item.at("component") != "api");
  CHECK(told() == "");  // not again
  SUBCASE("ended by whoever has it") {
    dev.held.clear();
    CHECK(told() == "over");
    CHECK(told() == "");
  }
  SUBCASE("wanted by somebody else, until its holder has answered") {
    dev.held.front().wanted_by = "Bo";
    dev.held.front().wanted_since = ground.scene.clock.now();
    const std::string wish = "wish/classroom/s42/api/" + to_rfc3339(session.since) + "/" +
                             to_rfc3339(dev.held.front().wanted_since);
    const auto asked = [&]() -> std::string {
      ground.sent.clear();
      ground.step(key);
      const auto found = ground.told().find(wish);
      return found == ground.sent.end() ? "-" : found->second.body.at("state").get<std::string>();
    };
    CHECK(asked() == "wanted");
    {
      const auto& body = ground.told().at(wish).body;
      CHECK(body.at("wanted_by") == "Bo");
      CHECK(body.at("wanted_since") == to_rfc3339(ground.scene.clock.now()));
      CHECK(body.at("epoch") == environment.epoch);
      CHECK(body.at("unlinked") == "user:ann");
      // The older message of the session says it, and nothing can be clicked there.
      CHECK(ground.told().at(card).body.at("state") == "on");
      CHECK(ground.told().at(card).body.at("wanted_by") == "Bo");
      CHECK_FALSE(ground.told().at(card).body.contains("epoch"));
    }
    CHECK(asked() == "-");
    SUBCASE("by a person who is known in the group") {
      core::Identity ann{.id = "coding:1", .name = "Ann", .accounts = {{"user", "ann"}}};
      ground.scene.store.write([&](core::Tx& tx) { tx.identities().put(ann); });
      CHECK(asked() == "-");  // they cannot click there yet
      ann.accounts["fake"] = "ann";
      ground.scene.store.write([&](core::Tx& tx) { tx.identities().put(ann); });
      CHECK(asked() == "wanted");
      CHECK_FALSE(ground.told().at(wish).body.contains("unlinked"));
    }
    SUBCASE("kept") {
      dev.held.front().wanted_by = "";
      CHECK(asked() == "wish_kept");
      for (const char* member : {"epoch", "unlinked"})
        CHECK_FALSE(ground.told().at(wish).body.contains(member));
      CHECK_FALSE(ground.told().at(card).body.contains("wanted_by"));
      CHECK(asked() == "-");
    }
    SUBCASE("asked again: another question") {
      dev.held.front().wanted_since += Millis(60'000);
      CHECK(asked() == "wish_kept");
      CHECK(ground.told().size() == 3);  // both questions, and the session's
    }
    SUBCASE("handed over") {
      dev.held.clear();
      CHECK(asked() == "wish_over");
      const auto& body = ground.told().at(card).body;
      CHECK(body.at("state") == "over");
      for (const char* member : {"wanted_by", "wanted_since"}) CHECK_FALSE(body.contains(member));
    }
    SUBCASE("nobody renewed it: it was put back") {
      dev.held.front().run_out = true;
      CHECK(asked() == "wish_over");
      CHECK(ground.told().at(card).body.at("state") == "run_out");
    }
  }
  SUBCASE("run out") {
    dev.held.front().run_out = true;
    CHECK(told() == "run_out");
    CHECK(dev.held.empty());
    CHECK(told() == "");
  }
  SUBCASE("run out and renewed meanwhile") {
    dev.held.front().run_out = dev.renewed_meanwhile = true;
    CHECK(told() == "");
    CHECK(dev.held.size() == 1);
  }
  SUBCASE("a cluster that does not answer ends nothing") {
    dev.unseen = Error(Reason::unreachable);
    CHECK(told() == "");
  }
}

TEST_CASE("who is who is asked again at once when accounts are linked") {
  Ground ground;
  test::FakeClusters clusters;
  test::FakeDevMode dev;
  const auto environment = settled(ground, clusters, dev);
  const Key key{KeyKind::cluster, "coding/shop", "classroom", ""};
  dev.held = {{.component = "api",
               .ns = environment.ns,
               .kind = "Deployment",
               .workload = "api",
               .holder_id = "user:ann",
               .holder = "Ann",
               .wanted_by = "Bo",
               .wanted_since = ground.scene.clock.now(),
               .unreadable = std::nullopt}};
  ground.step(key);
  const auto wish = [&] {
    for (const auto& [card, notice] : ground.told())
      if (card.starts_with("wish/")) return notice.body;
    return nlohmann::json::object();
  };
  REQUIRE(wish().contains("unlinked"));
  ground.scene.store.write([&](core::Tx& tx) {
    tx.identities().put(
        {.id = "coding:1", .name = "Ann", .accounts = {{"user", "ann"}, {"fake", "ann"}}});
  });
  // A change elsewhere alone would not have this environment looked at.
  ground.reconcilers.mark_namespace("elsewhere");
  ground.reconcilers.mark_people();
  for (const std::string kind : {"project/", "cluster/"}) {
    const auto marked = ground.marked();
    CHECK(std::any_of(marked.begin(), marked.end(),
                      [&](const std::string& one) { return one.starts_with(kind); }));
  }
  (void)ground.reconcilers({}, key);
  CHECK_FALSE(wish().contains("unlinked"));
}

TEST_CASE("a change in a cluster has it looked at soon, and with it what is being deployed there") {
  Ground ground;
  const Key key{KeyKind::cluster, "coding/shop", "classroom", ""};
  ground.reconcilers.mark_namespace("elsewhere");
  CHECK(ground.queue.status().empty());  // no cluster is looked into
  test::FakeClusters clusters;
  ground.scene.deps.clusters = &clusters;
  ground.deploy();
  ground.look_at_environment();
  REQUIRE(ground.card(1) == "running");
  ground.reconcilers.mark_namespace("elsewhere");
  CHECK_FALSE(ground.queue.due(key));  // others come along
  ground.scene.clock.advance(Millis{1'000});
  CHECK(ground.queue.due(key));
  ground.step(key);
  CHECK_FALSE(ground.queue.due(Ground::key_of("s42")));
  ground.reconcilers.mark_namespace(ground.stored("s42").ns);
  ground.step(key);
  CHECK(ground.queue.due(Ground::key_of("s42")));
}

TEST_CASE("only what changed is compared with its cluster, and all of it from time to time") {
  Ground ground;
  test::FakeClusters clusters;
  ground.scene.deps.clusters = &clusters;
  for (const char* name : {"s42", "s43"}) {
    ground.deploy(false, name);
    ground.rest(name);
  }
  const Key key{KeyKind::cluster, "coding/shop", "classroom", ""};
  const auto compared = [&] {
    clusters.asked.clear();
    ground.step(key);
    return clusters.asked.size();
  };
  CHECK(compared() == 2);
  ground.reconcilers.mark_namespace(ground.stored("s43").ns);
  CHECK(compared() == 1);
  CHECK(clusters.asked.front().ns == ground.stored("s43").ns);
  ground.scene.clock.advance(std::chrono::minutes{5});
  ground.reconcilers.mark_namespace(ground.stored("s43").ns);
  CHECK(compared() == 2);
}
