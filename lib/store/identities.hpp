// The repository of people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/identities.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteIdentities final : public core::Identities {
 public:
  explicit SqliteIdentities(Database& database) : database_(database) {}

  std::optional<core::Identity> find(const std::string& id) override;
  std::optional<core::Identity> by_account(const std::string& system,
                                           const std::string& account) override;
  std::optional<core::Identity> by_email(const std::string& email) override;
  std::optional<core::Identity> by_mobile(const std::string& mobile) override;
  std::vector<core::Identity> list() override;
  void put(const core::Identity& identity) override;
  void remove(const std::string& id) override;

 private:
  std::vector<core::Identity> all(Statement& rows);
  void refuse_anothers_account(const core::Identity& identity, const std::string& system,
                               const std::string& account);
  Database& database_;
};

}  // namespace chatops::store
