// What an execution did to the environment. Stages and tasks are Spinnaker's: tasks of a stage run
// one after the other, so a task that began proves that those before it are done.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "coding/decode.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

using core::Effect;

/// Stages that change nothing outside the execution itself.
constexpr auto harmless = std::to_array<std::string_view>(
    {"bakeManifest", "manualJudgment", "wait", "checkPreconditions", "evaluateVariables",
     "findArtifactFromExecution", "findArtifactsFromResource"});

bool began(const Json& item) {
  const std::string status = text(item, "status");
  if (status.empty() || status == "NOT_STARTED" || status == "BUFFERED" || status == "SKIPPED")
    return false;
  return status != "CANCELED" || instant(item, "startTime").has_value();
}

/// The manifests stand in the cluster: the stage succeeded, or waits for pods to become ready.
bool applied(const Json& stage) {
  if (text(stage, "status") == "SUCCEEDED") return true;
  for (const auto& task : list(stage, "tasks")) {
    if (text(task, "name") == "waitForManifestToStabilize") return began(task);
    if (text(task, "status") != "SUCCEEDED") return false;
  }
  return false;
}

}  // namespace

Effect effect_of(const Json& execution) {
  const Json& stages = list(execution, "stages");
  bool touched = false, all_applied = true, any_deploys = false;
  for (const auto& stage : stages) {
    const std::string type = text(stage, "type");
    const bool synthetic =
        !text(stage, "parentStageId").empty() || !text(stage, "syntheticStageOwner").empty();
    const bool inert = std::find(harmless.begin(), harmless.end(), type) != harmless.end();
    if (!synthetic && type == "deployManifest") {
      any_deploys = true;
      all_applied = all_applied && applied(stage);
    }
    touched = touched || (began(stage) && !inert);
  }
  if (stages.empty()) return instant(execution, "startTime") ? Effect::unknown : Effect::none;
  if (!touched) return Effect::none;
  return any_deploys && all_applied ? Effect::brought : Effect::unknown;
}

}  // namespace chatops::coding
