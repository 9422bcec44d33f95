// What a chat shows, in words: notices, outcomes and errors as messages. Pure functions. Nothing in
// a message is longer than a chat can bear; what is left out is counted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/message.hpp"
#include "core/notice.hpp"
#include "render/output.hpp"

namespace chatops::render {

inline constexpr std::size_t most_chat_lines = 60, most_chat_bytes = 6000;

/// As a chat in that language reads: no colours, tables of a readable width.
Style chat_style(Language language, Instant now);

/// A notice of one of notice_kinds (notices.hpp); one of another kind as its data.
core::Message chat_message(const Style& style, const core::Notice& notice);
/// What the terminal would print; preformatted where it is a table.
core::Message chat_message(const Style& style, const command::Outcome& outcome);
core::Message chat_message(const Style& style, const Error& error);

/// "deployment started: s42 #3": one line for the person who asked for it.
std::string started_toast(const Style& style, const command::Following& following);
/// One line of the catalogue for a person: "toast.done", "toast.cancelled" …
std::string toast(const Style& style, std::string_view code, const Args& args = {});

/// Commands as one types them in a chat: `chatops deploy` is `/deploy` where that is open there.
std::string as_typed_in_chat(std::string_view text);

}  // namespace chatops::render
