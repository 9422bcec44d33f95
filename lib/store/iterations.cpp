// Columns are promoted from the document at every put.
// SPDX-License-Identifier: Apache-2.0
#include "store/iterations.hpp"

#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view whole_iteration = "SELECT document, version FROM iterations ";

}  // namespace

std::optional<core::IterationRecord> SqliteIterations::find(const core::IterationKey& key) {
  Statement row(database_,
                std::string(whole_iteration) + "WHERE tracker = ? AND project = ? AND code = ?");
  row.bind(key.tracker).bind(key.project).bind(key.code);
  if (!row.step()) return std::nullopt;
  return read_document<core::IterationRecord>(row, 0, 1, database_);
}

std::optional<core::IterationRecord> SqliteIterations::of_group(const core::GroupRef& group) {
  Statement row(database_, std::string(whole_iteration) +
                               "WHERE platform = ? AND group_id = ? AND group_id <> '' "
                               "ORDER BY stage = 'retired', changed_ms DESC LIMIT 1");
  row.bind(group.platform).bind(group.id);
  if (!row.step()) return std::nullopt;
  return read_document<core::IterationRecord>(row, 0, 1, database_);
}

std::vector<core::IterationRecord> SqliteIterations::list(const std::string& tracker,
                                                          const std::string& project,
                                                          bool with_retired) {
  Statement rows(database_, std::string(whole_iteration) + "WHERE tracker = ? AND project = ? " +
                                (with_retired ? "" : "AND stage <> 'retired' ") + "ORDER BY code");
  rows.bind(tracker).bind(project);
  std::vector<core::IterationRecord> found;
  while (rows.step()) found.push_back(read_document<core::IterationRecord>(rows, 0, 1, database_));
  return found;
}

std::optional<core::IterationStage> SqliteIterations::stage(const core::IterationKey& key) {
  Statement row(database_,
                "SELECT stage FROM iterations WHERE tracker = ? AND project = ? AND code = ?");
  row.bind(key.tracker).bind(key.project).bind(key.code);
  if (!row.step()) return std::nullopt;
  const auto stage = core::iteration_stage_of(row.text(0));
  if (!stage) damaged(database_, "stage");
  return stage;
}

std::optional<Instant> SqliteIterations::first_sight(const std::string& tracker,
                                                     const std::string& project) {
  Statement row(database_,
                "SELECT known_ms FROM iteration_projects WHERE tracker = ? AND project = ?");
  row.bind(tracker).bind(project);
  if (!row.step()) return std::nullopt;
  return instant(row.number(0));
}

void SqliteIterations::know_project(const std::string& tracker, const std::string& project,
                                    Instant now) {
  Statement(database_, "INSERT INTO iteration_projects VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(tracker)
      .bind(project)
      .bind(millis(now))
      .run();
}

void SqliteIterations::refuse_anothers_group(const core::IterationRecord& record) {
  if (record.group.empty() || record.stage == core::IterationStage::retired) return;
  Statement row(database_,
                "SELECT 1 FROM iterations WHERE platform = ? AND group_id = ? AND group_id <> '' "
                "AND stage <> 'retired' AND NOT (tracker = ? AND project = ? AND code = ?)");
  row.bind(record.group.platform)
      .bind(record.group.id)
      .bind(record.key.tracker)
      .bind(record.key.project)
      .bind(record.key.code);
  if (row.step()) conflict("group/" + record.group.id);
}

void SqliteIterations::put(core::IterationRecord& record) {
  refuse_anothers_group(record);
  core::IterationRecord row = record;
  ++row.version;
  const bool fresh = record.version == 0;
  Statement write(
      database_,
      fresh ? "INSERT INTO iterations (version, stage, platform, group_id, changed_ms, document, "
              "tracker, project, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
              "ON CONFLICT (tracker, project, code) DO NOTHING"
            : "UPDATE iterations SET version = ?, stage = ?, platform = ?, group_id = ?, "
              "changed_ms = ?, document = ? "
              "WHERE tracker = ? AND project = ? AND code = ? AND version = ?");
  write.bind(row.version)
      .bind(core::word_of(row.stage))
      .bind(row.group.platform)
      .bind(row.group.id)
      .bind(millis(row.changed_at))
      .bind(write_document(row))
      .bind(row.key.tracker)
      .bind(row.key.project)
      .bind(row.key.code);
  if (!fresh) write.bind(record.version);
  write.run();
  if (database_.changed() != 1) conflict("iteration/" + row.key.code);
  record.version = row.version;
}

}  // namespace chatops::store
