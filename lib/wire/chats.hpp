// The chat platforms there are: one table says how each is made and with which doors its people
// come in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/system.hpp"
#include "core/chat.hpp"
#include "core/store.hpp"
#include "net/routes.hpp"
#include "server/chat_door.hpp"
#include "wire/server_config.hpp"

namespace chatops::wire {

/// What platforms are made of. All of it outlives them.
struct ChatParts {
  core::Store& store;
  const System& system;
  const ServerConfig& config;
};

/// A way in for the people of a platform. Ends after the server that has its routes.
class ChatEntrance {
 public:
  virtual ~ChatEntrance() = default;
  virtual std::vector<net::Route> routes() = 0;
  /// Of the kinds that those rows have and that are this platform's own.
  virtual net::Authenticators authenticators() = 0;
};

/// Used from any thread.
class ChatPlatform {
 public:
  virtual ~ChatPlatform() = default;
  virtual core::Chat& chat() = 0;
  /// What is said there goes through the door from now on; one at a time. Both outlive it.
  virtual std::unique_ptr<ChatEntrance> open(server::ChatDoor& door) = 0;
};

class Chats {
 public:
  explicit Chats(const ChatParts& parts);

  /// Where groups are made.
  core::Chat& main() { return platforms_.front()->chat(); }
  /// As the sender of messages wants them.
  std::map<std::string, core::Chat*> by_name();
  std::vector<std::unique_ptr<ChatEntrance>> open(server::ChatDoor& door);

 private:
  std::vector<std::unique_ptr<ChatPlatform>> platforms_;  ///< as the table; never empty
};

}  // namespace chatops::wire
