// The JSON of CODING's CD, a Spinnaker derivative, read and written as pure functions: a pipeline's
// definition, the trigger that starts it, and the execution that follows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "net/json.hpp"

namespace chatops::coding {

/// A pipeline's definition as far as the product needs it. Members of odd types count as absent.
core::PipelineFacts pipeline_facts(const net::Json& definition);

/// What the stages that bake a chart set in its values (`overrides`).
std::vector<core::ChartOverride> chart_overrides(const net::Json& definition);

/// The trigger object that starts a pipeline. An artifact's type is copied from the expected
/// artifact that matches its name, else it is a CODING docker image. A chart is sent where the
/// pipeline expects one.
net::Json trigger_of(const core::StartOrder& order,
                     std::span<const core::ExpectedArtifact> expected);

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
