// Forms that were shown and not answered yet: in memory, because an answer to one that is lost is
// only asked again. Bounded, and each for one person and an hour.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "command/envelope.hpp"
#include "command/reply.hpp"
#include "server/chat_door.hpp"

namespace chatops::server {

struct KeptForm {
  Speaker of;  ///< who was shown it, where
  std::string application;
  command::Need need;
  command::Request request;  ///< that met the need
  std::string line;          ///< what was asked, as it is told
  Tick made{};
};

/// Used from any thread.
class KeptForms {
 public:
  static constexpr std::size_t most = 400, most_of_one = 8;
  static constexpr Millis lifetime = std::chrono::hours(1);

  /// The oldest of the person, or of all, goes where there is no room.
  void keep(const std::string& id, KeptForm form);
  /// As it stands; nothing = there is none of that person in that group (any more).
  std::optional<KeptForm> find(const std::string& id, const Speaker& speaker, Tick now);
  /// The same, and it is answered: nobody else gets it.
  std::optional<KeptForm> take(const std::string& id, const Speaker& speaker, Tick now);

 private:
  void make_room(const Speaker& of);

  std::mutex mutex_;  ///< guards forms_
  std::map<std::string, KeptForm> forms_;
};

/// What was done for a message that may come again. Used from any thread.
class DoneKeys {
 public:
  static constexpr std::size_t most = 1000;
  enum class State { fresh, under_way, done };

  /// `fresh`: it is the caller's to do, who ends with finish() or give_up().
  State begin(const std::string& key, ChatReply& reply);
  void finish(const std::string& key, const ChatReply& reply);
  void give_up(const std::string& key);

 private:
  struct Entry {
    bool done = false;
    ChatReply reply;
    std::uint64_t order = 0;
  };
  std::mutex mutex_;  ///< guards the rest
  std::map<std::string, Entry> entries_;
  std::uint64_t order_ = 0;
};

}  // namespace chatops::server
