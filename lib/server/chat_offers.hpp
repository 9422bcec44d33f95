// What a chat's completion offers beyond the table: names that the store and the applications know.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "command/chat_line.hpp"
#include "server/chat_place.hpp"

namespace chatops::server {

/// Adds the values that fit where `offered` wants one, at most 50.
void add_values(const Call& call, ChatParts& parts, const ChatPlace& place,
                const command::ChatCompletions& offered, std::vector<Completion>& out);

}  // namespace chatops::server
