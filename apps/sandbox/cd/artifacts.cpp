// Matching, in the order Spinnaker's ArtifactUtils has it.
// SPDX-License-Identifier: Apache-2.0
#include "cd/artifacts.hpp"

#include <fmt/format.h>

#include <regex>

namespace chatops::sandbox {
namespace {

bool pattern_matches(const std::string& pattern, const std::string& text) {
  if (pattern == text) return true;
  try {
    return std::regex_match(text, std::regex(pattern));
  } catch (const std::regex_error&) {
    return false;
  }
}

std::vector<Json> matching_artifacts(const Json& expectation, const Json& artifacts) {
  std::vector<Json> found;
  const auto match = expectation.value("matchArtifact", Json::object());
  for (const auto& artifact : artifacts)
    if (artifact_matches(match, artifact)) found.push_back(artifact);
  return found;
}

bool is_set(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

std::string text_member(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool artifact_matches(const Json& match, const Json& artifact) {
  if (!artifact.is_object()) return false;
  for (const auto* field : {"type", "name", "version", "location", "reference"}) {
    const auto pattern = text_member(match, field);
    if (pattern.empty()) continue;
    const auto value = text_member(artifact, field);
    if (value.empty() || !pattern_matches(pattern, value)) return false;
  }
  return true;
}

ResolvedArtifacts resolve_artifacts(const Json& expected, const Json& received, const Json& prior) {
  ResolvedArtifacts result;
  if (received.is_array()) result.artifacts = received;
  const auto own = result.artifacts;
  for (const auto& expectation : expected) {
    auto found = matching_artifacts(expectation, own);
    const bool from_trigger = !found.empty();
    if (found.empty() && is_set(expectation, "usePriorArtifact"))
      found = matching_artifacts(expectation, prior);
    if (found.empty() && is_set(expectation, "useDefaultArtifact") &&
        expectation.value("defaultArtifact", Json()).is_object())
      found = {expectation.at("defaultArtifact")};
    const auto name = text_member(expectation, "displayName");
    if (found.empty()) {
      result.error = fmt::format("Unmatched expected artifact {} could not be resolved.",
                                 name.empty() ? text_member(expectation, "id") : name);
      return result;
    }
    if (found.size() > 1) {
      result.error = fmt::format("Expected artifact {} matches multiple artifacts", name);
      return result;
    }
    auto bound = expectation;
    bound["boundArtifact"] = found.front();
    result.expected.push_back(std::move(bound));
    if (!from_trigger) result.artifacts.push_back(found.front());
  }
  return result;
}

std::string artifact_version(const Json& artifact) {
  if (auto version = text_member(artifact, "version"); !version.empty()) return version;
  const auto reference = text_member(artifact, "reference");
  const auto at = reference.find('@');
  const auto colon = reference.rfind(':', at == std::string::npos ? at : at - 1);
  if (colon == std::string::npos || reference.find('/', colon) != std::string::npos) return "";
  return reference.substr(colon + 1, at == std::string::npos ? at : at - colon - 1);
}

std::string artifact_short_name(const Json& artifact) {
  const auto name = text_member(artifact, "name");
  return name.substr(name.rfind('/') + 1);
}

}  // namespace chatops::sandbox
