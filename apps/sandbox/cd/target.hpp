// Where a pipeline's stages take effect: environments that the sandbox keeps itself, or a real
// cluster.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "cd/execution.hpp"

namespace chatops::sandbox {

/// One stage to run. Copies: the execution may change meanwhile.
struct StageJob {
  Json execution;  ///< as it was when the stage started
  Json stage;      ///< its context is evaluated

  const Json& context() const { return stage.at("context"); }
  std::string text(const char* name) const;
  /// The artifact a stage's input names: `id` of an expected artifact, or `artifact` given in
  /// place. Null when neither.
  Json input(const Json& input) const;
  /// All artifacts of the trigger and of the expectations, for substitution by name.
  std::vector<Json> images() const;
  /// The value of a parameter whose name compares without case; "" when there is none.
  std::string parameter(std::string_view name) const;
};

/// Functions block until done or until `stop`; when stopped, what they return no longer matters.
/// May be called again for a stage that was interrupted by the end of the program. Thread-safe.
class Target {
 public:
  virtual ~Target() = default;
  virtual StageResult bake(const StageJob& job, const std::stop_token& stop) = 0;
  virtual StageResult deploy(const StageJob& job, const std::stop_token& stop) = 0;
  virtual StageResult remove(const StageJob& job, const std::stop_token& stop) = 0;
};

/// The text of a values artifact of type embedded/base64; nothing for other types.
std::optional<std::string> embedded_text(const Json& artifact);
bool is_image(const Json& artifact);
/// "host/project/repo/name:tag" of an image artifact, from its reference, or its name and version.
std::string image_reference(const Json& artifact);

}  // namespace chatops::sandbox
