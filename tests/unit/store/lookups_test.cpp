// What is looked up without reading everything: names, followers, queues, lists, the cache's bound.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/environment_machine.hpp"
#include "store/sqlite_store.hpp"

using namespace chatops;
using core::Tx;
using store::SqliteStore;

namespace {

using Names = std::vector<std::string>;

core::Environment made(const std::string& name) {
  core::Environment environment;
  environment.application = "shop";
  environment.name = name;
  environment.ns = "shop-" + name;
  environment.domain = name + ".shop.example.com";
  environment.state = core::EnvironmentState::ready;
  environment.desired.selection.components["api"] = core::Follow{"main"};
  return environment;
}

core::Environment put(Tx& tx, core::Environment environment) {
  tx.environments().put(environment);
  return environment;
}

core::Deployment deploy(Tx& tx, const std::string& environment, const std::string& queue = "") {
  core::Deployment deployment;
  deployment.application = "shop";
  deployment.environment = environment;
  deployment.actor.name = "lin";
  deployment.queue = queue;
  tx.deployments().put(deployment);
  return deployment;
}

Names names_of(const std::vector<core::EnvironmentSummary>& all) {
  Names out;
  for (const auto& one : all) out.push_back(one.name);
  return out;
}

Names names_of(const std::vector<core::DeploymentSummary>& all) {
  Names out;
  for (const auto& one : all) out.push_back(one.environment + "#" + std::to_string(one.revision));
  return out;
}

std::optional<Error> refusal(Tx& tx, core::Environment environment) {
  const auto told = tx.environments().collision(environment);
  try {
    tx.environments().put(environment);
  } catch (const Error& error) {
    REQUIRE(told);
    CHECK(told->reason == error.reason);
    return error;
  }
  CHECK_FALSE(told);
  return std::nullopt;
}

Instant after(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

}  // namespace

TEST_CASE("living environments do not share a namespace or a domain") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    auto first = put(tx, made("s42"));
    tx.environments().put(first);  // it does not collide with itself
    auto other = made("s43");
    other.ns = first.ns;
    const auto same_namespace = refusal(tx, other);
    REQUIRE(same_namespace);
    CHECK(same_namespace->reason == Reason::name_collision);
    CHECK(same_namespace->args.get("where") == "shop/s42");
    CHECK(same_namespace->args.get("what") == "shop-s42");
    other.ns = "shop-s43";
    other.domain = first.domain;
    CHECK(refusal(tx, other)->args.get("what") == "s42.shop.example.com");
    other.domain = "s43.shop.example.com";
    CHECK_FALSE(refusal(tx, other));
  });
  store.write([](Tx& tx) {
    // Not of another application either, and not while it is leaving.
    auto first = *tx.environments().find("shop", "s42");
    first.state = core::EnvironmentState::retiring;
    tx.environments().put(first);
    auto other = made("s42");
    other.application = "else";
    other.domain.clear();
    CHECK(refusal(tx, other));
    other.cluster = "elsewhere";
    CHECK_FALSE(refusal(tx, other));
    // A namespace that is free again can be taken, and not by both.
    first.state = core::EnvironmentState::retired;
    tx.environments().put(first);
    auto next = made("s44");
    next.ns = first.ns;
    CHECK_FALSE(refusal(tx, next));
    first.state = core::EnvironmentState::creating;
    CHECK(refusal(tx, first)->args.get("where") == "shop/s44");
    // No namespace or domain collides with none.
    for (const char* name : {"none", "no-more"}) {
      auto without = made(name);
      without.ns.clear();
      without.domain.clear();
      CHECK_FALSE(refusal(tx, without));
    }
  });
}

TEST_CASE("an iteration has one living environment of an application") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    auto first = made("s42");
    first.iteration = "42";
    first = put(tx, first);
    auto second = made("again");
    second.iteration = "42";
    const auto taken = refusal(tx, second);
    REQUIRE(taken);
    CHECK(taken->reason == Reason::iteration_taken);
    CHECK(taken->args.get("what") == "42");
    CHECK(taken->args.get("where") == "s42");
    auto elsewhere = made("other");
    elsewhere.application = "else";
    elsewhere.iteration = "42";
    CHECK_FALSE(refusal(tx, elsewhere));
    CHECK(names_of(tx.environments().of_iteration("shop", "42")) == Names{"s42"});
    first.state = core::EnvironmentState::retired;
    tx.environments().put(first);
    CHECK_FALSE(refusal(tx, second));
    CHECK(names_of(tx.environments().of_iteration("shop", "42")) == Names{"again"});
    CHECK(tx.environments().of_iteration("shop", "").empty());
  });
}

