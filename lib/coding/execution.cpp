// Executions of pipelines: statuses, stages, the artifacts really used.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>

#include "coding/decode.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

using core::ExecutionStatus;
using core::StageStatus;

struct StatusRow {
  std::string_view word;
  ExecutionStatus execution;
  StageStatus stage;
};

/// Words of the engine. A stopped execution halted before its end, so it did not succeed.
constexpr auto status_rows = std::to_array<StatusRow>({
    {"NOT_STARTED", ExecutionStatus::waiting, StageStatus::waiting},
    {"BUFFERED", ExecutionStatus::waiting, StageStatus::waiting},
    {"RUNNING", ExecutionStatus::running, StageStatus::running},
    {"PAUSED", ExecutionStatus::running, StageStatus::running},
    {"SUSPENDED", ExecutionStatus::running, StageStatus::running},
    {"REDIRECT", ExecutionStatus::running, StageStatus::running},
    {"SUCCEEDED", ExecutionStatus::succeeded, StageStatus::succeeded},
    {"FAILED_CONTINUE", ExecutionStatus::succeeded, StageStatus::failed_ignored},
    {"SKIPPED", ExecutionStatus::succeeded, StageStatus::skipped},
    {"TERMINAL", ExecutionStatus::failed, StageStatus::failed},
    {"CANCELED", ExecutionStatus::canceled, StageStatus::canceled},
    {"STOPPED", ExecutionStatus::failed, StageStatus::stopped},
});

const StatusRow* status_of(std::string_view word) {
  for (const auto& row : status_rows) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

std::string first_text(const Json& object, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (auto found = text(object, name); !found.empty()) return found;
  }
  return {};
}

bool waits_for_approval(const Json& stage, StageStatus status) {
  return status == StageStatus::running && text(stage, "type") == "manualJudgment" &&
         text(net::member(stage, "context"), "judgmentStatus").empty();
}

core::Stage stage_of(const Json& item) {
  core::Stage stage;
  stage.id = first_text(item, {"id", "refId"});
  stage.name = first_text(item, {"name", "type"});
  stage.type = text(item, "type");
  const StatusRow* row = status_of(text(item, "status"));
  stage.status = row == nullptr ? StageStatus::waiting : row->stage;
  stage.started_at = instant(item, "startTime");
  stage.ended_at = instant(item, "endTime");
  if (waits_for_approval(item, stage.status)) {
    stage.status = StageStatus::approval;
    stage.link = first_text(net::member(item, "context"),
                            {"judgmentLink", "judgmentUrl", "releaseOrderUrl", "link", "url"});
  }
  if (stage.status == StageStatus::failed || stage.status == StageStatus::failed_ignored ||
      stage.status == StageStatus::stopped) {
    stage.cause = cause_of_stage(item);
    stage.log = log_of_stage(item);
  }
  return stage;
}

/// Stages of a stage's own making: their failures tell more than their parent's.
bool is_part_of_another(const Json& item) {
  return !text(item, "parentStageId").empty() || !text(item, "syntheticStageOwner").empty();
}

std::vector<core::Stage> stages_of(const Json& execution) {
  std::vector<core::Stage> stages;
  std::map<std::string, core::Stage> failed_below;  // by parent's id
  for (const auto& item : list(execution, "stages")) {
    if (!item.is_object()) continue;
    core::Stage stage = stage_of(item);
    if (!is_part_of_another(item)) {
      stages.push_back(std::move(stage));
    } else if (!stage.cause.empty()) {
      failed_below.emplace(text(item, "parentStageId"), std::move(stage));
    }
  }
  for (auto& stage : stages) {
    const auto below = failed_below.find(stage.id);
    const bool failed = stage.status == StageStatus::failed ||
                        stage.status == StageStatus::failed_ignored ||
                        stage.status == StageStatus::stopped;
    if (!failed || !stage.cause.empty() || below == failed_below.end()) continue;
    stage.cause = below->second.cause;
    stage.log = below->second.log;
  }
  return stages;
}

/// What the execution bound its expected artifacts to; what it was merely sent proves nothing.
std::map<std::string, std::string> artifacts_of(const Json& execution) {
  std::map<std::string, std::string> out;
  const Json& trigger = net::member(execution, "trigger");
  for (const auto& resolved : list(trigger, "resolvedExpectedArtifacts")) {
    const Json& bound = net::member(resolved, "boundArtifact");
    std::string name = text(bound, "name");
    if (name.empty()) name = text(net::member(resolved, "matchArtifact"), "name");
    std::string reference = text(bound, "reference");
    const std::string version = text(bound, "version");
    if (reference.empty() && !version.empty()) reference = name + ":" + version;
    if (!name.empty() && !reference.empty()) out[name] = std::move(reference);
  }
  return out;
}

