// What the chat's door is made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "base/system.hpp"
#include "command/chat_line.hpp"
#include "core/store.hpp"
#include "server/chat_door.hpp"
#include "server/hosts.hpp"

namespace chatops::server {

struct ChatParts {
  core::Store& store;
  System system;
  Hosts& hosts;
  command::table::Language language = command::table::Language::en;  ///< of groups with none
  command::BotNames bots = {"bot", "chatops"};
  /// Something changed that a keeper should look at soon: "environment/APPLICATION/NAME" or
  /// core::text_of(IterationKey). May be empty. Does not block.
  std::function<void(const std::string& key)> changed{};
};
/// What it is made of outlives it.
std::unique_ptr<ChatDoor> make_chat_door(ChatParts parts);

}  // namespace chatops::server
