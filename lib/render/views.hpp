// Bodies of outcomes as text for people, one function a kind. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "render/output.hpp"

namespace chatops::render {

using nlohmann::json;

// Every kind of outcome that people see as more than its data: one line each declares its view and
// enters it into the table of output.cpp. A view stands in the file of the command it belongs to.
#define CHATOPS_VIEWS(X) \
  X(plan)                \
  X(deployment)          \
  X(environments)        \
  X(environment)         \
  X(history)             \
  X(logs)                \
  X(events)              \
  X(address)             \
  X(diff)                \
  X(removal)             \
  X(used)                \
  X(values)              \
  X(export)              \
  X(iterations)          \
  X(iteration)           \
  X(artifacts)           \
  X(artifact)            \
  X(notices)             \
  X(settings)            \
  X(check)               \
  X(draft)               \
  X(edited)              \
  X(login)               \
  X(credentials)         \
  X(logout)              \
  X(findings)            \
  X(version)             \
  X(help)                \
  X(sandbox)             \
  X(server)              \
  X(served)              \
  X(login_link)          \
  X(hooks)               \
  X(replayed)            \
  X(backup)              \
  X(hold)                \
  X(people)              \
  X(audit)               \
  X(dev_started)         \
  X(dev_sessions)        \
  X(dev_list)            \
  X(dev_syncs)           \
  X(dev_image)           \
  X(dev_synced)          \
  X(dev_kept)            \
  X(dev_ended)
#define CHATOPS_DECLARE_VIEW(kind) std::string view_##kind(const Style& style, const json& body);
CHATOPS_VIEWS(CHATOPS_DECLARE_VIEW)
#undef CHATOPS_DECLARE_VIEW

// ---- helpers they share ----
/// A line, or several, of an event `forward`.
std::string forward_line(const Style& style, const json& body);
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
/// More of them, for columns that are not always there.
void append_heads(const Style& style, Grid& grid, std::initializer_list<std::string_view> codes);
/// A word of an enumeration ("issue", "DEFECT"); the word itself where the catalogue has none: it
/// is an outside system's own.
std::string word_or(const Style& style, std::string_view family, const std::string& word);
/// A word of an enumeration ("state", "ready") as a coloured cell.
Cell word_cell(const Style& style, std::string_view family, const std::string& word);
/// "follow main", "pinned by lan: bisecting".
std::string choice_text(const Style& style, const json& choice);
/// How many lines of a failed stage's log people are shown.
inline constexpr std::size_t shown_of_log = 8;
/// And of a container's that ended: whoever asks why it did wants them all.
inline constexpr std::size_t shown_of_trouble = 20;
/// The last lines of a stage's log, indented; "" when it has none.
std::string log_text(const Look& look, const json& stage, std::size_t most = shown_of_log);
/// From its start to its end; "" where it has not both.
std::string took_text(const json& deployment);
/// Why it was asked for: somebody's own words, or ours where nobody was asked.
std::string reason_text(const Style& style, const json& deployment);
/// Why it failed: the sentence of its reason where that has one of its own, else the words of the
/// engine; "" = it has not failed.
std::string cause_text(const Style& style, const json& deployment);
/// The version that runs; where it is not known, that.
Cell runs_cell(const Style& style, const json& line);
/// What keeps components from running, each with its log's last lines; "" = nothing is known to.
std::string troubles_text(const Style& style, const json& body);
/// The logs that are followed go on with another pod.
std::string log_joined_line(const Style& style, const json& body);
/// Pods: "1/2"; "-" where none is there and none is to be.
Cell ready_cell(int ready, int wanted);
std::string waiting_text(const Style& style, const json& waiting);
/// Where a table is cut: the builds that are waited for, a line each beneath it.
std::string waiting_links(const Style& style, const json& components);
/// One line of a list of iterations, and its heads.
std::vector<Cell> iteration_row(const Style& style, const json& iteration);
std::vector<std::string> iteration_heads(const Style& style);
/// "CODING (cd)": the system of a credential and what it is for.
std::string system_name(const Style& style, const json& credential);
Grid uses_grid(const Style& style, const json& uses);
/// A word of "credential", "access" or "health" as a coloured cell.
Cell health_cell(const Style& style, const std::string& family, const std::string& word);
/// "No automatic updates, by lan, until …: demo"; "" where the environment is not held.
std::string hold_text(const Style& style, const json& hold);
Grid audit_grid(const Style& style, const json& entries);
/// A word as a POSIX shell reads it back.
std::string shell_word(const std::string& word);
/// How far a sync is, and what troubles it.
std::string dev_sync_text(const Style& style, const json& body);
/// Who is asked to hand a session over, and how they answer.
std::string dev_asked_text(const Style& style, const json& body);
std::string dev_waits_text(const Style& style, const json& body);
std::string dev_left_text(const Style& style, const json& body);
/// Where a debugger is reached, and how an editor attaches to it.
std::string dev_debug_text(const Style& style, const json& body);
/// Errors, an indented line each.
std::string messages_of(const Style& style, const json& errors);

}  // namespace chatops::render
