// Files of former schemas, as their programs wrote them, opened by this one.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "store/migrations.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using core::Tx;
using store::SqliteStore;

namespace {

/// A state file of the first schema, or of a later one; `edit` is done to it as SQL.
std::string old_file(const test::TempFolder& folder, const std::string& edit = "", int schema = 1) {
  const std::string file = folder.file("state.db");
  std::ifstream in(std::string(CHATOPS_SOURCE_DIR) + "/tests/unit/store/data/state_" +
                   std::to_string(schema) + ".sql");
  std::stringstream text;
  text << in.rdbuf();
  REQUIRE(text.str().size() > 1000);
  store::Database database(file, true, 0);
  database.execute(text.str());
  database.execute(edit);
  return file;
}

std::vector<std::string> names(const std::vector<core::EnvironmentSummary>& environments) {
  std::vector<std::string> out;
  for (const auto& one : environments) out.push_back(one.name);
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("everything of the first schema is there afterwards") {
  const test::TempFolder folder;
  SqliteStore store(
      old_file(folder,
               R"(UPDATE environments SET document = json_set(document, '$.waiting.grading',
           json('{"branch": "feature/x", "build_url": "https://ci/7"}')) WHERE name = 'staging')"));
  store.read([](Tx& tx) {
    auto& environments = tx.environments();
    CHECK(names(environments.list("classroom", true)) == Names{"s42", "s43", "scratch", "staging"});
    CHECK(names(environments.list("classroom", false)) == Names{"s42", "s43", "staging"});
    const auto staging = environments.find("classroom", "staging");
    REQUIRE(staging);
    CHECK(staging->version == 5);
    CHECK(std::get<core::Pin>(staging->desired.selection.components.at("portal")).why ==
          "bisecting");
    CHECK(staging->deployed->lines.at("portal").version == "main-7-6f41833");
    CHECK(staging->waiting.at("grading").build_url == "https://ci/7");
    const auto line = environments.summary("classroom", "staging");
    REQUIRE(line);
    const auto whole = core::summary_of(*staging);
    CHECK(line->ns == whole.ns);
    CHECK(line->domain == whole.domain);
    CHECK(line->state == whole.state);
    CHECK(line->deployed_revision == 2);
    CHECK(staging->desired.generation == 1);
    CHECK(line->desired_generation == whole.desired_generation);
    CHECK(line->deployed_generation == whole.deployed_generation);
    CHECK(line->epoch == whole.epoch);
    CHECK(line->version == whole.version);
    CHECK(line->created_at == whole.created_at);
    CHECK(line->changed_at == whole.changed_at);
    CHECK(line->created_by == "Lin Wei");
    CHECK(line->environment_class == "tencent");
    CHECK(line->waiting == staging->waiting);
    CHECK(names(environments.of_iteration("classroom", "42")) == Names{"s42"});
    CHECK(environments.following({"classroom", "portal", "main", false, false, Instant{}}) ==
          Names{"s42", "s43"});
    CHECK(
        environments.following({"classroom", "chat", "feature/breakout-rooms", false, false, {}}) ==
        Names{"staging"});
    CHECK(environments.following_chart("classroom", Instant{}) == Names{"s42", "s43", "staging"});
    CHECK(environments.that_run("classroom", "portal",
                                staging->deployed->lines.at("portal").digest) == Names{"staging"});
  });
  store.read([](Tx& tx) {
    auto& deployments = tx.deployments();
    const auto history = deployments.history("classroom", "staging", 9);
    REQUIRE(history.size() == 2);
    CHECK(history[0].reason == "bisecting");
    CHECK(history[0].stages.size() == 3);
    const auto open = deployments.unfinished();
    REQUIRE(open.size() == 1);
    CHECK(open[0].environment == "s43");
    CHECK(open[0].queue == "coding/classroom/deploy-environment");
    const auto queued = deployments.head_of("classroom", open[0].queue);
    REQUIRE(queued);
    const auto whole = core::summary_of(open[0]);
    CHECK(queued->execution == whole.execution);
    CHECK(queued->status == whole.status);
    CHECK(queued->starts == whole.starts);
    CHECK(queued->actor == "Lin Wei");
    CHECK(queued->link == whole.link);
    CHECK(queued->created_at == whole.created_at);
    const auto lease = tx.leases().find("queue/coding/classroom/deploy-environment");
    REQUIRE(lease);
    CHECK(lease->token >= 2);
    CHECK(tx.cache().find_under("artifact", "acme-docker").size() == 2);
    CHECK(tx.settings().find("environment-of-checkout", "classroom\n/home/lin") == "staging");
    CHECK_FALSE(tx.applications().find("classroom"));
  });
  // And it goes on from there.
  store.write([](Tx& tx) {
    auto staging = *tx.environments().find("classroom", "staging");
    tx.environments().put(staging);
    CHECK(staging.version == 6);
    core::Deployment next = *tx.deployments().find("classroom", "staging", 2);
    next.version = 0;
    tx.deployments().put(next);
    CHECK(next.revision == 3);
  });
}

TEST_CASE("names that two environments of an old file share stay with the older one") {
  const test::TempFolder folder;
  SqliteStore store(old_file(folder,
                             R"(UPDATE environments SET document = json_set(document,
           '$.namespace', 'classroom-staging', '$.domain', 'staging.localhost', '$.iteration', '42')
         WHERE name = 's43')"));
  store.write([](Tx& tx) {
    auto& environments = tx.environments();
    // The younger one lives on with what it has,
    auto younger = *environments.find("classroom", "s43");
    CHECK_FALSE(environments.collision(younger));
    younger.state = core::EnvironmentState::ready;
    environments.put(younger);
    CHECK(names(environments.of_iteration("classroom", "42")) == Names{"s42", "s43"});
    // nobody else gets it,
    core::Environment third = younger;
    third.name = "s44";
    third.version = 0;
    third.iteration.clear();
    CHECK(environments.collision(third)->args.get("where") == "classroom/staging");
    // and once the older one has gone, it is the younger one's.
    auto older = *environments.find("classroom", "staging");
    older.state = core::EnvironmentState::retired;
    environments.put(older);
    environments.put(younger);
    CHECK(environments.collision(third)->args.get("where") == "classroom/s43");
  });
}

TEST_CASE("damaged documents of an old file are kept, and told when they are read") {
  const test::TempFolder folder;
  SqliteStore store(
      old_file(folder,
               "UPDATE environments SET document = 'no json' WHERE name = 's43';"
               "UPDATE deployments SET document = '{\"payload\": \"no json\", \"epoch\": \"x\"}' "
               "WHERE environment = 's43'"));
  store.read([](Tx& tx) {
    CHECK(tx.environments().list("classroom", false).size() == 3);
    CHECK_THROWS_AS((void)tx.environments().find("classroom", "s43"), Error);
    CHECK_THROWS_AS((void)tx.deployments().newest("classroom", "s43"), Error);
    CHECK(tx.environments().find("classroom", "staging"));
  });
}

TEST_CASE("what an environment of the second schema selected is its first generation") {
  const test::TempFolder folder;
  SqliteStore store(old_file(folder, "", 2));
  store.read([](Tx& tx) {
    auto& environments = tx.environments();
    CHECK(names(environments.list("classroom", false)) == Names{"s43", "staging"});
    const auto staging = environments.find("classroom", "staging");
    REQUIRE(staging);
    CHECK(staging->version == 4);
    const core::Desired& desired = staging->desired;
    CHECK(std::get<core::Pin>(desired.selection.components.at("portal")).why == "bisecting");
    CHECK(std::get<core::Follow>(desired.selection.components.at("chat")).rule == "main");
    CHECK(desired.environment_class == "tencent");
    CHECK(desired.generation == 1);
    CHECK(desired.by == "Lin Wei");
    CHECK(desired.by_id == staging->created_by_id);
    CHECK(desired.by_id != "");
    CHECK(desired.since == staging->created_at);
    CHECK(staging->deployed_revision == 2);
    CHECK(staging->deployed_generation == 1);
    const auto line = environments.summary("classroom", "staging");
    const auto whole = core::summary_of(*staging);
    CHECK(line->ns == whole.ns);
    CHECK(line->cluster == whole.cluster);
    CHECK(line->environment_class == whole.environment_class);
    CHECK(line->state == whole.state);
    CHECK(line->created_by_id == whole.created_by_id);
    CHECK(line->desired_generation == whole.desired_generation);
    CHECK(line->deployed_generation == whole.deployed_generation);
    CHECK(line->created_at == whole.created_at);
    CHECK(line->changed_at == whole.changed_at);
    const auto history = tx.deployments().history("classroom", "staging", 9);
    REQUIRE(history.size() == 2);
    CHECK(history[0].generation == 1);
    CHECK(environments.following_chart("classroom", Instant{}) == Names{"s43", "staging"});
    CHECK(environments.following({"classroom", "portal", "main", false, false, Instant{}}) ==
          Names{"s43"});
    auto taken = *staging;
    taken.name = "other";
    taken.version = 0;
    CHECK(environments.collision(taken)->args.get("where") == "classroom/staging");
  });
}

TEST_CASE("what a deployment of the second schema was to bring that has not ended is desired") {
  const test::TempFolder folder;
  std::string edit;
  bool counts = true;
  SUBCASE("it runs") {}
  SUBCASE("and pins the chart for a while") {
    edit = R"(UPDATE deployments SET document = json_set(document, '$.selection.chart',
      json('{"pin": {"version": "1.1.0", "until": "2026-11-27T00:00:00.000Z"}}'))
      WHERE finished = 0)";
  }
  SUBCASE("it takes the environment away") {
    edit = "UPDATE deployments SET teardown = 1 WHERE finished = 0";
    counts = false;
  }
  SUBCASE("nobody knows whether it was started") {
    edit = "UPDATE deployments SET status = 'unknown' WHERE finished = 0";
    counts = false;
  }
  SUBCASE("it was of an earlier life") {
    edit = "UPDATE environments SET epoch = 2 WHERE name = 's43'";
    counts = false;
  }
  SqliteStore store(old_file(folder, edit, 2));
  store.read([&](Tx& tx) {
    auto& environments = tx.environments();
    const auto found = environments.find("classroom", "s43");
    REQUIRE(found);
    const auto open = tx.deployments().find("classroom", "s43", 2);
    const std::string branch = "feature/breakout-rooms";
    const core::FollowQuery query{"classroom", "chat", branch, false, false, Instant{}};
    CHECK((environments.following(query) == Names{"s43"}) == counts);
    CHECK(found->deployed_generation == 1);
    CHECK(environments.summary("classroom", "s43")->desired_generation ==
          found->desired.generation);
    const auto& chat = std::get<core::Follow>(found->desired.selection.components.at("chat"));
    CHECK(chat.rule == (counts ? branch : "main"));
    if (!counts) {
      CHECK(found->desired.generation == 1);
      return;
    }
    CHECK(found->desired.selection == open->selection);
    CHECK(found->desired.generation == 2);
    CHECK(open->generation == 2);
    CHECK(found->desired.by == "Lin Wei");
    CHECK(found->desired.by_id == open->actor.id);
    CHECK(found->desired.why == "demo");
    CHECK(found->desired.since == open->created_at);
    const bool pinned = std::holds_alternative<core::Pin>(found->desired.selection.chart);
    CHECK((environments.following_chart("classroom", Instant{}) == Names{"staging"}) == pinned);
  });
}

TEST_CASE("damaged documents of the second schema are kept, and told when they are read") {
  const test::TempFolder folder;
  SqliteStore store(old_file(folder,
                             "UPDATE environments SET document = 'no json' WHERE name = 's43';"
                             "UPDATE deployments SET document = 'no json' WHERE finished = 0",
                             2));
  store.read([](Tx& tx) {
    CHECK(tx.environments().list("classroom", false).size() == 2);
    CHECK_THROWS_AS((void)tx.environments().find("classroom", "s43"), Error);
    CHECK_THROWS_AS((void)tx.deployments().newest("classroom", "s43"), Error);
    CHECK(tx.environments().find("classroom", "staging"));
  });
}

TEST_CASE("the programs of former schemas refuse the file afterwards") {
  for (const int schema : {1, 2}) {
    const test::TempFolder folder;
    const std::string file = old_file(folder, "", schema);
    {
      SqliteStore store(file);
    }
    store::Database database(file, false, 0);
    const auto former = store::migrations().first(static_cast<std::size_t>(schema));
    try {
      store::inspect(database, former);
      FAIL("took a newer file");
    } catch (const Error& error) {
      CHECK(error.reason == Reason::state_newer);
    }
  }
}
