// The JSON of CODING's CD, a Spinnaker derivative, read and written as pure functions: a pipeline's
// definition, the trigger that starts it, and the execution that follows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/engine.hpp"
#include "net/json.hpp"

namespace chatops::coding {

struct ExpectedArtifact {
  std::string type, name;  ///< as the pipeline matches them
};
/// A value of the chart that the pipeline sets by itself, over the values that it is given.
struct ChartOverride {
  struct Piece {
    std::string text;
    bool parameter = false;  ///< the text names one, whose value stands here
  };
  std::string path;           ///< as `helm --set` takes it
  std::vector<Piece> pieces;  ///< one after the other they are the value
  bool typed = false;         ///< read as `--set` reads it (numbers, lists); otherwise text
  std::string opaque;         ///< the engine's own expression where it is no such value; else ""
};
struct PipelineFacts {
  std::string id, name;
  bool disabled = false, limit_concurrent = false, keep_waiting = false;
  std::vector<core::DeclaredParameter> parameters;
  std::vector<ExpectedArtifact> artifacts;
  std::vector<ChartOverride> overrides;
  std::string link;
  /// Why a start would be refused: the token may not.
  std::optional<Error> barred = {};
};
/// Spinnaker compares the name it expects, as a regular expression, with the whole name. The forms
/// of such an expression that people write (".", ".*", ".+", literals), matched in time that stays
/// proportional to both. False for the others, too.
bool names_match(const std::string& expected, const std::string& name);
/// False where the pipeline certainly does not take what bears this name from the trigger.
bool may_match(const std::string& expected, const std::string& name);

/// A pipeline's definition as far as the product needs it. Members of odd types count as absent.
PipelineFacts pipeline_facts(const net::Json& definition);

/// What the stages that bake a chart set in its values (`overrides`).
std::vector<ChartOverride> chart_overrides(const net::Json& definition);

/// The trigger object that starts a pipeline. An artifact's type is copied from the expected
/// artifact that matches its name, else it is a CODING docker image. A chart is sent where the
/// pipeline expects one.
net::Json trigger_of(const core::Order& order, std::span<const ExpectedArtifact> expected);

/// An execution as stored by the engine. `told_status` is the one beside the JSON and wins. Nothing
/// when neither is a known word.
std::optional<core::Execution> execution_of(const net::Json& execution,
                                            std::string_view told_status);

/// An execution of which only the status beside its JSON is known; nothing unless that is a final
/// one: while it runs, the next look may tell more.
std::optional<core::Execution> ended_execution(std::string_view told_status);

/// Why a stage failed, in the engine's words, one line; "" when none of the known places has any.
/// Their form is a guess for CODING, hence several places.
std::string cause_of_stage(const net::Json& stage);

/// What else is told of a failed stage, oldest first, capped as core::Stage::log: the errors' lines
/// after the cause, else the history of the last task that failed.
std::vector<std::string> log_of_stage(const net::Json& stage);

/// What an execution did to the environment, told by its stages: nothing where none that could
/// change something began; its bill where every manifest was applied, even if what came after
/// failed (a pod that never became ready, a check); otherwise nobody knows.
core::Effect effect_of(const net::Json& execution);

/// True for a CANCELED execution that the engine cancelled because a newer one of the same pipeline
/// waited.
bool was_superseded(const net::Json& execution);

}  // namespace chatops::coding
