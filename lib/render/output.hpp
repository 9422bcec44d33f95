// Replies and errors as text: the one place where data becomes what a person or a script reads.
// Pure functions; nothing is written here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/call.hpp"
#include "base/clock.hpp"
#include "card/answer.hpp"
#include "command/reply.hpp"
#include "render/catalogue/catalogue.hpp"
#include "render/grid.hpp"

namespace chatops::render {

enum class Format { table, wide, json, yaml, name };
Format format_of(std::string_view word);

struct Style {
  Format format = Format::table;
  Language language = Language::en;
  Look out, err;       ///< colour on stdout and on stderr
  bool quiet = false;  ///< results only
  Instant now{};       ///< ages are counted from here
};

/// What goes where. A program prints `out` to standard output and `err` to standard error.
struct Printed {
  std::string out, err;
};

/// Whether a program reads what is printed, and not a person.
bool for_scripts(const Style& style);

/// An outcome, with its notes and its error; `exit_code_of` is the program's exit code.
Printed print(const Style& style, const command::Outcome& outcome);
int exit_code_of(const command::Outcome& outcome);

/// An error that ended the command: what, why, what to try; as JSON where the format is json.
Printed print(const Style& style, const Error& error);
/// The three lines of an error, for people.
std::string error_text(const Style& style, const Error& error);
/// {"code", "reason", "message", "hint", …}: an error for scripts.
nlohmann::json error_document(const Style& style, const Error& error);

/// The question of a need: what is asked about, then a line that asks (without newline).
/// What a person is to type at once, without anything around it.
std::string asking_text(const Style& style, const command::Need& need);
std::string question_text(const Style& style, const command::Need& need);
/// What a setting of a card is called: its own label, or its id's.
std::string field_name(Language language, const card::Field& field);
/// What changes beside what is picked, in one line.
std::string besides_text(Language language, const card::Besides& besides);
/// Why a form is shown again and what else is worth knowing, a line each.
std::string notes_text(const Style& style, const command::Need& need);
/// What was chosen in a form, in plain lines that stay where it was.
std::string answer_text(const Style& style, const card::Card& card, const card::Answer& answer);
/// A line for an event, and the last lines of a failed stage's log beneath; "" for events that say
/// nothing new.
std::string event_line(const Style& style, const command::Event& event);
/// Of an event `log`: a result, for standard output; JSON, one document a line, where that is
/// asked.
std::string log_line(const Style& style, const command::Event& event);
/// Where a text that was edited and not written lies.
std::string kept_text(const Style& style, const std::string& path);
/// One sentence for who looks away: how the following of an environment's deployment ended.
/// `status` is core's word, "" = unknown.
std::string notice_text(const Style& style, const std::string& environment,
                        const std::string& status);
/// What to say after Ctrl-C. `environment` "" = nothing had begun.
/// `waits`: the deployment was not started yet, and nobody will by itself.
std::string interrupted_text(const Style& style, const std::string& environment,
                             bool waits = false);
/// One line of --verbose for a call to an outside system.
std::string call_line(std::string_view system, std::string_view target, std::string_view outcome,
                      Millis took);
/// The lines of --trace for one.
std::string exchange_text(const Exchange& exchange);

}  // namespace chatops::render
