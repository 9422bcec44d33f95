// Triggers of the schema refuse whatever is no addition at the end.
// SPDX-License-Identifier: Apache-2.0
#include "store/audit.hpp"

#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view whole_entry =
    "SELECT sequence, at_ms, actor, actor_id, door, command, application, environment, group_id, "
    "outcome, reason, chain, request FROM audit ";

core::AuditEntry entry_in(const Statement& row) {
  return {.sequence = row.number(0),
          .at = instant(row.number(1)),
          .actor = row.text(2),
          .actor_id = row.text(3),
          .door = row.text(4),
          .command = row.text(5),
          .application = row.text(6),
          .environment = row.text(7),
          .group = row.text(8),
          .outcome = row.text(9),
          .reason = row.text(10),
          // What does not parse is told by its chain.
          .request = nlohmann::json::parse(row.text(12), nullptr, false),
          .chain = row.text(11)};
}

}  // namespace

void SqliteAudit::append(core::AuditEntry entry) {
  std::string former;
  {
    Statement last(database_, "SELECT sequence, chain FROM audit ORDER BY sequence DESC LIMIT 1");
    const bool any = last.step();
    entry.sequence = any ? last.number(0) + 1 : 1;
    if (any) former = last.text(1);
  }
  const std::string request = json_text(entry.request);
  entry.request = nlohmann::json::parse(request, nullptr, false);
  entry.chain = core::chain_of(former, entry);
  Statement(database_,
            "INSERT INTO audit (sequence, at_ms, actor, actor_id, door, command, application, "
            "environment, group_id, outcome, reason, chain, request) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(entry.sequence)
      .bind(millis(entry.at))
      .bind(entry.actor)
      .bind(entry.actor_id)
      .bind(entry.door)
      .bind(entry.command)
      .bind(entry.application)
      .bind(entry.environment)
      .bind(entry.group)
      .bind(entry.outcome)
      .bind(entry.reason)
      .bind(entry.chain)
      .bind(request)
      .run();
}

std::vector<core::AuditEntry> SqliteAudit::list(const std::string& environment, std::int64_t before,
                                                int limit) {
  Statement rows(database_, std::string(whole_entry) +
                                (environment.empty() ? "WHERE sequence < ? "
                                                     : "WHERE sequence < ? AND environment = ? "
                                                       "AND environment <> '' ") +
                                "ORDER BY sequence DESC LIMIT ?");
  rows.bind(newest_first_from(before));
  if (!environment.empty()) rows.bind(environment);
  rows.bind(std::int64_t{limit});
  std::vector<core::AuditEntry> found;
  while (rows.step()) {
    found.push_back(entry_in(rows));
    if (found.back().request.is_discarded()) damaged(database_, "request");
  }
  return found;
}

std::optional<std::int64_t> SqliteAudit::broken() {
  Statement rows(database_, std::string(whole_entry) + "ORDER BY sequence");
  std::string former;
  for (std::int64_t expected = 1; rows.step(); ++expected) {
    const core::AuditEntry entry = entry_in(rows);
    const bool whole = entry.sequence == expected && !entry.request.is_discarded() &&
                       entry.chain == core::chain_of(former, entry);
    if (!whole) return entry.sequence;
    former = entry.chain;
  }
  return std::nullopt;
}

}  // namespace chatops::store
