// Accounts, groups and tokens of the local chat; its messages are in local_messages.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "store/local_chat.hpp"

#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view account_columns = "SELECT id, name, email, mobile FROM local_accounts ";
constexpr std::string_view group_columns =
    "SELECT g.id, g.name, g.key, g.dissolved, g.created_ms FROM local_groups g ";

core::LocalAccount account_in(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

std::optional<core::LocalAccount> first_account(Statement& rows) {
  if (!rows.step()) return std::nullopt;
  return account_in(rows);
}

std::optional<core::LocalGroup> first_group(std::vector<core::LocalGroup> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

void SqliteLocalChat::put(const core::LocalAccount& account) {
  Statement(database_,
            "INSERT INTO local_accounts (id, name, email, mobile) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, "
            "mobile = excluded.mobile")
      .bind(account.id)
      .bind(account.name)
      .bind(account.email)
      .bind(account.mobile)
      .run();
}

std::optional<core::LocalAccount> SqliteLocalChat::account(const std::string& id) {
  Statement row(database_, std::string(account_columns) + "WHERE id = ?");
  row.bind(id);
  return first_account(row);
}

std::optional<core::LocalAccount> SqliteLocalChat::account_by(const std::string& email,
                                                              const std::string& mobile) {
  Statement by_email(database_, std::string(account_columns) +
                                    "WHERE email <> '' AND email = ? COLLATE NOCASE ORDER BY id");
  by_email.bind(email);
  if (auto found = first_account(by_email)) return found;
  Statement by_mobile(
      database_, std::string(account_columns) + "WHERE mobile <> '' AND mobile = ? ORDER BY id");
  by_mobile.bind(mobile);
  return first_account(by_mobile);
}

std::vector<core::LocalAccount> SqliteLocalChat::accounts() {
  Statement rows(database_, std::string(account_columns) + "ORDER BY id");
  std::vector<core::LocalAccount> found;
  while (rows.step()) found.push_back(account_in(rows));
  return found;
}

void SqliteLocalChat::remove_account(const std::string& id) {
  Statement(database_, "DELETE FROM local_tokens WHERE account = ?").bind(id).run();
  Statement(database_, "DELETE FROM local_members WHERE account = ?").bind(id).run();
  Statement(database_, "DELETE FROM local_accounts WHERE id = ?").bind(id).run();
}

void SqliteLocalChat::put(const core::LocalGroup& group) {
  if (const auto other = group_by_key(group.key); other && other->id != group.id)
    conflict("group/" + group.key);
  Statement(
      database_,
      "INSERT INTO local_groups (id, name, key, dissolved, created_ms) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, key = excluded.key, "
      "dissolved = excluded.dissolved, created_ms = excluded.created_ms")
      .bind(group.id)
      .bind(group.name)
      .bind(group.key)
      .bind(std::int64_t{group.dissolved})
      .bind(millis(group.created_at))
      .run();
  Statement(database_, "DELETE FROM local_members WHERE group_id = ?").bind(group.id).run();
  for (const std::string& member : group.members) {
    Statement(database_,
              "INSERT INTO local_members (account, group_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(member)
        .bind(group.id)
        .run();
  }
}

std::vector<core::LocalGroup> SqliteLocalChat::all_groups(Statement& rows) {
  std::vector<core::LocalGroup> found;
  while (rows.step()) {
    found.push_back({.id = rows.text(0),
                     .name = rows.text(1),
                     .key = rows.text(2),
                     .dissolved = rows.number(3) != 0,
                     .created_at = instant(rows.number(4))});
  }
  for (auto& one : found) {
    Statement members(database_,
                      "SELECT account FROM local_members WHERE group_id = ? ORDER BY account");
    members.bind(one.id);
    while (members.step()) one.members.push_back(members.text(0));
  }
  return found;
}

std::optional<core::LocalGroup> SqliteLocalChat::group(const std::string& id) {
  Statement row(database_, std::string(group_columns) + "WHERE g.id = ?");
  row.bind(id);
  return first_group(all_groups(row));
}

std::optional<core::LocalGroup> SqliteLocalChat::group_by_key(const std::string& key) {
  Statement row(database_, std::string(group_columns) + "WHERE g.key <> '' AND g.key = ?");
  row.bind(key);
  return first_group(all_groups(row));
}

std::vector<core::LocalGroup> SqliteLocalChat::groups_of(const std::string& account) {
  const std::string_view mine =
      "JOIN local_members m ON m.group_id = g.id WHERE m.account = ? ORDER BY g.name, g.id";
  Statement rows(database_, std::string(group_columns) +
                                std::string(account.empty() ? "ORDER BY g.name, g.id" : mine));
  if (!account.empty()) rows.bind(account);
  return all_groups(rows);
}

void SqliteLocalChat::put_token(const std::string& kind, const std::string& hash,
                                const std::string& account, Instant until) {
  Statement(database_,
            "INSERT INTO local_tokens (kind, hash, account, until_ms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (kind, hash) DO UPDATE SET account = excluded.account, "
            "until_ms = excluded.until_ms")
      .bind(kind)
      .bind(hash)
      .bind(account)
      .bind(millis(until))
      .run();
}

std::optional<std::string> SqliteLocalChat::token(const std::string& kind, const std::string& hash,
                                                  Instant now) {
  Statement row(database_,
                "SELECT account FROM local_tokens WHERE kind = ? AND hash = ? AND until_ms > ?");
  row.bind(kind).bind(hash).bind(millis(now));
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

void SqliteLocalChat::remove_token(const std::string& kind, const std::string& hash) {
  Statement(database_, "DELETE FROM local_tokens WHERE kind = ? AND hash = ?")
      .bind(kind)
      .bind(hash)
      .run();
}

void SqliteLocalChat::forget_tokens(Instant now) {
  Statement(database_, "DELETE FROM local_tokens WHERE until_ms <= ?").bind(millis(now)).run();
}

}  // namespace chatops::store
