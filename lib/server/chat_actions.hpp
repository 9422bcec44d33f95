// What a click on a card's button means: a request, or something that only the server does. A card
// that tells an older state than there is says so instead of acting.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "command/request.hpp"
#include "core/message.hpp"
#include "server/chat_place.hpp"

namespace chatops::server {

/// The request of a button; nothing for those of iteration_click(). card_outdated (`what` = the
/// environment or iteration) where the environment has had another life, another deployment or
/// another outcome since the card was made, or where nobody knows such a button.
std::optional<command::Request> request_of(ChatParts& parts, const ChatPlace& place,
                                           const std::string& application,
                                           const core::Action& action);

/// "keep", "adopt" and "end": what is done to an iteration's record, and what is told of it.
bool is_iteration_click(const core::Action& action);
/// The iteration that such a button is about: the group's, or another one of the project whose
/// group was lost. card_outdated where it cannot be that any more.
core::IterationRecord iteration_clicked(ChatParts& parts, const ChatPlace& place,
                                        const core::Action& action);
/// Does it, in one transaction. card_outdated, state_conflict.
void click_iteration(ChatParts& parts, const core::IterationKey& key, const core::Action& action,
                     const core::Actor& actor);

}  // namespace chatops::server
