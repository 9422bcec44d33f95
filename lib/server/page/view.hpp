// What the page's routes tell of groups, messages and replies, as JSON. Actions stay here: a button
// has a name, and the server looks up what it does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/local_chat.hpp"
#include "net/json.hpp"
#include "server/chat_door.hpp"

namespace chatops::server {

/// By what a button is told apart, also when the message has changed since: of its action.
std::string button_name(const core::Action& action);
/// What the button of that name does; nothing where the message has none (any more).
std::optional<core::Action> action_of(const core::Message& message, std::string_view button);

/// Keys of what people typed: never those of what chatops sends.
std::string typed_key(const std::string& account, const std::string& key);

/// `reader` learns the key of what they said themselves, to know it again.
net::Json message_json(const core::LocalMessage& message, const std::string& author_name,
                       const std::string& reader);
net::Json group_json(core::LocalChat& chat, const core::LocalGroup& group);
/// With their authors' names.
net::Json messages_json(core::LocalChat& chat, std::span<const core::LocalMessage> messages,
                        const std::string& reader);

}  // namespace chatops::server
