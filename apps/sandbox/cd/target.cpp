// Reading a stage's job.
// SPDX-License-Identifier: Apache-2.0
#include "cd/target.hpp"

#include <strings.h>

#include "cd/artifacts.hpp"
#include "crypto/crypto.hpp"

namespace chatops::sandbox {

std::string StageJob::text(const char* name) const { return text_member(context(), name); }

Json StageJob::input(const Json& wanted) const {
  const auto id = text_member(wanted, "id");
  if (!id.empty())
    for (const auto& expected : execution.at("trigger").at("resolvedExpectedArtifacts"))
      if (text_member(expected, "id") == id) return expected.value("boundArtifact", Json());
  return wanted.is_object() ? wanted.value("artifact", Json()) : Json();
}

std::vector<Json> StageJob::images() const {
  std::vector<Json> images;
  for (const auto& artifact : execution.at("trigger").at("artifacts"))
    if (is_image(artifact)) images.push_back(artifact);
  return images;
}

std::string StageJob::parameter(std::string_view name) const {
  for (const auto& [key, value] : execution.at("trigger").at("parameters").items())
    if (key.size() == name.size() && ::strncasecmp(key.data(), name.data(), name.size()) == 0)
      return value.is_string() ? value.get<std::string>() : "";
  return "";
}

std::optional<std::string> embedded_text(const Json& artifact) {
  if (text_member(artifact, "type") != "embedded/base64") return std::nullopt;
  return crypto::from_base64(text_member(artifact, "reference"));
}

bool is_image(const Json& artifact) {
  const auto type = text_member(artifact, "type");
  return type == "coding_docker/image" || type == "docker/image";
}

std::string image_reference(const Json& artifact) {
  auto reference = text_member(artifact, "reference");
  if (!reference.empty()) return reference;
  return text_member(artifact, "name") + ":" + text_member(artifact, "version");
}

}  // namespace chatops::sandbox
