// An execution as data: how it begins, which stage comes next, what the whole came to. No threads,
// no clock. Semantics after Spinnaker's orca.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "world/model.hpp"

namespace chatops::sandbox {

/// How a stage ended, by whoever ran it.
struct StageResult {
  bool ok = true;
  bool applied = false;             ///< of a failed one: the manifest stands, its pods do not
  Json context = Json::object();    ///< members added to the stage's context
  Json outputs = Json::object();    ///< members added to the stage's outputs
  std::vector<std::string> errors;  ///< why not; the first line names the cause
  std::string exception = "com.netflix.spinnaker.orca.exceptions.StageFailedException";

  static StageResult failed(std::string error);
  static StageResult unstable(std::string error);  ///< failed, after everything was applied
};

struct Birth {
  std::string id, event_id, user;
  Moment now = 0;
};

/// The JSON of a new execution, NOT_STARTED. Missing `type` is "manual", missing `user` is the
/// asker; a declared parameter that is not given takes its default, whether required or not; others
/// are kept.
Json new_execution(const CdPipeline& pipeline, Json trigger, const Birth& birth);
/// "" or the reason why it cannot be started as it is: a disabled pipeline, an artifact without a
/// match. Binds the artifacts into the trigger.
std::string bind_artifacts(Json& content, const CdPipeline& pipeline, const Json& prior_artifacts);

bool is_finished(const std::string& status);

/// Starts every stage whose requisites are done (their expressions evaluated, disabled ones
/// skipped), and ends the execution when nothing can go on: its status then is final and stages
/// still running are CANCELED.
void advance(Json& content, Moment now);
void end_stage(Json& content, std::size_t stage, const StageResult& result, Moment now);
/// CANCELED, with everything that runs.
void cancel_execution(Json& content, const std::string& user, const std::string& reason,
                      Moment now);
/// TERMINAL before anything ran.
void fail_execution(Json& content, const std::string& error, Moment now);
void start_execution(Json& content, Moment now);
/// Positions of the stages that are RUNNING.
std::vector<std::size_t> running_stages(const Json& content);

}  // namespace chatops::sandbox
