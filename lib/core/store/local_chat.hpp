// What the local chat keeps: its groups, who is in them, and what was said.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "core/message.hpp"

namespace chatops::core {

struct LocalAccount {
  std::string id;  ///< the name to log in with: "lin"
  std::string name, email, mobile;
  bool operator==(const LocalAccount&) const = default;
};

struct LocalGroup {
  std::string id, name, key;
  std::vector<std::string> members;  ///< accounts, sorted
  bool dissolved = false;            ///< readable, and nothing is said there any more
  Instant created_at{};
};

struct LocalMessage {
  std::string group;
  std::int64_t id = 0;      ///< rising within the whole chat
  std::int64_t change = 0;  ///< of the whole chat, rising: a message that is new or changed has a
                            ///< higher one than all before
  std::string author;       ///< account; "" = the bot
  std::string key;          ///< not sent twice; "" = none
  Message message;
  Instant at{};
  bool edited = false;
};

class LocalChat {
 public:
  virtual ~LocalChat() = default;
  virtual void put(const LocalAccount& account) = 0;
  virtual std::optional<LocalAccount> account(const std::string& id) = 0;
  /// By e-mail (without case), else by mobile; "" is nobody's.
  virtual std::optional<LocalAccount> account_by(const std::string& email,
                                                 const std::string& mobile) = 0;
  virtual std::vector<LocalAccount> accounts() = 0;  ///< by id
  /// With its sessions and links, and out of its groups; what it said stays.
  virtual void remove_account(const std::string& id) = 0;

  /// state_conflict where another group has its key (`what` = "group/KEY").
  virtual void put(const LocalGroup& group) = 0;
  virtual std::optional<LocalGroup> group(const std::string& id) = 0;
  virtual std::optional<LocalGroup> group_by_key(const std::string& key) = 0;
  /// Those that the account is in, by name; "" = all.
  virtual std::vector<LocalGroup> groups_of(const std::string& account) = 0;

  /// Sets id and change. One with a key that its group has already is not kept, and that one is
  /// answered.
  virtual LocalMessage append(LocalMessage message) = 0;
  /// False: there is none.
  virtual bool change(const std::string& group, std::int64_t id, const Message& message) = 0;
  virtual std::optional<LocalMessage> message(const std::string& group, std::int64_t id) = 0;
  /// Of one group: the last ones before that id (0 = the last of all), oldest first.
  virtual std::vector<LocalMessage> messages(const std::string& group, std::int64_t before,
                                             int limit) = 0;
  /// Of the account's groups, what is new or changed after `change`, in that order.
  virtual std::vector<LocalMessage> changes(const std::string& account, std::int64_t change,
                                            int limit) = 0;
  virtual std::int64_t newest_change() = 0;

  /// One-time links and sessions, by the hash of their token.
  virtual void put_token(const std::string& kind, const std::string& hash,
                         const std::string& account, Instant until) = 0;
  /// Whose it is; nothing where there is none, or it has run out.
  virtual std::optional<std::string> token(const std::string& kind, const std::string& hash,
                                           Instant now) = 0;
  virtual void remove_token(const std::string& kind, const std::string& hash) = 0;
  virtual void forget_tokens(Instant now) = 0;
};

}  // namespace chatops::core
