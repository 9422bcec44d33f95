// A row of `outbox` waits; `outbox_cards` knows the newest state of each card and its message;
// `outbox_keys` knows what was queued before.
// SPDX-License-Identifier: Apache-2.0
#include "store/outbox.hpp"

#include <algorithm>

#include "store/rows.hpp"

namespace chatops::store {
namespace {

/// Nothing older of its group was tried and waits for another try.
constexpr std::string_view not_held_up =
    "NOT EXISTS (SELECT 1 FROM outbox t WHERE t.platform = o.platform "
    "AND t.group_id = o.group_id AND t.id < o.id AND t.attempts > 0) ";

core::Notice notice_in(Database& database, const std::string& text) {
  const auto notice = nlohmann::json::parse(text, nullptr, false);
  if (!notice.is_object() || !notice.value("kind", nlohmann::json()).is_string())
    damaged(database, "notice");
  return {notice["kind"].get<std::string>(), notice.value("body", nlohmann::json())};
}

}  // namespace

std::optional<SqliteOutbox::Card> SqliteOutbox::known(const core::OutboxItem& item) {
  if (item.card.empty()) return std::nullopt;
  Statement row(database_,
                "SELECT item, generation, touched_ms, language, notice FROM outbox_cards "
                "WHERE platform = ? AND group_id = ? AND card = ?");
  row.bind(item.group.platform).bind(item.group.id).bind(item.card);
  if (!row.step()) return std::nullopt;
  return Card{row.number(0), row.number(1), row.number(2), row.text(3), row.text(4)};
}

/// Whoever says it again and again wants it remembered: forgotten, it would be sent anew.
void SqliteOutbox::keep(const core::OutboxItem& item, std::int64_t touched_ms) {
  constexpr std::int64_t hour = 3'600'000;
  if (millis(item.due) - touched_ms < hour) return;
  Statement(
      database_,
      "UPDATE outbox_cards SET touched_ms = ? WHERE platform = ? AND group_id = ? AND card = ?")
      .bind(millis(item.due))
      .bind(item.group.platform)
      .bind(item.group.id)
      .bind(item.card)
      .run();
}

bool SqliteOutbox::put(core::OutboxItem item) {
  if (!item.key.empty()) {
    Statement before(database_,
                     "SELECT 1 FROM outbox_keys WHERE platform = ? AND group_id = ? AND key = ?");
    before.bind(item.group.platform).bind(item.group.id).bind(item.key);
    if (before.step()) return false;
  }
  const auto card = known(item);
  const std::string notice = json_text({{"kind", item.notice.kind}, {"body", item.notice.body}});
  if (card && card->notice == notice && card->language == item.language) {
    keep(item, card->touched_ms);
    return false;
  }
  item.generation = card ? card->generation + 1 : 1;
  item.id = card ? card->item : 0;
  if (item.id != 0) {
    replace(item, notice);
  } else {
    item.id = add(item, notice);
  }
  if (!item.card.empty()) {
    remember(item, std::max(millis(item.due), card ? card->touched_ms : 0), notice);
  }
  if (!item.key.empty()) {
    Statement(database_, "INSERT INTO outbox_keys VALUES (?, ?, ?, ?, ?, NULL)")
        .bind(item.group.platform)
        .bind(item.group.id)
        .bind(item.key)
        .bind(item.id)
        .bind(item.generation)
        .run();
  }
  return true;
}

std::int64_t SqliteOutbox::add(const core::OutboxItem& item, const std::string& notice) {
  Statement write(database_,
                  "INSERT INTO outbox (platform, group_id, card, due_ms, attempts, generation, "
                  "send_key, language, notice) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) RETURNING id");
  write.bind(item.group.platform)
      .bind(item.group.id)
      .bind(item.card)
      .bind(millis(item.due))
      .bind(item.generation)
      .bind(item.key)
      .bind(item.language)
      .bind(notice);
  const std::int64_t id = write.step() ? write.number(0) : 0;
  write.run();
  return id;
}

void SqliteOutbox::replace(const core::OutboxItem& item, const std::string& notice) {
  // One that is tried again keeps its time: a new state is no reason to be more eager.
  Statement(database_,
            "UPDATE outbox SET generation = ?, language = ?, notice = ?, "
            "due_ms = CASE WHEN attempts > 0 THEN due_ms ELSE min(due_ms, ?) END WHERE id = ?")
      .bind(item.generation)
      .bind(item.language)
      .bind(notice)
      .bind(millis(item.due))
      .bind(item.id)
      .run();
}

void SqliteOutbox::remember(const core::OutboxItem& item, std::int64_t touched_ms,
                            const std::string& notice) {
  Statement(database_,
            "INSERT INTO outbox_cards (platform, group_id, card, item, generation, touched_ms, "
            "sent, language, notice) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?) "
            "ON CONFLICT (platform, group_id, card) DO UPDATE SET item = excluded.item, "
            "generation = excluded.generation, touched_ms = excluded.touched_ms, "
            "language = excluded.language, notice = excluded.notice")
      .bind(item.group.platform)
      .bind(item.group.id)
      .bind(item.card)
      .bind(item.id)
      .bind(item.generation)
      .bind(touched_ms)
      .bind(item.language)
      .bind(notice)
      .run();
}

std::vector<core::OutboxItem> SqliteOutbox::due(Instant now, int limit) {
  Statement rows(database_,
                 "SELECT o.id, o.platform, o.group_id, o.card, o.due_ms, o.attempts, "
                 "o.generation, o.send_key, o.language, o.notice, coalesce(c.sent, '') "
                 "FROM (SELECT min(o.id) AS id FROM outbox o WHERE (o.due_ms <= ? OR o.due_ms > ?) "
                 "AND " +
                     std::string(not_held_up) +
                     "GROUP BY o.platform, o.group_id) turn JOIN outbox o USING (id) "
                     "LEFT JOIN outbox_cards c ON o.card <> '' AND c.platform = o.platform "
                     "AND c.group_id = o.group_id AND c.card = o.card ORDER BY o.id LIMIT ?");
  rows.bind(millis(now)).bind(millis(now + core::longest_put_off)).bind(std::int64_t{limit});
  std::vector<core::OutboxItem> found;
  while (rows.step()) {
    core::OutboxItem item{.id = rows.number(0),
                          .group = {rows.text(1), rows.text(2)},
                          .card = rows.text(3),
                          .language = rows.text(8),
                          .key = rows.text(7),
                          .due = instant(rows.number(4)),
                          .attempts = rows.number(5),
                          .generation = rows.number(6)};
    item.notice = notice_in(database_, rows.text(9));
    if (item.key.empty()) item.key = "outbox/" + std::to_string(item.id);
    if (const std::string sent = rows.text(10); !sent.empty()) item.sent = {item.group, sent};
    found.push_back(std::move(item));
  }
  return found;
}

std::optional<Instant> SqliteOutbox::next_due() {
  Statement row(database_,
                "SELECT min(o.due_ms), count(*) FROM outbox o WHERE " + std::string(not_held_up));
  if (!row.step() || row.number(1) == 0) return std::nullopt;
  return instant(row.number(0));
}

bool SqliteOutbox::settle(const core::OutboxItem& item, std::int64_t now_ms) {
  Statement(database_,
            "UPDATE outbox_keys SET sent_ms = ? "
            "WHERE item = ? AND generation <= ? AND sent_ms IS NULL")
      .bind(now_ms)
      .bind(item.id)
      .bind(item.generation)
      .run();
  Statement(database_, "DELETE FROM outbox WHERE id = ? AND generation = ?")
      .bind(item.id)
      .bind(item.generation)
      .run();
  return database_.changed() == 1;
}

void SqliteOutbox::sent(const core::OutboxItem& item, const core::MessageRef& sent, Instant now) {
  const bool over = settle(item, millis(now));
  // The next try is of another state, and of a message that the platform has.
  if (!over) {
    Statement(database_, "UPDATE outbox SET attempts = 0, due_ms = min(due_ms, ?) WHERE id = ?")
        .bind(millis(now))
        .bind(item.id)
        .run();
  }
  if (item.card.empty()) return;
  Statement(database_,
            "UPDATE outbox_cards SET sent = ?, touched_ms = max(touched_ms, ?), "
            "item = CASE WHEN ? THEN 0 ELSE item END "
            "WHERE platform = ? AND group_id = ? AND card = ?")
      .bind(sent.id)
      .bind(millis(now))
      .bind(std::int64_t{over})
      .bind(item.group.platform)
      .bind(item.group.id)
      .bind(item.card)
      .run();
}

void SqliteOutbox::retry(const core::OutboxItem& item, Instant due) {
  Statement(database_, "UPDATE outbox SET due_ms = ?, attempts = attempts + 1 WHERE id = ?")
      .bind(millis(due))
      .bind(item.id)
      .run();
}

void SqliteOutbox::drop(const core::OutboxItem& item) {
  const bool over = settle(item, millis(item.due));
  if (item.card.empty()) return;
  // A state that came meanwhile begins a message of its own.
  Statement(database_, over ? "DELETE FROM outbox_cards "
                              "WHERE platform = ? AND group_id = ? AND card = ?"
                            : "UPDATE outbox_cards SET sent = '' "
                              "WHERE platform = ? AND group_id = ? AND card = ?")
      .bind(item.group.platform)
      .bind(item.group.id)
      .bind(item.card)
      .run();
}

std::optional<core::MessageRef> SqliteOutbox::card(const core::GroupRef& group,
                                                   const std::string& card) {
  Statement row(database_,
                "SELECT sent FROM outbox_cards "
                "WHERE platform = ? AND group_id = ? AND card = ? AND sent <> ''");
  row.bind(group.platform).bind(group.id).bind(card);
  if (!row.step()) return std::nullopt;
  return core::MessageRef{group, row.text(0)};
}

bool SqliteOutbox::waits(const core::GroupRef& group, const std::string& card) {
  Statement row(database_,
                "SELECT 1 FROM outbox_cards WHERE platform = ? AND group_id = ? AND card = ? "
                "AND item <> 0");
  row.bind(group.platform).bind(group.id).bind(card);
  return row.step();
}

std::vector<core::Notice> SqliteOutbox::cards(const core::GroupRef& group,
                                              const std::string& begin) {
  Statement rows(database_,
                 "SELECT notice FROM outbox_cards WHERE platform = ? AND group_id = ? "
                 "AND card >= ? AND substr(card, 1, length(?)) = ? ORDER BY card");
  rows.bind(group.platform).bind(group.id).bind(begin).bind(begin).bind(begin);
  std::vector<core::Notice> out;
  while (rows.step()) out.push_back(notice_in(database_, rows.text(0)));
  return out;
}

std::int64_t SqliteOutbox::tries(const core::GroupRef& group) {
  Statement row(
      database_,
      "SELECT coalesce(max(attempts), 0) FROM outbox WHERE platform = ? AND group_id = ?");
  row.bind(group.platform).bind(group.id);
  return row.step() ? row.number(0) : 0;
}

std::int64_t SqliteOutbox::waiting() { return database_.number("SELECT count(*) FROM outbox"); }

void SqliteOutbox::forget(Instant before) {
  Statement(database_, "DELETE FROM outbox_cards WHERE item = 0 AND touched_ms < ?")
      .bind(millis(before))
      .run();
  Statement(database_, "DELETE FROM outbox_keys WHERE sent_ms IS NOT NULL AND sent_ms < ?")
      .bind(millis(before))
      .run();
}

}  // namespace chatops::store
