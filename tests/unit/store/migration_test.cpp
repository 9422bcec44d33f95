// The file of the first schema, as its program wrote it, opened by this one.
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

/// A state file of the first schema; `edit` is done to it as SQL.
std::string old_file(const test::TempFolder& folder, const std::string& edit = "") {
  const std::string file = folder.file("state.db");
  std::ifstream in(std::string(CHATOPS_SOURCE_DIR) + "/tests/unit/store/data/state_1.sql");
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
    CHECK(environments.following({"classroom", "portal", "main", false, Instant{}}) ==
          Names{"s42", "s43"});
    CHECK(environments.following({"classroom", "chat", "feature/breakout-rooms", false, {}}) ==
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
    const auto queued = deployments.queued(open[0].queue);
    REQUIRE(queued.size() == 1);
    const auto whole = core::summary_of(open[0]);
    CHECK(queued[0].execution == whole.execution);
    CHECK(queued[0].status == whole.status);
    CHECK(queued[0].starts == whole.starts);
    CHECK(queued[0].actor == "Lin Wei");
    CHECK(queued[0].link == whole.link);
    CHECK(queued[0].created_at == whole.created_at);
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

TEST_CASE("the program of the first schema refuses the file afterwards") {
  const test::TempFolder folder;
  const std::string file = old_file(folder);
  {
    SqliteStore store(file);
  }
  store::Database database(file, false, 0);
  const auto first = store::migrations().first(1);
  try {
    store::inspect(database, first);
    FAIL("took a newer file");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::state_newer);
  }
}
