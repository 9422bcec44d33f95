// The messages of the local chat, each with the number of its newest change.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store/local_chat.hpp"
#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view message_columns =
    "SELECT group_id, id, change, author, key, at_ms, edited, message FROM local_messages ";

std::vector<core::LocalMessage> messages_in(Statement& rows, const Database& database) {
  std::vector<core::LocalMessage> found;
  while (rows.step()) {
    found.push_back({.group = rows.text(0),
                     .id = rows.number(1),
                     .change = rows.number(2),
                     .author = rows.text(3),
                     .key = rows.text(4),
                     .message = read_json<core::Message>(rows.text(7), database, "message"),
                     .at = instant(rows.number(5)),
                     .edited = rows.number(6) != 0});
  }
  return found;
}

std::optional<core::LocalMessage> first_message(std::vector<core::LocalMessage> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::int64_t SqliteLocalChat::newest_change() {
  return database_.number("SELECT coalesce(max(change), 0) FROM local_messages");
}

core::LocalMessage SqliteLocalChat::append(core::LocalMessage message) {
  if (!message.key.empty()) {
    Statement before(database_,
                     std::string(message_columns) + "WHERE group_id = ? AND key = ? AND key <> ''");
    before.bind(message.group).bind(message.key);
    if (auto found = first_message(messages_in(before, database_))) return std::move(*found);
  }
  message.change = newest_change() + 1;
  Statement row(
      database_,
      "INSERT INTO local_messages (group_id, change, author, key, at_ms, edited, message) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
  row.bind(message.group)
      .bind(message.change)
      .bind(message.author)
      .bind(message.key)
      .bind(millis(message.at))
      .bind(std::int64_t{message.edited})
      .bind(write_document(message.message));
  if (row.step()) message.id = row.number(0);
  row.run();
  return message;
}

bool SqliteLocalChat::change(const std::string& group, std::int64_t id,
                             const core::Message& message) {
  Statement(database_,
            "UPDATE local_messages SET message = ?, edited = 1, "
            "change = (SELECT max(change) + 1 FROM local_messages) WHERE id = ? AND group_id = ?")
      .bind(write_document(message))
      .bind(id)
      .bind(group)
      .run();
  return database_.changed() == 1;
}

std::optional<core::LocalMessage> SqliteLocalChat::message(const std::string& group,
                                                           std::int64_t id) {
  Statement row(database_, std::string(message_columns) + "WHERE id = ? AND group_id = ?");
  row.bind(id).bind(group);
  return first_message(messages_in(row, database_));
}

std::vector<core::LocalMessage> SqliteLocalChat::messages(const std::string& group,
                                                          std::int64_t before, int limit) {
  Statement rows(database_, std::string(message_columns) +
                                "WHERE group_id = ? AND id < ? ORDER BY id DESC LIMIT ?");
  rows.bind(group).bind(newest_first_from(before)).bind(std::int64_t{limit});
  auto found = messages_in(rows, database_);
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<core::LocalMessage> SqliteLocalChat::changes(const std::string& account,
                                                         std::int64_t change, int limit) {
  // The newest changes are few: they are walked, and membership is looked up.
  Statement rows(database_,
                 std::string(message_columns) +
                     "INDEXED BY local_messages_change WHERE change > ? AND EXISTS "
                     "(SELECT 1 FROM local_members m WHERE m.account = ? "
                     "AND m.group_id = local_messages.group_id) ORDER BY change LIMIT ?");
  rows.bind(change).bind(account).bind(std::int64_t{limit});
  return messages_in(rows, database_);
}

}  // namespace chatops::store
