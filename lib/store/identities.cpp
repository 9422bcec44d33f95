// A row a person, and one an account: that an account is nobody else's is the second table's key.
// SPDX-License-Identifier: Apache-2.0
#include "store/identities.hpp"

#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view identity_columns =
    "SELECT i.id, i.name, i.email, i.mobile, i.linked_by, i.changed_ms FROM identities i ";

/// Nothing where there are several: nobody is taken for somebody else.
std::optional<core::Identity> the_one(std::vector<core::Identity> found) {
  if (found.size() != 1) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::vector<core::Identity> SqliteIdentities::all(Statement& rows) {
  std::vector<core::Identity> found;
  while (rows.step()) {
    found.push_back({.id = rows.text(0),
                     .name = rows.text(1),
                     .email = rows.text(2),
                     .mobile = rows.text(3),
                     .linked_by = rows.text(4),
                     .changed_at = instant(rows.number(5))});
  }
  for (auto& one : found) {
    Statement accounts(database_,
                       "SELECT system, account FROM identity_accounts WHERE identity = ?");
    accounts.bind(one.id);
    while (accounts.step()) one.accounts[accounts.text(0)] = accounts.text(1);
  }
  return found;
}

std::optional<core::Identity> SqliteIdentities::find(const std::string& id) {
  Statement row(database_, std::string(identity_columns) + "WHERE i.id = ?");
  row.bind(id);
  return the_one(all(row));
}

std::optional<core::Identity> SqliteIdentities::by_account(const std::string& system,
                                                           const std::string& account) {
  Statement row(database_, std::string(identity_columns) +
                               "JOIN identity_accounts a ON a.identity = i.id "
                               "WHERE a.system = ? AND a.account = ?");
  row.bind(system).bind(account);
  return the_one(all(row));
}

std::optional<core::Identity> SqliteIdentities::by_email(const std::string& email) {
  Statement row(database_, std::string(identity_columns) +
                               "WHERE i.email <> '' AND i.email = ? COLLATE NOCASE LIMIT 2");
  row.bind(email);
  return the_one(all(row));
}

std::optional<core::Identity> SqliteIdentities::by_mobile(const std::string& mobile) {
  Statement row(database_,
                std::string(identity_columns) + "WHERE i.mobile <> '' AND i.mobile = ? LIMIT 2");
  row.bind(mobile);
  return the_one(all(row));
}

std::vector<core::Identity> SqliteIdentities::list() {
  Statement rows(database_, std::string(identity_columns) + "ORDER BY i.name, i.id");
  return all(rows);
}

void SqliteIdentities::refuse_anothers_account(const core::Identity& identity,
                                               const std::string& system,
                                               const std::string& account) {
  const auto holder = by_account(system, account);
  if (!holder || holder->id == identity.id) return;
  throw Error(Reason::account_taken,
              {{"what", account}, {"where", holder->name.empty() ? holder->id : holder->name}});
}

void SqliteIdentities::put(const core::Identity& identity) {
  for (const auto& [system, account] : identity.accounts)
    refuse_anothers_account(identity, system, account);
  Statement(database_,
            "INSERT INTO identities (id, name, email, mobile, linked_by, changed_ms) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
            "email = excluded.email, mobile = excluded.mobile, linked_by = excluded.linked_by, "
            "changed_ms = excluded.changed_ms")
      .bind(identity.id)
      .bind(identity.name)
      .bind(identity.email)
      .bind(identity.mobile)
      .bind(identity.linked_by)
      .bind(millis(identity.changed_at))
      .run();
  Statement(database_, "DELETE FROM identity_accounts WHERE identity = ?").bind(identity.id).run();
  for (const auto& [system, account] : identity.accounts) {
    Statement(database_,
              "INSERT INTO identity_accounts (system, account, identity) VALUES (?, ?, ?)")
        .bind(system)
        .bind(account)
        .bind(identity.id)
        .run();
  }
}

void SqliteIdentities::remove(const std::string& id) {
  Statement(database_, "DELETE FROM identity_accounts WHERE identity = ?").bind(id).run();
  Statement(database_, "DELETE FROM identities WHERE id = ?").bind(id).run();
}

}  // namespace chatops::store
