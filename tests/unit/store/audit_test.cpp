// The audit is added to, and nothing else; what is done to it behind our back shows.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/kept.hpp"

using namespace chatops;
using core::AuditEntry;
using core::Tx;
using test::error_of;
using test::second;

namespace {

AuditEntry entry(const std::string& environment, const std::string& outcome = "accepted") {
  return {.at = second(100),
          .actor = "Lin Wei",
          .actor_id = "coding:7",
          .door = "chat",
          .command = "deploy",
          .application = "shop",
          .environment = environment,
          .group = "local/g1",
          .outcome = outcome,
          .reason = outcome == "accepted" ? "" : "right_missing",
          .request = {{"branch", "feature/登录"}, {"odd", "\xff"}, {"share", 0.1}}};
}

void add(test::Kept& kept, const std::vector<std::string>& environments) {
  kept.write([&](Tx& tx) {
    for (const auto& environment : environments) tx.audit().append(entry(environment));
  });
}

std::optional<std::int64_t> broken(test::Kept& kept) {
  std::optional<std::int64_t> out;
  kept.read([&](Tx& tx) { out = tx.audit().broken(); });
  return out;
}

/// Done to the file without its triggers, as somebody with an editor of databases would.
void tamper(test::Kept& kept, const std::string& sql) {
  store::Database raw(kept.folder().file("state.db"), false, 0);
  raw.execute("DROP TRIGGER audit_unchanged; DROP TRIGGER audit_kept; " + sql);
}

}  // namespace

TEST_CASE("entries come newest first, of all or of one environment, page by page") {
  test::on_each_store([](test::Kept& kept) {
    add(kept, {"staging", "", "s42"});
    kept.write([](Tx& tx) { tx.audit().append(entry("staging", "refused")); });
    kept.reopen();
    kept.read([](Tx& tx) {
      const auto all = tx.audit().list("", 0, 9);
      REQUIRE(all.size() == 4);
      CHECK(all[0].sequence == 4);
      CHECK(all[0].outcome == "refused");
      CHECK(all[0].reason == "right_missing");
      CHECK(all[3].at == second(100));
      CHECK(all[3].actor == "Lin Wei");
      CHECK(all[3].actor_id == "coding:7");
      CHECK(all[3].door == "chat");
      CHECK(all[3].command == "deploy");
      CHECK(all[3].application == "shop");
      CHECK(all[3].group == "local/g1");
      CHECK(all[3].request["branch"] == "feature/登录");
      const auto page = tx.audit().list("", 4, 2);
      REQUIRE(page.size() == 2);
      CHECK(page[0].sequence == 3);
      const auto staging = tx.audit().list("staging", 0, 9);
      REQUIRE(staging.size() == 2);
      CHECK(staging[1].sequence == 1);
      CHECK(tx.audit().list("staging", 4, 9).size() == 1);
    });
    CHECK_FALSE(broken(kept));
  });
}

TEST_CASE("an entry's chain depends on all before it") {
  const auto first = entry("a");
  auto other = first;
  other.reason = "x";
  CHECK(core::chain_of("", first) != core::chain_of("", other));
  CHECK(core::chain_of("", first) != core::chain_of("1", first));
  // A border between two texts that moves is another entry.
  auto moved = first;
  moved.actor = "Lin Weicoding:7";
  moved.actor_id = "";
  CHECK(core::chain_of("", first) != core::chain_of("", moved));
}

TEST_CASE("the schema refuses to change, remove or insert entries") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  store::SqliteStore store(file);
  store.write([](Tx& tx) {
    tx.audit().append(entry("a"));
    tx.audit().append(entry("b"));
  });
  store::Database raw(file, false, 0);
  for (const char* sql :
       {"UPDATE audit SET actor = 'x' WHERE sequence = 1", "DELETE FROM audit WHERE sequence = 2",
        "DELETE FROM audit", "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 1",
        "UPDATE OR IGNORE audit SET sequence = 7 WHERE sequence = 1"}) {
    CAPTURE(sql);
    CHECK(error_of([&] { raw.execute(sql); }));
  }
  store.read([](Tx& tx) {
    CHECK(tx.audit().list("", 0, 9).size() == 2);
    CHECK_FALSE(tx.audit().broken());
  });
}

TEST_CASE("an entry that was changed, exchanged or taken out is found") {
  const std::vector<std::pair<std::string, std::int64_t>> cases{
      {"UPDATE audit SET actor = 'Chen' WHERE sequence = 2", 2},
      {"UPDATE audit SET request = json_set(request, '$.branch', 'x') WHERE sequence = 3", 3},
      {"UPDATE audit SET request = 'no json' WHERE sequence = 1", 1},
      {"DELETE FROM audit WHERE sequence = 2", 3},
      {"DELETE FROM audit WHERE sequence = 1", 2},
      {"UPDATE audit SET sequence = 9 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE "
       "sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 9",
       2}};
  for (const auto& [sql, first_odd] : cases) {
    CAPTURE(sql);
    test::Kept kept(true);
    add(kept, {"a", "b", "c", "d"});
    tamper(kept, sql);
    CHECK(broken(kept) == first_odd);
  }
}
