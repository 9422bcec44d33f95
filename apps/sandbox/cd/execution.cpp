// The rules by which an execution goes on.
// SPDX-License-Identifier: Apache-2.0
#include "cd/execution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cd/artifacts.hpp"
#include "cd/expression.hpp"

namespace chatops::sandbox {
namespace {

bool flag(const Json& object, const char* name, bool fallback) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() ? found->get<bool>() : fallback;
}

/// What a failed stage counts as: ignored, only its branch stopped, or the end of the execution.
std::string failure_status(const Json& context) {
  if (flag(context, "continuePipeline", false)) return "FAILED_CONTINUE";
  return flag(context, "failPipeline", true) ? "TERMINAL" : "STOPPED";
}

bool lets_pass(const std::string& status) {
  return status == "SUCCEEDED" || status == "FAILED_CONTINUE" || status == "SKIPPED";
}

/// Names and classes of the tasks that the UI of CODING shows for a stage.
Json tasks_of(const std::string& type, Moment now) {
  struct Row {
    std::string_view type, task, implementation;
  };
  static constexpr auto rows = std::to_array<Row>({
      {"bakeManifest", "createBake", "manifests.CreateBakeManifestTask"},
      {"bakeManifest", "bindProducedArtifacts", "artifacts.tasks.BindProducedArtifactsTask"},
      {"deployManifest", "resolveDeploySourceManifest", "manifest.ResolveDeploySourceManifestTask"},
      {"deployManifest", "deployManifest", "manifest.DeployManifestTask"},
      {"deployManifest", "waitForManifestToStabilize", "manifest.WaitForManifestStableTask"},
      {"deleteManifest", "deleteManifest", "manifest.DeleteManifestTask"},
      {"wait", "wait", "pipeline.tasks.WaitTask"},
      {"manualJudgment", "waitForJudgment",
       "echo.pipeline.ManualJudgmentStage$WaitForManualJudgmentTask"},
      {"checkPreconditions", "checkPreconditions", "pipeline.tasks.PreconditionTask"},
      {"webhook", "createWebhook", "webhook.tasks.CreateWebhookTask"},
  });
  std::vector<Row> own;
  for (const auto& row : rows)
    if (row.type == type) own.push_back(row);
  Json tasks = Json::array();
  for (std::size_t i = 0; i < own.size(); ++i)
    tasks.push_back(
        {{"id", std::to_string(i + 1)},
         {"name", own[i].task},
         {"implementingClass", fmt::format("com.netflix.spinnaker.orca.{}", own[i].implementation)},
         {"status", "RUNNING"},
         {"startTime", now},
         {"endTime", nullptr},
         {"stageStart", i == 0},
         {"stageEnd", i + 1 == own.size()},
         {"loopStart", false},
         {"loopEnd", false}});
  return tasks;
}

Json new_stage(const Json& declared, const std::string& execution_id) {
  Json context = declared;
  for (const auto* key : {"refId", "requisiteStageRefIds", "type", "name"}) context.erase(key);
  const auto type = text_member(declared, "type"), ref = text_member(declared, "refId");
  const auto name = text_member(declared, "name");
  const auto requisites = declared.find("requisiteStageRefIds");
  return {{"id", fmt::format("{}-{}", execution_id, ref)},
          {"refId", ref},
          {"requisiteStageRefIds",
           requisites != declared.end() && requisites->is_array() ? *requisites : Json::array()},
          {"type", type},
          {"name", name.empty() ? type : name},
          {"status", "NOT_STARTED"},
          {"startTime", nullptr},
          {"endTime", nullptr},
          {"context", std::move(context)},
          {"outputs", Json::object()},
          {"tasks", Json::array()}};
}

void set_end(Json& stage, const std::string& status, Moment now) {
  stage["status"] = status;
  stage["endTime"] = now;
  for (auto& task : stage["tasks"]) {
    if (task["status"] != "RUNNING") continue;
    task["status"] = status;
    task["endTime"] = now;
  }
}

/// Tasks run one after the other: what stands before the one that failed succeeded, what stands
/// behind it never began.
void end_tasks_before(Json& stage, bool applied, Moment now) {
  if (stage["type"] != "deployManifest") return;
  const std::string failed = applied ? "waitForManifestToStabilize" : "deployManifest";
  bool behind = false;
  for (auto& task : stage["tasks"]) {
    if (task["name"] == failed) {
      behind = true;
    } else if (behind) {
      task["status"] = "NOT_STARTED";
      task["startTime"] = nullptr;
    } else {
      task["status"] = "SUCCEEDED";
      task["endTime"] = now;
    }
  }
}

void set_error(Json& stage, const std::vector<std::string>& errors, const std::string& exception,
               Moment now) {
  stage["context"]["exception"] = {
      {"details", {{"error", "Unexpected Task Failure"}, {"errors", errors}}},
      {"exceptionType", exception},
      {"operation", stage["type"]},
      {"shouldRetry", false},
      {"timestamp", now}};
}

bool ready(const Json& stages, const Json& stage) {
  return std::ranges::all_of(stage.at("requisiteStageRefIds"), [&](const Json& ref) {
    return std::ranges::any_of(stages, [&](const Json& other) {
      return other.at("refId") == ref && lets_pass(other.at("status").get<std::string>());
    });
  });
}

/// `stageEnabled: {type: expression, expression}`; without it a stage is enabled.
bool enabled(const Json& context, const ExpressionScope& scope) {
  const auto found = context.find("stageEnabled");
  if (found == context.end()) return true;
  const auto expression = text_member(*found, "expression");
  if (expression.empty()) return true;
  const auto value = expression.find("${") == std::string::npos
                         ? evaluate(expression, scope)
                         : evaluate_all(Json(expression), scope);
  return value == true || value == "true";
}

void start_stage(Json& content, Json& stage, Moment now) {
  stage["startTime"] = now;
  stage["tasks"] = tasks_of(stage["type"].get<std::string>(), now);
  try {
    const ExpressionScope scope{content, stage["context"]};
    if (!enabled(stage["context"], scope)) return set_end(stage, "SKIPPED", now);
    auto context = evaluate_all(stage["context"], scope);
    stage["context"] = std::move(context);
    stage["status"] = "RUNNING";
  } catch (const ExpressionError& e) {
    stage["context"]["expressionEvaluationSummary"] = {
        {stage["type"].get<std::string>(),
         Json::array({{{"level", "ERROR"}, {"description", e.message}, {"timestamp", now}}})}};
    set_error(stage, {e.message},
              "com.netflix.spinnaker.orca.pipeline.expressions.FailedExpression", now);
    set_end(stage, failure_status(stage["context"]), now);
  }
}

void end_execution(Json& content, const std::string& status, Moment now) {
  for (auto& stage : content["stages"])
    if (stage["status"] == "RUNNING") set_end(stage, "CANCELED", now);
  content["status"] = status;
  content["endTime"] = now;
}

}  // namespace

