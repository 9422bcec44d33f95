// What makers of messages share. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/message.hpp"
#include "render/views.hpp"

namespace chatops::render {

/// One line, made safe, and no longer than a card's line may be.
std::string card_line(std::string_view text);
/// A phrase of the catalogue with commands as a chat types them.
std::string said(const Style& style, std::string_view code, const Args& args = {});
/// The names of a list, "a, b"; at most so many, and how many more.
std::string names_of(const Style& style, const json& list);
/// Adds "LABEL: value" where there is a value.
void add_fact(const Style& style, core::Message& message, std::string_view code,
              const std::string& value, const std::string& link = {});
/// Adds a link where there is an address that may be one: http and https.
void add_link(core::Message& message, const std::string& label, const std::string& url);
bool is_web_address(std::string_view url);
core::MessageButton button(const Style& style, std::string_view name, core::Action action,
                           card::Tone tone = card::Tone::plain);
/// "shop/s42" where several applications share the group, else "s42".
std::string place_of(const json& body);
/// The text within the cap, and how many lines were left out.
std::string capped(const Style& style, std::string_view text);
/// "2026-11-25 08:00 UTC"; "" when the text is no time.
std::string moment_text(const std::string& rfc3339);
/// Sentences of errors as documents, a line each.
std::string problems_text(const Style& style, const json& problems);

core::Message welcome_message(const Style& style, const json& body);
core::Message members_message(const Style& style, const json& body);
core::Message ending_message(const Style& style, const json& body);
core::Message kept_message(const Style& style, const json& body);
core::Message retired_message(const Style& style, const json& body);
core::Message group_lost_message(const Style& style, const json& body);
core::Message reopened_message(const Style& style, const json& body);
core::Message missing_message(const Style& style, const json& body);
core::Message stuck_message(const Style& style, const json& body);
core::Message deployment_message(const Style& style, const json& body);
core::Message updated_message(const Style& style, const json& body);
core::Message waiting_message(const Style& style, const json& body);
core::Message drift_message(const Style& style, const json& body);
core::Message dev_message(const Style& style, const json& body);
core::Message merge_request_message(const Style& style, const json& body);
core::Message definition_invalid_message(const Style& style, const json& body);
core::Message reply_message(const Style& style, const json& body);

}  // namespace chatops::render
