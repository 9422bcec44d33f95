// What is put is what is read, and conditional writes hold.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "store/sqlite_store.hpp"
#include "support/faulty_store.hpp"

using namespace chatops;
using core::Tx;
using store::SqliteStore;

namespace {

core::Environment an_environment(const std::string& name) {
  core::Environment environment;
  environment.application = "classroom";
  environment.name = name;
  environment.ns = "classroom-" + name;
  environment.desired.selection.components["api"] = core::Follow{"main"};
  return environment;
}

core::Deployment a_deployment(const std::string& environment) {
  core::Deployment deployment;
  deployment.application = "classroom";
  deployment.environment = environment;
  deployment.actor.name = "lin";
  deployment.selection.components["api"] = core::Follow{"main"};
  return deployment;
}

Reason reason_of_throw(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.reason;
  }
  return Reason::nothing_to_do;
}

Instant at(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

}  // namespace

TEST_CASE("an environment comes back as it was put, with a version") {
  SqliteStore store("memory:");
  auto environment = an_environment("sprint-42");
  environment.waiting["web"] = {"feature/登录", "https://ci/1"};
  store.write([&](Tx& tx) { tx.environments().put(environment); });
  CHECK(environment.version == 1);
  std::optional<core::Environment> read;
  store.read([&](Tx& tx) { read = tx.environments().find("classroom", "sprint-42"); });
  REQUIRE(read);
  CHECK(read->ns == "classroom-sprint-42");
  CHECK(read->desired.selection == environment.desired.selection);
  CHECK(read->waiting == environment.waiting);
  CHECK(read->version == 1);
  store.read([&](Tx& tx) {
    CHECK_FALSE(tx.environments().find("other", "sprint-42"));
    CHECK_FALSE(tx.environments().find("classroom", "sprint-4"));
  });
}

TEST_CASE("of two writers who read the same row, the second is told") {
  SqliteStore store("memory:");
  auto first = an_environment("sprint-42");
  store.write([&](Tx& tx) { tx.environments().put(first); });
  auto second = first;
  store.write([&](Tx& tx) { tx.environments().put(first); });
  CHECK(reason_of_throw([&] { store.write([&](Tx& tx) { tx.environments().put(second); }); }) ==
        Reason::state_conflict);
  auto again = an_environment("sprint-42");
  CHECK(reason_of_throw([&] { store.write([&](Tx& tx) { tx.environments().put(again); }); }) ==
        Reason::state_conflict);
}

TEST_CASE("a transaction that throws leaves nothing, not even its first half") {
  SqliteStore store("memory:");
  CHECK(reason_of_throw([&] {
          store.write([&](Tx& tx) {
            auto environment = an_environment("half");
            tx.environments().put(environment);
            throw Error(Reason::cancelled);
          });
        }) == Reason::cancelled);
  store.read([&](Tx& tx) { CHECK(tx.environments().list("classroom", true).empty()); });
}

TEST_CASE("revisions count within an environment; unfinished ones come oldest first") {
  SqliteStore store("memory:");
  store.write([&](Tx& tx) {
    for (const char* name : {"a", "b", "a"}) {
      auto deployment = a_deployment(name);
      tx.deployments().put(deployment);
    }
  });
  store.write([&](Tx& tx) {
    auto newest = tx.deployments().newest("classroom", "a");
    REQUIRE(newest);
    CHECK(newest->revision == 2);
    CHECK(tx.deployments().newest("classroom", "b")->revision == 1);
    REQUIRE(tx.deployments().unfinished().size() == 3);
    CHECK(tx.deployments().unfinished()[1].environment == "b");
    auto first = *tx.deployments().find("classroom", "a", 1);
    first.status = core::DeploymentStatus::succeeded;
    tx.deployments().put(first);
    CHECK(tx.deployments().unfinished().size() == 2);
    const auto history = tx.deployments().history("classroom", "a", 5);
    REQUIRE(history.size() == 2);
    CHECK(history[0].revision == 2);
    CHECK(history[1].status == core::DeploymentStatus::succeeded);
  });
}

TEST_CASE("words of outside systems that are no UTF-8 are kept readable") {
  SqliteStore store("memory:");
  auto deployment = a_deployment("a");
  deployment.cause = "broken \xff\xfe text";
  store.write([&](Tx& tx) { tx.deployments().put(deployment); });
  store.read([&](Tx& tx) {
    CHECK(tx.deployments().newest("classroom", "a")->cause.starts_with("broken "));
  });
}

TEST_CASE("a lease belongs to one holder; tokens only rise") {
  SqliteStore store("memory:");
  store.write([&](Tx& tx) {
    const auto mine = tx.leases().acquire("pipeline/x", "me", at(0), at(60));
    REQUIRE(mine);
    CHECK_FALSE(tx.leases().acquire("pipeline/x", "you", at(59), at(100)));
    const auto longer = tx.leases().acquire("pipeline/x", "me", at(30), at(90));
    REQUIRE(longer);
    CHECK(longer->token == mine->token);
    CHECK(tx.leases().holds(*longer, at(89)));
    CHECK_FALSE(tx.leases().holds(*longer, at(90)));
    const auto yours = tx.leases().acquire("pipeline/x", "you", at(90), at(150));
    REQUIRE(yours);
    CHECK(yours->token > mine->token);
    CHECK_FALSE(tx.leases().holds(*longer, at(91)));
    tx.leases().release(*longer);  // no longer mine to give up
    CHECK(tx.leases().holds(*yours, at(91)));
    tx.leases().release(*yours);
    const auto mine_again = tx.leases().acquire("pipeline/x", "me", at(91), at(200));
    REQUIRE(mine_again);
    CHECK(mine_again->token > yours->token);
  });
}

TEST_CASE("cache and notes") {
  SqliteStore store("memory:");
  store.write([&](Tx& tx) {
    CHECK_FALSE(tx.cache().find("properties", "1"));
    tx.cache().put("properties", "1", "a", at(1));
    tx.cache().put("properties", "1", "b", at(2));
    CHECK(tx.cache().find("properties", "1") == "b");
    CHECK_FALSE(tx.cache().find("labels", "1"));
    tx.settings().put("environment-of-checkout", "/src", "sprint-42");
    CHECK(tx.settings().find("environment-of-checkout", "/src") == "sprint-42");
    tx.settings().remove("environment-of-checkout", "/src");
    CHECK_FALSE(tx.settings().find("environment-of-checkout", "/src"));
  });
}

TEST_CASE("a crash before the commit keeps nothing, one after it keeps all") {
  using Moment = test::FaultyStore::Moment;
  for (const Moment moment : {Moment::before_commit, Moment::after_commit}) {
    SqliteStore inner("memory:");
    test::FaultyStore store(inner, [&](Moment now) {
      if (now == moment) throw test::Crashed{};
    });
    auto environment = an_environment("x");
    CHECK_THROWS_AS(store.write([&](Tx& tx) { tx.environments().put(environment); }),
                    test::Crashed);
    inner.read([&](Tx& tx) {
      CHECK(tx.environments().list("classroom", true).size() ==
            (moment == Moment::after_commit ? 1 : 0));
    });
  }
}
