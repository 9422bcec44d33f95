// Rows are JSON documents with the columns beside them that are looked up or compared.
// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.hpp"

#include <fmt/format.h>

#include <array>

namespace chatops::store {
namespace {

constexpr auto steps_of_ours = std::to_array<Migration>({
    {1, R"sql(
CREATE TABLE environments (
  application TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (application, name)) STRICT, WITHOUT ROWID;
CREATE TABLE deployments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  application TEXT NOT NULL, environment TEXT NOT NULL, revision INTEGER NOT NULL,
  finished INTEGER NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
  UNIQUE (application, environment, revision)) STRICT;
CREATE INDEX deployments_unfinished ON deployments (id) WHERE finished = 0;
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, token INTEGER NOT NULL,
  until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE cache (
  space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID;
CREATE TABLE notes (
  space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID;
)sql"},
});

std::int64_t schema_of(Database& database) { return database.number("PRAGMA user_version"); }

std::int64_t newest_of(std::span<const Migration> steps) {
  return steps.empty() ? 0 : steps.back().number;
}

void compare_applied(Database& database, std::span<const Migration> steps) {
  Statement applied(database, "SELECT number, checksum FROM migrations ORDER BY number");
  for (const Migration& step : steps) {
    if (!applied.step()) return;
    if (applied.number(0) != step.number || applied.text(1) != checksum(step.sql)) {
      throw Error(Reason::state_damaged, {{"where", database.file()},
                                          {"why", "migration"},
                                          {"what", std::to_string(step.number)}});
    }
  }
}

}  // namespace

std::string checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return fmt::format("{:016x}", hash);
}

namespace {

/// Within one transaction: another process may be giving the file its first shape.
void inspect_inside(Database& database, std::span<const Migration> steps) {
  const std::int64_t id = database.number("PRAGMA application_id");
  const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (id != application_id && !(id == 0 && empty)) {
    throw Error(Reason::state_damaged, {{"where", database.file()}, {"why", "application_id"}});
  }
  const std::int64_t schema = schema_of(database);
  if (schema > newest_of(steps)) {
    throw Error(Reason::state_newer,
                {{"where", database.file()}, {"what", std::to_string(schema)}});
  }
}

}  // namespace

void inspect(Database& database, std::span<const Migration> steps) {
  Transaction transaction(database, Transaction::Kind::read);
  inspect_inside(database, steps);
  transaction.commit();
}

std::span<const Migration> migrations() { return steps_of_ours; }

void migrate(Database& database, std::span<const Migration> steps) {
  const std::int64_t newest = newest_of(steps);
  inspect(database, steps);
  if (schema_of(database) == newest && newest > 0) {
    compare_applied(database, steps);
    return;
  }
  Transaction transaction(database, Transaction::Kind::write);
  inspect_inside(database, steps);  // another process may have been first
  const std::int64_t have = schema_of(database);
  database.execute(
      "CREATE TABLE IF NOT EXISTS migrations "
      "(number INTEGER PRIMARY KEY, checksum TEXT NOT NULL) STRICT");
  compare_applied(database, steps);
  for (const Migration& step : steps) {
    if (step.number <= have) continue;
    database.execute(std::string(step.sql));
    Statement(database, "INSERT INTO migrations VALUES (?, ?)")
        .bind(step.number)
        .bind(checksum(step.sql))
        .run();
  }
  database.execute(fmt::format("PRAGMA application_id = {}", application_id));
  database.execute(fmt::format("PRAGMA user_version = {}", newest));
  transaction.commit();
}

}  // namespace chatops::store
