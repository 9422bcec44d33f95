// What a command answers: an outcome as data, a need for a person's answer, or a deployment to
// follow; and the events on the way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "card/card.hpp"
#include "core/error_json.hpp"

namespace chatops::command {

/// `kind` names the shape of `body` ("plan", "environments", …): docs/reference/commands.md. The
/// body is what `-o json` prints, with schema_version added; members are added to it, never
/// renamed.
struct Outcome {
  std::string kind;
  nlohmann::json body = nlohmann::json::object();
  std::optional<Error> error;  ///< it ended badly, and this is what to say; decides the exit code
  std::vector<Error> notes;    ///< worth saying, not failures
  /// The program's exit code where it is not the one of `error`, or 0: that of a program that ran
  /// elsewhere; 1 where a comparison found differences.
  std::optional<int> code = std::nullopt;
};

/// A text for the person to edit: the door opens a copy of this name in an editor, and answers with
/// what it ended with.
struct Editing {
  std::string name, text;
};

/// How a person answers a need; the door chooses its means by it.
enum class Means {
  card,    ///< a form, or a question that one button or typed name answers
  line,    ///< one line, for the card's only field
  secret,  ///< something that nobody may see; a pipe will do too
  edit     ///< `editing`, and one of the card's buttons before that where it has some
};

/// A person must answer. The door gives the answer to answer() (answering.hpp), which makes of it
/// the request that is run again.
struct Need {
  card::Card card;
  nlohmann::json body;  ///< what it is about, of kind `kind`
  std::string kind;
  std::optional<Editing> editing = {};
  std::vector<Error> notes = {};  ///< why it is asked again, and what else is worth knowing first
  Means means = Means::card;
  bool piped = false;                    ///< `secret`: standard input is read, whatever it is
  std::optional<Error> unanswered = {};  ///< what to say where nobody can be asked
};

/// How far whoever follows a deployment goes.
enum class Way {
  to_the_end,     ///< each step when it is due
  until_started,  ///< until the engine has it
  only_look       ///< to the end, and starts nothing
};

/// Which outcome the following ends with.
enum class Says { deployment, environment, removal };

/// A deployment that goes on. Whoever asked may leave it; whoever stays calls follow() (run.hpp).
struct Following {
  std::string application, environment;
  std::int64_t revision = 0;
  Way way = Way::to_the_end;
  std::int64_t timeout_ms = 0;  ///< how long to stay; 0 = no limit
  Says says = Says::deployment;
  nlohmann::json body = nlohmann::json::object();  ///< stands in the outcome beside what it is
  std::vector<Error> notes = {};
};

using Reply = std::variant<Outcome, Need, Following>;

/// Something that happened while a deployment is followed.
struct Event {
  std::string kind;     ///< workflow's word: stage, queued, finished …; `following` opens
  nlohmann::json body;  ///< at, environment, revision, stage, stages, error, link; expected (opens)
};

/// Takes events as they come, on the calling thread.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_event(const Event& event) = 0;
};

using core::to_document;
Error error_of(const nlohmann::json& document);
/// Several, as a list.
nlohmann::json list_of(const std::vector<Error>& errors);
nlohmann::json to_document(const Outcome& outcome);
Outcome outcome_of(const nlohmann::json& document);
nlohmann::json to_document(const Need& need);
Need need_of(const nlohmann::json& document);
nlohmann::json to_document(const Following& following);
Following following_of(const nlohmann::json& document);

}  // namespace chatops::command
