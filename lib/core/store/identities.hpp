// People as one, whatever system knows them: tracker, chat, terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace chatops::core {

struct Identity {
  std::string id;  ///< Actor::id: "coding:12345", or "person:ULID" for one that no tracker knows
  std::string name, email, mobile;  ///< verified by one of the systems
  /// System ("coding", "local", "user") → account there. One account belongs to one identity.
  std::map<std::string, std::string> accounts;
  std::string
      linked_by;  ///< Actor::id of whoever joined accounts by hand; "" = e-mail or mobile did
  Instant changed_at{};
};

class Identities {
 public:
  virtual ~Identities() = default;
  virtual std::optional<Identity> find(const std::string& id) = 0;
  virtual std::optional<Identity> by_account(const std::string& system,
                                             const std::string& account) = 0;
  /// E-mail without case. Nothing, too, where several have it: then it tells nobody from another.
  virtual std::optional<Identity> by_email(const std::string& email) = 0;
  virtual std::optional<Identity> by_mobile(const std::string& mobile) = 0;
  virtual std::vector<Identity> list() = 0;  ///< by name
  /// account_taken where one of the accounts is another identity's (`what` = it, `where` = that
  /// one's name, or its id).
  virtual void put(const Identity& identity) = 0;
  virtual void remove(const std::string& id) = 0;
};

}  // namespace chatops::core
