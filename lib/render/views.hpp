// Bodies of outcomes as text for people, one function a kind. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "render/output.hpp"

namespace chatops::render {

using nlohmann::json;

std::string view_plan(const Style& style, const json& body);
std::string view_deployment(const Style& style, const json& body);
std::string view_environments(const Style& style, const json& body);
std::string view_environment(const Style& style, const json& body);
std::string view_history(const Style& style, const json& body);
std::string view_removal(const Style& style, const json& body);
std::string view_used(const Style& style, const json& body);
std::string view_values(const Style& style, const json& body);
std::string view_export(const Style& style, const json& body);
std::string view_iterations(const Style& style, const json& body);
std::string view_iteration(const Style& style, const json& body);
std::string view_artifacts(const Style& style, const json& body);
std::string view_artifact(const Style& style, const json& body);
std::string view_settings(const Style& style, const json& body);
std::string view_check(const Style& style, const json& body);
std::string view_draft(const Style& style, const json& body);
std::string view_edited(const Style& style, const json& body);
std::string view_login(const Style& style, const json& body);
std::string view_credentials(const Style& style, const json& body);
std::string view_logout(const Style& style, const json& body);
std::string view_findings(const Style& style, const json& body);
std::string view_version(const Style& style, const json& body);
std::string view_help(const Style& style, const json& body);
std::string view_sandbox(const Style& style, const json& body);

// ---- helpers they share ----
/// A member as text: strings as they are, numbers and truth values written out, null and absent "".
std::string text_at(const json& object, std::string_view name);
/// The member, or null.
const json& at(const json& object, std::string_view name);
/// "3h", counted from style.now; "" when the text is no time.
std::string age_of(const Style& style, const std::string& rfc3339);
/// A filled phrase of the catalogue.
std::string phrase(const Style& style, std::string_view code, const Args& args = {});
/// As the style is for what is printed beside the results.
Style on_standard_error(const Style& style);
/// Column heads by their codes.
std::vector<std::string> heads(const Style& style, std::initializer_list<std::string_view> codes);
/// A word of an enumeration ("issue", "DEFECT"); the word itself where the catalogue has none: it
/// is an outside system's own.
std::string word_or(const Style& style, std::string_view family, const std::string& word);
/// A word of an enumeration ("state", "ready") as a coloured cell.
Cell word_cell(const Style& style, std::string_view family, const std::string& word);
/// "follow main", "pinned by lan: bisecting".
std::string choice_text(const Style& style, const json& choice);
/// How many lines of a failed stage's log people are shown.
inline constexpr std::size_t shown_of_log = 8;
/// The last lines of a stage's log, indented; "" when it has none.
std::string log_text(const Look& look, const json& stage);
/// From its start to its end; "" where it has not both.
std::string took_text(const json& deployment);
/// The version that runs; where it is not known, that.
Cell runs_cell(const Style& style, const json& line);
std::string waiting_text(const Style& style, const json& waiting);
/// Where a table is cut: the builds that are waited for, a line each beneath it.
std::string waiting_links(const Style& style, const json& components);

}  // namespace chatops::render