TEST_CASE("who follows a branch is found by it, pins included once they have ended") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    put(tx, made("main"));
    auto own = made("own");
    own.desired.selection.components["api"] = core::Follow{""};
    put(tx, own);
    auto pinned = made("pinned");
    pinned.desired.selection.components["api"] = core::Pin{"1", "lin", "", std::nullopt, "main"};
    pinned.desired.selection.chart = core::Pin{"1.0.0", "lin", "", std::nullopt, ""};
    put(tx, pinned);
    auto until = made("until");
    until.desired.selection.components["api"] = core::Pin{"1", "lin", "", after(100), "main"};
    until.desired.selection.chart = core::Pin{"1.0.0", "lin", "", after(100), ""};
    put(tx, until);
    auto gone = made("gone");
    gone.state = core::EnvironmentState::retired;
    put(tx, gone);
    auto other = made("other");
    other.application = "else";
    put(tx, other);
    auto& environments = tx.environments();
    CHECK(environments.following({"shop", "api", "main", false, false, after(99)}) ==
          Names{"main"});
    CHECK(environments.following({"shop", "api", "main", true, false, after(100)}) ==
          Names{"main", "own", "until"});
    CHECK(environments.following({"shop", "web", "main", true, false, after(100)}).empty());
    CHECK(environments.following({"shop", "api", "x", false, false, after(100)}).empty());
    // Of those that follow it: who waits for it.
    auto waits = *environments.find("shop", "own");
    waits.waiting["api"] = {"main", "https://ci/1"};
    environments.put_waiting(waits);
    CHECK(environments.following({"shop", "api", "main", true, true, after(100)}) == Names{"own"});
    CHECK(environments.following({"shop", "api", "main", false, true, after(100)}).empty());
    CHECK(environments.following_chart("shop", after(99)) == Names{"main", "own"});
    CHECK(environments.following_chart("shop", after(100)) == Names{"main", "own", "until"});
    // Another choice, another index entry.
    auto moved = *environments.find("shop", "main");
    moved.desired.selection.components["api"] = core::Follow{"x"};
    environments.put(moved);
    CHECK(environments.following({"shop", "api", "x", false, false, after(0)}) == Names{"main"});
    CHECK(environments.following({"shop", "api", "main", false, false, after(0)}).empty());
  });
}

TEST_CASE("what runs is found by its digest") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    auto environment = made("a");
    environment.deployed.emplace();
    environment.deployed->lines["api"] = {.component = "api", .version = "1", .digest = "sha256:x"};
    environment = put(tx, environment);
    CHECK(tx.environments().that_run("shop", "api", "sha256:x") == Names{"a"});
    CHECK(tx.environments().that_run("shop", "web", "sha256:x").empty());
    REQUIRE(tx.environments().running("shop").size() == 1);
    CHECK(tx.environments().running("shop")[0].version == "1");
    environment.deployed.reset();
    tx.environments().put(environment);
    CHECK(tx.environments().running("shop").empty());
  });
}

TEST_CASE("what an environment waits for changes without making anything out of date") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    auto environment = put(tx, made("a"));
    environment.waiting["api"] = {"feature/x", "https://ci/1"};
    tx.environments().put_waiting(environment);
    auto kept = *tx.environments().find("shop", "a");
    CHECK(kept.waiting == environment.waiting);
    CHECK(kept.version == environment.version);
    CHECK(tx.environments().summary("shop", "a")->waiting == environment.waiting);
    CHECK(tx.environments().list("shop", false).front().waiting == environment.waiting);
    tx.environments().put(environment);  // the version it knows is still the newest
    environment.waiting.clear();
    tx.environments().put(environment);
    CHECK(tx.environments().find("shop", "a")->waiting.empty());
    auto nowhere = made("nowhere");
    nowhere.waiting["api"] = {"x", ""};
    tx.environments().put_waiting(nowhere);
    CHECK_FALSE(tx.environments().find("shop", "nowhere"));
  });
}

