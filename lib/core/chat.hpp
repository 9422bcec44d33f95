// The roles of a chat platform. One folder a platform in chat/; what platforms differ in is data
// (Capabilities). Every function may block until the call's deadline and answers Known.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/iteration.hpp"
#include "core/message.hpp"
#include "core/proof.hpp"

namespace chatops::core {

struct GroupRef {
  std::string platform;  ///< "local"
  std::string id;        ///< the platform's; "" = there is none yet
  bool empty() const { return id.empty(); }
  bool operator==(const GroupRef&) const = default;
};

void to_json(nlohmann::json& out, const GroupRef& value);
/// Throws state_damaged, `what` = the member; so do the others.
void from_json(const nlohmann::json& in, GroupRef& value);

struct NewGroup {
  std::string name;
  std::vector<std::string> members;  ///< accounts at the platform
  std::string key;  ///< the same for every try: a platform that knows it answers the group it made
};

struct GroupFacts {
  std::string name;
  std::vector<std::string> members;  ///< accounts; the bot is none
};

class Groups {
 public:
  virtual ~Groups() = default;
  virtual Known<GroupRef> create(const Call& call, const NewGroup& wanted) = 0;
  /// group_gone where the group was dissolved, or the bot put out of it.
  virtual Known<GroupFacts> facts(const Call& call, const GroupRef& group) = 0;
  virtual Result<void> rename(const Call& call, const GroupRef& group, const std::string& name) = 0;
  /// Adding who is in, and removing who is not, is no error.
  virtual Result<void> add(const Call& call, const GroupRef& group,
                           std::span<const std::string> accounts) = 0;
  virtual Result<void> remove(const Call& call, const GroupRef& group,
                              std::span<const std::string> accounts) = 0;
  /// `right` is for "group/ID". What was said stays readable where the platform can do that.
  virtual Result<void> dissolve(const Call& call, const GroupRef& group,
                                const RemovalRight& right) = 0;
};

struct MessageRef {
  GroupRef group;
  std::string id;
  bool empty() const { return id.empty(); }
  bool operator==(const MessageRef&) const = default;
};

void to_json(nlohmann::json& out, const MessageRef& value);
void from_json(const nlohmann::json& in, MessageRef& value);

class Messages {
 public:
  virtual ~Messages() = default;
  /// `key` is the same for every try: a platform that knows it sends no second one. group_gone.
  virtual Known<MessageRef> send(const Call& call, const GroupRef& group, const Message& message,
                                 const std::string& key) = 0;
  /// Puts another content into a message that was sent. message_gone.
  virtual Result<void> update(const Call& call, const MessageRef& ref, const Message& message) = 0;
};

/// Somebody's account at the platform.
struct ChatAccount {
  std::string id, name, email, mobile;  ///< only what the platform has verified
};

class Directory {
 public:
  virtual ~Directory() = default;
  /// By verified e-mail or mobile, in the order asked; nothing = certainly nobody.
  virtual Known<std::vector<std::optional<ChatAccount>>> find(const Call& call,
                                                              std::span<const Person> people) = 0;
};

/// What a platform can do.
struct Capabilities {
  bool living_cards = true;  ///< messages can be changed later
  bool forms = true;
  bool dissolves = true;
  int messages_a_minute = 0;  ///< to one group; 0 = no limit
};

class Chat {
 public:
  virtual ~Chat() = default;
  virtual std::string name() const = 0;
  virtual Capabilities capabilities() const = 0;
  virtual Groups& groups() = 0;
  virtual Messages& messages() = 0;
  virtual Directory& directory() = 0;
};

}  // namespace chatops::core