StageResult StageResult::failed(std::string error) {
  StageResult result;
  result.ok = false;
  result.errors.push_back(std::move(error));
  return result;
}

StageResult StageResult::unstable(std::string error) {
  StageResult result = failed(std::move(error));
  result.applied = true;
  return result;
}

bool is_finished(const std::string& status) {
  static constexpr auto final = std::to_array<std::string_view>(
      {"SUCCEEDED", "TERMINAL", "CANCELED", "STOPPED", "FAILED_CONTINUE", "SKIPPED"});
  return std::ranges::find(final, status) != final.end();
}

Json new_execution(const CdPipeline& pipeline, Json trigger, const Birth& birth) {
  const auto& config = pipeline.config;
  if (text_member(trigger, "type").empty()) trigger["type"] = "manual";
  if (text_member(trigger, "user").empty()) trigger["user"] = birth.user;
  auto& parameters = trigger["parameters"];
  if (!parameters.is_object()) parameters = Json::object();
  for (const auto& declared : config.value("parameterConfig", Json::array())) {
    const auto name = text_member(declared, "name");
    if (!name.empty() && !parameters.contains(name))
      parameters[name] = declared.value("default", Json());
  }
  if (!trigger.value("artifacts", Json()).is_array()) trigger["artifacts"] = Json::array();
  for (const auto* list : {"resolvedExpectedArtifacts", "notifications"})
    if (!trigger.value(list, Json()).is_array()) trigger[list] = Json::array();
  for (const auto* name : {"dryRun", "rebake", "strategy", "enabled"})
    trigger[name] = flag(trigger, name, false);
  trigger["codingNickname"] = trigger["user"];
  trigger["eventId"] = birth.event_id;
  trigger["executionId"] = birth.id;
  Json stages = Json::array();
  for (const auto& declared : config.value("stages", Json::array()))
    stages.push_back(new_stage(declared, birth.id));
  return {{"type", "PIPELINE"},
          {"id", birth.id},
          {"application", pipeline.application},
          {"name", pipeline.name},
          {"customName", ""},
          {"pipelineConfigId", pipeline.id},
          {"status", "NOT_STARTED"},
          {"buildTime", birth.now},
          {"startTime", nullptr},
          {"endTime", nullptr},
          {"canceled", false},
          {"origin", "api"},
          {"limitConcurrent", flag(config, "limitConcurrent", false)},
          {"keepWaitingPipelines", flag(config, "keepWaitingPipelines", false)},
          {"authentication", {{"user", trigger["user"]}, {"allowedAccounts", Json::array()}}},
          {"notifications", Json::array()},
          {"systemNotifications", Json::array()},
          {"initialConfig", Json::object()},
          {"trigger", std::move(trigger)},
          {"stages", std::move(stages)}};
}

