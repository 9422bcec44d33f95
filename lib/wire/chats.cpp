// The table of chat platforms.
// SPDX-License-Identifier: Apache-2.0
#include "wire/chats.hpp"

#include <array>

#include "wire/chat_local.hpp"

namespace chatops::wire {

namespace {

using MakePlatform = std::unique_ptr<ChatPlatform> (*)(const ChatParts& parts);

/// The first one is where groups are made.
constexpr auto chat_table = std::to_array<MakePlatform>({make_local_platform});

}  // namespace

Chats::Chats(const ChatParts& parts) {
  for (const MakePlatform make : chat_table) platforms_.push_back(make(parts));
}

std::map<std::string, core::Chat*> Chats::by_name() {
  std::map<std::string, core::Chat*> out;
  for (const auto& platform : platforms_) out.emplace(platform->chat().name(), &platform->chat());
  return out;
}

std::vector<std::unique_ptr<ChatEntrance>> Chats::open(server::ChatDoor& door) {
  std::vector<std::unique_ptr<ChatEntrance>> out;
  out.reserve(platforms_.size());
  for (const auto& platform : platforms_) out.push_back(platform->open(door));
  return out;
}

}  // namespace chatops::wire
