// The repository of the local chat.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/local_chat.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteLocalChat final : public core::LocalChat {
 public:
  explicit SqliteLocalChat(Database& database) : database_(database) {}

  void put(const core::LocalAccount& account) override;
  std::optional<core::LocalAccount> account(const std::string& id) override;
  std::optional<core::LocalAccount> account_by(const std::string& email,
                                               const std::string& mobile) override;
  std::vector<core::LocalAccount> accounts() override;
  void remove_account(const std::string& id) override;

  void put(const core::LocalGroup& group) override;
  std::optional<core::LocalGroup> group(const std::string& id) override;
  std::optional<core::LocalGroup> group_by_key(const std::string& key) override;
  std::vector<core::LocalGroup> groups_of(const std::string& account) override;

  core::LocalMessage append(core::LocalMessage message) override;
  bool change(const std::string& group, std::int64_t id, const core::Message& message) override;
  std::optional<core::LocalMessage> message(const std::string& group, std::int64_t id) override;
  std::vector<core::LocalMessage> messages(const std::string& group, std::int64_t before,
                                           int limit) override;
  std::vector<core::LocalMessage> changes(const std::string& account, std::int64_t change,
                                          int limit) override;
  std::int64_t newest_change() override;

  void put_token(const std::string& kind, const std::string& hash, const std::string& account,
                 Instant until) override;
  std::optional<std::string> token(const std::string& kind, const std::string& hash,
                                   Instant now) override;
  void remove_token(const std::string& kind, const std::string& hash) override;
  void forget_tokens(Instant now) override;

 private:
  std::vector<core::LocalGroup> all_groups(Statement& rows);
  Database& database_;
};

}  // namespace chatops::store