TEST_CASE("a summary is what the whole says") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    auto environment = made("a");
    environment.cluster = "tke";
    environment.desired.environment_class = "test";
    environment.iteration = "42";
    environment.created_by = "lin";
    environment.deployed_revision = 3;
    environment.desired.generation = 5;
    environment.deployed_generation = 4;
    environment.doubt = core::Doubt{.revision = 4, .components = {"api"}, .settings = true};
    environment.epoch = 2;
    environment.created_at = after(1);
    environment.changed_at = after(2);
    environment.waiting["api"] = {"feature/x", "https://ci/1"};
    environment = put(tx, environment);
    const auto whole = core::summary_of(*tx.environments().find("shop", "a"));
    for (const auto& kept :
         {*tx.environments().summary("shop", "a"), tx.environments().list("shop", true).at(0)}) {
      CHECK(kept.application == whole.application);
      CHECK(kept.name == whole.name);
      CHECK(kept.ns == whole.ns);
      CHECK(kept.domain == whole.domain);
      CHECK(kept.cluster == "tke");
      CHECK(kept.environment_class == whole.environment_class);
      CHECK(kept.iteration == whole.iteration);
      CHECK(kept.created_by == whole.created_by);
      CHECK(kept.waiting == whole.waiting);
      CHECK(kept.state == whole.state);
      CHECK(kept.deployed_revision == 3);
      CHECK(kept.doubtful_revision == 4);
      CHECK(kept.desired_generation == 5);
      CHECK(kept.deployed_generation == 4);
      CHECK(kept.epoch == 2);
      CHECK(kept.version == whole.version);
      CHECK(kept.created_at == whole.created_at);
      CHECK(kept.changed_at == whole.changed_at);
    }
  });
}

TEST_CASE("newest and brought deployments of all environments are read at once") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    for (const char* name : {"a", "b", "never"}) put(tx, made(name));
    for (const char* name : {"a", "b", "a", "a"}) deploy(tx, name);
    auto environment = *tx.environments().find("shop", "a");
    environment.deployed_revision = 2;
    tx.environments().put(environment);
    auto& deployments = tx.deployments();
    CHECK(names_of(deployments.newest_of_each("shop")) == Names{"a#3", "b#1"});
    CHECK(names_of(deployments.history_of_each("shop", 2)) == Names{"a#3", "a#2", "b#1"});
    CHECK(names_of(deployments.brought_of_each("shop")) == Names{"a#2"});
    CHECK(deployments.newest_of_each("else").empty());
    CHECK(deployments.newest_summary("shop", "a")->revision == 3);
    CHECK_FALSE(deployments.newest_summary("shop", "never"));

    // What came to nothing is not the newest, unless there is nothing else.
    for (auto [name, revision] : {std::pair("a", 3), std::pair("b", 1)}) {
      auto row = *deployments.find("shop", name, revision);
      row.status = core::DeploymentStatus::superseded;
      deployments.put(row);
    }
    CHECK(names_of(deployments.newest_of_each("shop")) == Names{"a#2", "b#1"});
    CHECK(deployments.newest("shop", "a")->revision == 2);
    CHECK(deployments.newest_summary("shop", "a")->revision == 2);
    CHECK(deployments.newest_summary("shop", "b")->revision == 1);
    deploy(tx, "a");
    CHECK(deployments.newest("shop", "a")->revision == 4);
  });
}

TEST_CASE("holds are found among living environments, and by nothing that only looks like one") {
  SqliteStore store("memory:");
  store.write([](core::Tx& tx) {
    auto held = made("held");
    held.hold = core::Hold{.by = "lin", .why = "demo", .until = Instant(Millis(9000))};
    put(tx, held);
    auto gone = made("gone");
    gone.hold = core::Hold{.by = "lin"};
    gone.state = core::EnvironmentState::retired;
    put(tx, gone);
    auto seeming = made("seeming");
    seeming.desired.parameters["x"] = R"("hold":{)";
    put(tx, seeming);
    const auto holds = tx.environments().holds("shop");
    REQUIRE(holds.size() == 1);
    CHECK(holds.at("held") == *held.hold);
    CHECK(tx.environments().holds("else").empty());
    CHECK(tx.environments().find("shop", "held")->hold == held.hold);
  });
}