/// What the trigger brought, as far as it names a version.
std::map<std::string, std::vector<std::string>> sent_of(const Json& execution) {
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& artifact : list(net::member(execution, "trigger"), "artifacts")) {
    const std::string name = text(artifact, "name");
    std::string reference = text(artifact, "reference");
    const std::string version = text(artifact, "version");
    if (reference.empty() && !version.empty()) reference = name + ":" + version;
    if (!name.empty() && !reference.empty()) out[name].push_back(std::move(reference));
  }
  return out;
}

std::map<std::string, std::string> parameters_of(const Json& execution) {
  std::map<std::string, std::string> out;
  const Json& parameters = net::member(net::member(execution, "trigger"), "parameters");
  if (!parameters.is_object()) return out;
  for (const auto& [name, value] : parameters.items()) {
    if (value.is_boolean()) {
      out[name] = value.get<bool>() ? "true" : "false";
    } else {
      out[name] = net::text_of(value).value_or("");
    }
  }
  return out;
}

/// The first failure: the stage that ended first among those that failed, else the execution's own
/// words.
std::string cause_of_execution(const Json& execution, const std::vector<core::Stage>& stages) {
  const core::Stage* first = nullptr;
  for (const auto& stage : stages) {
    const bool failed = stage.status == StageStatus::failed || stage.status == StageStatus::stopped;
    if (!failed) continue;
    const bool earlier = first == nullptr ||
                         (stage.ended_at && first->ended_at && *stage.ended_at < *first->ended_at);
    if (earlier) first = &stage;
  }
  if (first != nullptr)
    return first->cause.empty() ? first->name : first->name + ": " + first->cause;
  // The execution itself bears its exception where no stage could begin; its form is the stage's.
  return cause_of_stage(Json{{"context", execution}});
}

constexpr auto reason_names = std::to_array<std::string_view>(
    {"cancellationReason", "cancelReason", "canceledReason", "reason"});

std::string reason_of_cancel(const Json& execution) {
  for (const Json* place : {&execution, &net::member(execution, "context")}) {
    for (const auto name : reason_names) {
      if (auto found = text(*place, name); !found.empty()) return found;
    }
  }
  return {};
}

}  // namespace

bool was_superseded(const Json& execution) {
  const std::string reason = reason_of_cancel(execution);
  for (const std::string_view word :
       {"supersede", "Supersede", "newer", "取代", "替代", "更新的"}) {
    if (reason.find(word) != std::string::npos) return true;
  }
  // Upstream's queue cancels without any reason and in nobody's name (orca,
  // StartWaitingExecutionsHandler): an execution of a limited pipeline that never began.
  const std::string by = text(execution, "canceledBy");
  const bool nobody = by.empty() || by == "unknown" || by == "spinnaker";
  const bool began = instant(execution, "startTime").has_value();
  const auto& stages = list(execution, "stages");
  const bool untouched = std::all_of(stages.begin(), stages.end(), [](const Json& stage) {
    const auto word = text(stage, "status");
    return word.empty() || word == "NOT_STARTED" || word == "CANCELED";
  });
  return reason.empty() && nobody && !began && untouched && flag(execution, "limitConcurrent") &&
         !flag(execution, "keepWaitingPipelines");
}

std::optional<core::Execution> execution_of(const Json& execution, std::string_view told_status) {
  const StatusRow* row = status_of(told_status);
  if (row == nullptr) row = status_of(text(execution, "status"));
  if (row == nullptr) return std::nullopt;
  core::Execution out;
  out.status = row->execution;
  out.effect = effect_of(execution);
  out.started_at = instant(execution, "startTime");
  out.ended_at = instant(execution, "endTime");
  out.stages = stages_of(execution);
  out.artifacts = artifacts_of(execution);
  out.parameters = parameters_of(execution);
  out.sent = sent_of(execution);
  out.correlation = text(net::member(execution, "trigger"), "correlationId");
  if (out.status == ExecutionStatus::canceled) {
    out.superseded = was_superseded(execution);
    out.cause = reason_of_cancel(execution);
  }
  if (out.status == ExecutionStatus::failed) out.cause = cause_of_execution(execution, out.stages);
  return out;
}

std::optional<core::Execution> ended_execution(std::string_view told_status) {
  const StatusRow* row = status_of(told_status);
  const bool open = row == nullptr || row->execution == ExecutionStatus::waiting ||
                    row->execution == ExecutionStatus::running;
  if (open) return std::nullopt;
  core::Execution out;
  out.status = row->execution;
  out.unreadable = true;
  return out;
}

}  // namespace chatops::coding
