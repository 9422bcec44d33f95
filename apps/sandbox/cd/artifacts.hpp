// Which artifact stands for which expectation of a pipeline: what the trigger brings, else the last
// execution's, else the default.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace chatops::sandbox {

using Json = nlohmann::json;

/// Whether `artifact` is what `match` (an expectedArtifact's matchArtifact) asks for: every field
/// that is set must match, as a regular expression over the whole.
bool artifact_matches(const Json& match, const Json& artifact);

struct ResolvedArtifacts {
  Json artifacts = Json::array();  ///< the trigger's own and those that a fallback brought in
  Json expected = Json::array();  ///< the pipeline's expectedArtifacts, each with its boundArtifact
  std::string error;              ///< "" = all are bound
};
/// `prior` is the artifacts of the pipeline's newest earlier execution.
ResolvedArtifacts resolve_artifacts(const Json& expected, const Json& received, const Json& prior);

/// "1.4.0" of an artifact: its `version`, else what follows the last ":" of its reference (not a
/// port's).
std::string artifact_version(const Json& artifact);
/// The last part of its name: "acme-docker.pkg.coding.net/classroom/images/api" → "api".
std::string artifact_short_name(const Json& artifact);
/// A text member of an object, "" when absent, null or no text.
std::string text_member(const Json& object, const char* name);

}  // namespace chatops::sandbox
