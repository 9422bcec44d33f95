// What a command answers: an outcome as data, or a need for a person's answer; and the events on
// the way there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "card/card.hpp"

namespace chatops::command {

/// `kind` names the shape of `body` ("plan", "environments", …): docs/reference/commands.md. The
/// body is what
/// `-o json` prints, with schema_version added; members are added to it, never renamed.
struct Outcome {
  std::string kind;
  nlohmann::json body = nlohmann::json::object();
  std::optional<Error> error;  ///< it ended badly, and this is what to say; decides the exit code
  std::vector<Error> notes;    ///< worth saying, not failures
};

/// A text for the person to edit: the door opens a copy of this name in an editor, and calls again
/// with what it ended with (ConfigEditRequest).
struct Editing {
  std::string name, text;
};

/// A person must answer: the command is called again with `Going::confirmed` (or `confirm`) set.
struct Need {
  card::Card card;
  nlohmann::json body;  ///< what it is about, of kind `kind`
  std::string kind;
  std::optional<Editing> editing = {};
  std::vector<Error> notes = {};  ///< why it is asked again, and what else is worth knowing first
};

using Reply = std::variant<Outcome, Need>;

/// Something that happened while a deployment is followed.
struct Happened {
  std::string kind;     ///< workflow's word: stage, queued, finished …; `following` opens
  nlohmann::json body;  ///< at, environment, revision, stage, stages, error, link; expected (opens)
};

/// Takes events as they come, on the calling thread.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void happened(const Happened& event) = 0;
};

/// An error as data: {code, reason, kind, args, context, more}. `code` is the exit code.
nlohmann::json to_document(const Error& error);
Error error_of(const nlohmann::json& document);
nlohmann::json list_of(const std::vector<Error>& errors);
nlohmann::json to_document(const Outcome& outcome);
Outcome outcome_of(const nlohmann::json& document);
nlohmann::json to_document(const Need& need);
Need need_of(const nlohmann::json& document);

}  // namespace chatops::command
