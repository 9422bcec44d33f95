// Rows are JSON documents with the columns beside them that are looked up or compared.
// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.hpp"

#include <fmt/format.h>

#include <array>

#include "store/server_tables.hpp"

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
    // Columns stand before the document, so that reading them does not touch its pages. Documents
    // that are damaged are kept as they are: reading them says so. Of environments that share a
    // name already, the older one holds it.
    {2, R"sql(
CREATE TABLE environments_2 (
  application TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
  state TEXT NOT NULL, namespace TEXT NOT NULL, domain TEXT NOT NULL, cluster TEXT NOT NULL,
  class TEXT NOT NULL, iteration TEXT NOT NULL, created_by TEXT NOT NULL,
  created_by_id TEXT NOT NULL, deployed_revision INTEGER NOT NULL, doubtful_revision INTEGER NOT NULL, epoch INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
  follows_chart_ms INTEGER,
  holds_namespace INTEGER NOT NULL, holds_domain INTEGER NOT NULL, holds_iteration INTEGER NOT NULL,
  document TEXT NOT NULL, PRIMARY KEY (application, name)) STRICT;
CREATE TABLE environment_follows (
  application TEXT NOT NULL, environment TEXT NOT NULL, component TEXT NOT NULL,
  branch TEXT NOT NULL, from_ms INTEGER NOT NULL,
  PRIMARY KEY (application, environment, component)) STRICT, WITHOUT ROWID;
CREATE TABLE environment_runs (
  application TEXT NOT NULL, environment TEXT NOT NULL, component TEXT NOT NULL,
  version TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (application, environment, component)) STRICT, WITHOUT ROWID;
CREATE TABLE environment_waiting (
  application TEXT NOT NULL, environment TEXT NOT NULL, component TEXT NOT NULL,
  branch TEXT NOT NULL, build_url TEXT NOT NULL,
  PRIMARY KEY (application, environment, component)) STRICT, WITHOUT ROWID;

CREATE TEMP TABLE whole_environments AS
  SELECT application, name, document, coalesce(document ->> '$.state', 'failed') AS state,
    coalesce(document ->> '$.namespace', '') AS namespace,
    coalesce(document ->> '$.domain', '') AS domain,
    coalesce(document ->> '$.iteration', '') AS iteration,
    coalesce((julianday(document ->> '$.created_at') - 2440587.5) * 86400000.0, 0.0) AS created,
    coalesce((julianday(document ->> '$.changed_at') - 2440587.5) * 86400000.0, 0.0) AS changed
  FROM environments WHERE json_valid(document);
INSERT INTO environments_2
  SELECT e.application, e.name, e.version, coalesce(w.state, 'failed'),
    coalesce(w.namespace, ''), coalesce(w.domain, ''), '',
    coalesce(w.document ->> '$.class', ''), coalesce(w.iteration, ''),
    coalesce(w.document ->> '$.created_by', ''),
    coalesce(w.document ->> '$.created_by_id', ''),
    coalesce(CAST(w.document ->> '$.deployed_revision' AS INTEGER), 0),
    coalesce(CAST(w.document ->> '$.doubt.revision' AS INTEGER), 0),
    coalesce(CAST(w.document ->> '$.epoch' AS INTEGER), 1),
    coalesce(CAST(round(w.created) AS INTEGER), 0), coalesce(CAST(round(w.changed) AS INTEGER), 0),
    CASE WHEN w.document -> '$.selection.chart.follow' IS NOT NULL THEN 0
      ELSE CAST(round((julianday(w.document ->> '$.selection.chart.pin.until') - 2440587.5)
        * 86400000.0) AS INTEGER) END,
    0, 0, 0, e.document
  FROM environments e LEFT JOIN whole_environments w USING (application, name);
UPDATE environments_2 SET holds_namespace = 1 WHERE rowid IN (
  SELECT rowid FROM (SELECT rowid, row_number() OVER (
    PARTITION BY namespace ORDER BY created_ms, application, name) AS place FROM environments_2
    WHERE state <> 'retired' AND namespace <> '') WHERE place = 1);
UPDATE environments_2 SET holds_domain = 1 WHERE rowid IN (
  SELECT rowid FROM (SELECT rowid, row_number() OVER (
    PARTITION BY domain ORDER BY created_ms, application, name) AS place FROM environments_2
    WHERE state <> 'retired' AND domain <> '') WHERE place = 1);
UPDATE environments_2 SET holds_iteration = 1 WHERE rowid IN (
  SELECT rowid FROM (SELECT rowid, row_number() OVER (
    PARTITION BY application, iteration ORDER BY created_ms, name) AS place FROM environments_2
    WHERE state <> 'retired' AND iteration <> '') WHERE place = 1);
INSERT INTO environment_follows
  SELECT w.application, w.name, c.key,
    coalesce(c.value ->> '$.follow', c.value ->> '$.pin.after', ''),
    CASE WHEN c.value -> '$.follow' IS NOT NULL THEN 0
      ELSE CAST(round((julianday(c.value ->> '$.pin.until') - 2440587.5)
        * 86400000.0) AS INTEGER) END
  FROM whole_environments w, json_each(w.document, '$.selection.components') c
  WHERE c.type = 'object' AND
    (c.value -> '$.follow' IS NOT NULL OR julianday(c.value ->> '$.pin.until') IS NOT NULL);
INSERT INTO environment_runs
  SELECT w.application, w.name, c.key, coalesce(c.value ->> '$.version', ''),
    coalesce(c.value ->> '$.digest', '')
  FROM whole_environments w, json_each(w.document, '$.deployed.components') c
  WHERE c.type = 'object';
INSERT INTO environment_waiting
  SELECT w.application, w.name, c.key, coalesce(c.value ->> '$.branch', ''),
    coalesce(c.value ->> '$.build_url', '')
  FROM whole_environments w, json_each(w.document, '$.waiting') c WHERE c.type = 'object';
DROP TABLE temp.whole_environments;
DROP TABLE environments;
ALTER TABLE environments_2 RENAME TO environments;
CREATE UNIQUE INDEX environments_namespace ON environments (cluster, namespace)
  WHERE holds_namespace = 1;
CREATE UNIQUE INDEX environments_domain ON environments (domain) WHERE holds_domain = 1;
CREATE UNIQUE INDEX environments_iteration ON environments (application, iteration)
  WHERE holds_iteration = 1;
CREATE INDEX environments_of_iteration ON environments (application, iteration)
  WHERE iteration <> '';
CREATE INDEX environments_following_chart ON environments (application, follows_chart_ms)
  WHERE follows_chart_ms IS NOT NULL;
CREATE INDEX environment_follows_branch ON environment_follows (application, component, branch);
CREATE INDEX environment_runs_digest ON environment_runs (application, component, digest);

CREATE TABLE deployments_2 (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  application TEXT NOT NULL, environment TEXT NOT NULL, revision INTEGER NOT NULL,
  version INTEGER NOT NULL, finished INTEGER NOT NULL, status TEXT NOT NULL,
  epoch INTEGER NOT NULL, teardown INTEGER NOT NULL, starts INTEGER NOT NULL,
  execution TEXT NOT NULL, queue TEXT NOT NULL, actor TEXT NOT NULL, link TEXT NOT NULL,
  created_ms INTEGER NOT NULL, document TEXT NOT NULL,
  UNIQUE (application, environment, revision)) STRICT;
CREATE TEMP TABLE whole_deployments AS
  SELECT id, document, CASE WHEN json_valid(document ->> '$.payload')
    THEN document ->> '$.payload' END AS payload
  FROM deployments WHERE json_valid(document);
UPDATE whole_deployments SET document = json_set(document, '$.queue',
  'coding/' || coalesce(payload ->> '$.pipeline.application', '') || '/' ||
  (payload ->> '$.pipeline.name'))
  WHERE payload ->> '$.pipeline.name' IS NOT NULL;
INSERT INTO deployments_2
  SELECT d.id, d.application, d.environment, d.revision, d.version, d.finished,
    coalesce(w.document ->> '$.status', 'unknown'),
    coalesce(CAST(w.document ->> '$.epoch' AS INTEGER), 1),
    coalesce(CAST(w.document ->> '$.teardown' AS INTEGER), 0),
    coalesce(CAST(w.document ->> '$.starts' AS INTEGER), 0),
    coalesce(w.document ->> '$.execution', ''), coalesce(w.document ->> '$.queue', ''),
    coalesce(w.document ->> '$.actor.name', ''), coalesce(w.document ->> '$.link', ''),
    coalesce(CAST(round((julianday(w.document ->> '$.created_at') - 2440587.5) * 86400000.0)
      AS INTEGER), 0),
    coalesce(w.document, d.document)
  FROM deployments d LEFT JOIN whole_deployments w USING (id) ORDER BY d.id;
DROP TABLE temp.whole_deployments;
DROP TABLE deployments;
ALTER TABLE deployments_2 RENAME TO deployments;
CREATE INDEX deployments_unfinished ON deployments (application, environment, id)
  WHERE finished = 0;
CREATE INDEX deployments_queue ON deployments (queue, id) WHERE finished = 0;

UPDATE leases SET name = 'queue/coding/' || substr(name, length('pipeline/coding-cd/') + 1)
  WHERE substr(name, 1, length('pipeline/coding-cd/')) = 'pipeline/coding-cd/';

CREATE INDEX cache_age ON cache (at_ms);
CREATE TABLE cache_size (entries INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
INSERT INTO cache_size
  SELECT count(*), coalesce(sum(length(CAST(space || key || value AS BLOB))), 0) FROM cache;
CREATE TRIGGER cache_added AFTER INSERT ON cache BEGIN
  UPDATE cache_size SET entries = entries + 1,
    bytes = bytes + length(CAST(new.space || new.key || new.value AS BLOB));
END;
CREATE TRIGGER cache_changed AFTER UPDATE OF value ON cache BEGIN
  UPDATE cache_size SET bytes = bytes + length(CAST(new.value AS BLOB))
    - length(CAST(old.value AS BLOB));
END;
CREATE TRIGGER cache_removed AFTER DELETE ON cache BEGIN
  UPDATE cache_size SET entries = entries - 1,
    bytes = bytes - length(CAST(old.space || old.key || old.value AS BLOB));
END;

ALTER TABLE notes RENAME TO settings;
CREATE TABLE applications (
  name TEXT NOT NULL PRIMARY KEY, place TEXT NOT NULL, folder TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
)sql"},
    // What is desired stands apart from what was deployed: what an environment selected is its
    // first generation, and what a deployment was to bring that has not ended the second.
    {3, R"sql(
CREATE TEMP TABLE wishes AS
  SELECT d.application, d.environment AS name, max(d.id) AS id, d.document -> '$.selection' AS selection,
    d.document ->> '$.actor.name' AS actor, d.document ->> '$.actor.id' AS actor_id,
    d.document ->> '$.reason' AS reason, d.document ->> '$.created_at' AS created_at
  FROM deployments d JOIN environments e
    ON e.application = d.application AND e.name = d.environment AND e.epoch = d.epoch
  WHERE d.finished = 0 AND d.teardown = 0 AND d.status <> 'unknown' AND
    CASE WHEN json_valid(d.document) THEN json_type(d.document, '$.selection') END = 'object'
  GROUP BY d.application, d.environment;
CREATE TABLE environments_3 (
  application TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
  state TEXT NOT NULL, namespace TEXT NOT NULL, domain TEXT NOT NULL, cluster TEXT NOT NULL,
  class TEXT NOT NULL, iteration TEXT NOT NULL, created_by TEXT NOT NULL,
  created_by_id TEXT NOT NULL, deployed_revision INTEGER NOT NULL,
  doubtful_revision INTEGER NOT NULL, desired_generation INTEGER NOT NULL,
  deployed_generation INTEGER NOT NULL, epoch INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
  follows_chart_ms INTEGER,
  holds_namespace INTEGER NOT NULL, holds_domain INTEGER NOT NULL, holds_iteration INTEGER NOT NULL,
  document TEXT NOT NULL, PRIMARY KEY (application, name)) STRICT;
INSERT INTO environments_3
  SELECT e.application, e.name, e.version, e.state, e.namespace, e.domain, e.cluster, e.class,
    e.iteration, e.created_by, e.created_by_id, e.deployed_revision, e.doubtful_revision,
    1 + (w.id IS NOT NULL), e.deployed_revision > 0, e.epoch, e.created_ms, e.changed_ms,
    CASE WHEN w.id IS NULL THEN e.follows_chart_ms
      WHEN w.selection -> '$.chart.follow' IS NOT NULL THEN 0
      ELSE CAST(round((julianday(w.selection ->> '$.chart.pin.until') - 2440587.5)
        * 86400000.0) AS INTEGER) END,
    e.holds_namespace, e.holds_domain, e.holds_iteration,
    CASE WHEN json_valid(e.document) THEN json_set(
      json_remove(e.document, '$.selection', '$.class', '$.parameters'),
      '$.deployed_generation', e.deployed_revision > 0,
      '$.desired', json_object(
        'selection', json(coalesce(w.selection, e.document -> '$.selection')),
        'class', coalesce(e.document ->> '$.class', ''),
        'parameters', json(coalesce(e.document -> '$.parameters', '{}')),
        'values_layers', json('[]'), 'generation', 1 + (w.id IS NOT NULL),
        'by', iif(w.id IS NULL, e.created_by, coalesce(w.actor, '')),
        'by_id', iif(w.id IS NULL, e.created_by_id, coalesce(w.actor_id, '')),
        'why', coalesce(w.reason, ''),
        'since', coalesce(w.created_at, e.document ->> '$.created_at')))
      ELSE e.document END
  FROM environments e LEFT JOIN wishes w USING (application, name) ORDER BY e.rowid;
DROP TABLE environments;
ALTER TABLE environments_3 RENAME TO environments;
CREATE UNIQUE INDEX environments_namespace ON environments (cluster, namespace)
  WHERE holds_namespace = 1;
CREATE UNIQUE INDEX environments_domain ON environments (domain) WHERE holds_domain = 1;
CREATE UNIQUE INDEX environments_iteration ON environments (application, iteration)
  WHERE holds_iteration = 1;
CREATE INDEX environments_of_iteration ON environments (application, iteration)
  WHERE iteration <> '';
CREATE INDEX environments_following_chart ON environments (application, follows_chart_ms)
  WHERE follows_chart_ms IS NOT NULL;
DELETE FROM environment_follows WHERE (application, environment) IN
  (SELECT application, name FROM wishes);
INSERT INTO environment_follows
  SELECT w.application, w.name, c.key,
    coalesce(c.value ->> '$.follow', c.value ->> '$.pin.after', ''),
    CASE WHEN c.value -> '$.follow' IS NOT NULL THEN 0
      ELSE CAST(round((julianday(c.value ->> '$.pin.until') - 2440587.5)
        * 86400000.0) AS INTEGER) END
  FROM wishes w, json_each(w.selection, '$.components') c
  WHERE c.type = 'object' AND
    (c.value -> '$.follow' IS NOT NULL OR julianday(c.value ->> '$.pin.until') IS NOT NULL);
UPDATE deployments SET document = json_set(document, '$.generation', CASE
    WHEN teardown = 1 THEN 0 WHEN id IN (SELECT id FROM wishes) THEN 2 ELSE 1 END)
  WHERE json_valid(document);
DROP TABLE temp.wishes;
)sql"},
    {4, server_tables},
    // What an engine was asked for, apart from what waits in the same queue: deployments.cpp.
    {5, R"sql(
CREATE INDEX deployments_asked ON deployments (queue, application, id)
  WHERE finished = 0 AND (status = 'unknown' OR execution <> '' OR
    (status = 'intended' AND starts > 0));
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