TEST_CASE("at the head of a pipeline's queue is the oldest that is not finished") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    auto first = deploy(tx, "b", "cd/x/deploy");
    deploy(tx, "a", "cd/x/deploy");
    deploy(tx, "c", "cd/x/teardown");
    auto& deployments = tx.deployments();
    CHECK(deployments.head_of("shop", "cd/x/deploy")->environment == "b");
    CHECK_FALSE(deployments.head_of("else", "cd/x/deploy"));
    first.status = core::DeploymentStatus::succeeded;
    deployments.put(first);
    CHECK(deployments.head_of("shop", "cd/x/deploy")->environment == "a");
    CHECK(deployments.unfinished("shop").size() == 2);
    CHECK(deployments.unfinished("else").empty());
    CHECK(deployments.unfinished("shop", "a").size() == 1);
    CHECK(deployments.unfinished("shop", "b").empty());
    CHECK(deployments.asked_of_each("shop").empty());
    auto asked = deployments.unfinished("shop", "a").at(0);
    asked.execution = {.engine = "coding", .id = "e1"};
    deployments.put(asked);
    CHECK(names_of(deployments.asked_of_each("shop")) == Names{"a#1"});
  });
}

TEST_CASE("whether one waits to start is the same to a query as to the rules") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    int number = 0;
    std::map<std::string, core::Deployment> all;
    for (const char* word : {"intended", "queued", "running", "succeeded", "failed", "canceled",
                             "superseded", "unknown"})
      for (const std::int64_t starts : {0, 1})
        for (const std::string execution : {"", "e1"}) {
          auto row = deploy(tx, "e" + std::to_string(number++));
          row.status = core::deployment_status_of(word).value();
          row.starts = starts;
          row.execution.id = execution;
          tx.deployments().put(row);
          all.emplace(row.environment, row);
        }
    for (const auto& asked : tx.deployments().asked_of_each("shop")) {
      CHECK_FALSE(core::waits_to_start(all.at(asked.environment)));
      all.erase(asked.environment);
    }
    for (const auto& [name, row] : all)
      CHECK((core::finished(row.status) || core::waits_to_start(row)));
  });
}

TEST_CASE("the cache keeps within its bounds; what was put first goes first") {
  const auto left = [](SqliteStore& store) {
    Names out;
    store.read([&](Tx& tx) {
      for (const auto& [key, value] : tx.cache().find_under("s", "k")) out.push_back(key);
    });
    return out;
  };
  const auto fill = [](SqliteStore& store, int from, int to) {
    store.write([&](Tx& tx) {
      for (int i = from; i < to; ++i)
        tx.cache().put("s", "k" + std::to_string(i), std::string(100, 'v'), after(i));
    });
  };
  SUBCASE("entries") {
    SqliteStore store("memory:", {.busy_ms = 0, .cache = {.entries = 10, .bytes = 1 << 20}});
    fill(store, 10, 20);
    CHECK(left(store).size() == 10);
    store.write([](Tx& tx) { tx.cache().put("s", "k10", "put again", after(30)); });
    fill(store, 20, 21);
    const Names kept = left(store);
    CHECK(kept.size() == 9);
    CHECK(kept.front() == "k10");
    CHECK(kept[1] == "k13");
    CHECK(kept.back() == "k20");
  }
  SUBCASE("bytes") {
    SqliteStore store("memory:", {.busy_ms = 0, .cache = {.entries = 1000, .bytes = 1000}});
    fill(store, 10, 30);
    const Names kept = left(store);
    CHECK(kept.size() >= 7);
    CHECK(kept.size() <= 9);
    CHECK(kept.back() == "k29");
  }
  SUBCASE("one that is too large by itself is not kept") {
    SqliteStore store("memory:", {.busy_ms = 0, .cache = {.entries = 1000, .bytes = 1000}});
    store.write([](Tx& tx) { tx.cache().put("s", "k", std::string(5000, 'v'), after(1)); });
    CHECK(left(store).empty());
  }
}

TEST_CASE("an application's source is remembered") {
  SqliteStore store("memory:");
  store.write([](Tx& tx) {
    CHECK_FALSE(tx.applications().find("shop"));
    const core::ApplicationSource source{"shop", "https://git/acme/shop", "/src/shop"};
    tx.applications().put(source);
    CHECK(tx.applications().find("shop") == source);
    tx.applications().put({"shop", "https://git/acme/shop", "/src/again"});
    CHECK(tx.applications().find("shop")->folder == "/src/again");
  });
}
