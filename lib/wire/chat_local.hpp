// The chat that the server brings along, with its page.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "wire/chats.hpp"

namespace chatops::wire {

/// Whoever `people:` of the configuration names has an account there; whoever it does not name any
/// more has none, and no session. Where nobody is named, whoever logs in makes one.
std::unique_ptr<ChatPlatform> make_local_platform(const ChatParts& parts);

}  // namespace chatops::wire