std::string bind_artifacts(Json& content, const CdPipeline& pipeline, const Json& prior_artifacts) {
  if (flag(pipeline.config, "disabled", false))
    return "The pipeline config exists, but is disabled: " + pipeline.name;
  auto& trigger = content["trigger"];
  auto resolved = resolve_artifacts(pipeline.config.value("expectedArtifacts", Json::array()),
                                    trigger["artifacts"], prior_artifacts);
  if (!resolved.error.empty()) return resolved.error;
  trigger["artifacts"] = std::move(resolved.artifacts);
  trigger["resolvedExpectedArtifacts"] = std::move(resolved.expected);
  return "";
}

void start_execution(Json& content, Moment now) {
  content["status"] = "RUNNING";
  content["startTime"] = now;
}

void advance(Json& content, Moment now) {
  auto& stages = content["stages"];
  for (bool again = true; again;) {
    again = false;
    for (auto& stage : stages) {
      if (stage["status"] != "NOT_STARTED" || !ready(stages, stage)) continue;
      start_stage(content, stage, now);
      again = again || stage["status"] != "RUNNING";
    }
    for (const auto* end : {"TERMINAL", "CANCELED"})
      for (const auto& stage : stages)
        if (stage["status"] == end) return end_execution(content, end, now);
  }
  if (!running_stages(content).empty()) return;
  const bool fails = std::ranges::any_of(stages, [](const Json& stage) {
    return stage["status"] == "STOPPED" &&
           flag(stage["context"], "completeOtherBranchesThenFail", false);
  });
  end_execution(content, fails ? "TERMINAL" : "SUCCEEDED", now);
}

void end_stage(Json& content, std::size_t position, const StageResult& result, Moment now) {
  auto& stage = content["stages"].at(position);
  if (stage["status"] != "RUNNING") return;
  stage["context"].update(result.context);
  stage["outputs"].update(result.outputs);
  if (!result.ok) set_error(stage, result.errors, result.exception, now);
  if (!result.ok) end_tasks_before(stage, result.applied, now);
  set_end(stage, result.ok ? "SUCCEEDED" : failure_status(stage["context"]), now);
}

void cancel_execution(Json& content, const std::string& user, const std::string& reason,
                      Moment now) {
  content["canceled"] = true;
  content["canceledBy"] = user;
  content["cancellationReason"] = reason;
  end_execution(content, "CANCELED", now);
}

void fail_execution(Json& content, const std::string& error, Moment now) {
  content["startTime"] = now;
  content["failureReason"] = error;
  end_execution(content, "TERMINAL", now);
}

std::vector<std::size_t> running_stages(const Json& content) {
  std::vector<std::size_t> running;
  const auto& stages = content.at("stages");
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].at("status") == "RUNNING") running.push_back(i);
  return running;
}

}  // namespace chatops::sandbox
