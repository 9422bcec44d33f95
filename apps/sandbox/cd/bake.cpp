// Gathering what a bake needs.
// SPDX-License-Identifier: Apache-2.0
#include "cd/bake.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "cd/artifacts.hpp"
#include "crypto/crypto.hpp"

namespace chatops::sandbox {
namespace {

/// Values kept in a repository: `reference` ends with the depot's name, `name` is the path,
/// `version` the branch.
std::optional<std::string> file_from_git(const Json& artifact, Repositories& repositories) {
  const auto type = text_member(artifact, "type");
  if (!type.ends_with("/file")) return std::nullopt;
  auto depot = text_member(artifact, "reference");
  depot.erase(0, depot.rfind('/') + 1);
  if (depot.ends_with(".git")) depot.resize(depot.size() - 4);
  const auto version = text_member(artifact, "version");
  return repositories.file(depot, version.empty() ? "HEAD" : version,
                           text_member(artifact, "name"));
}

std::string problem_of_values(const std::string& text) {
  try {
    const auto node = YAML::Load(text);
    return node.IsNull() || node.IsMap() ? "" : "cannot unmarshal into a map";
  } catch (const YAML::Exception& e) {
    return e.what();
  }
}

std::string override_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

tl::expected<BakeInputs, std::string> bake_inputs(const StageJob& job, const ChartStore& charts,
                                                  Repositories& repositories) {
  const auto inputs = job.context().value("inputArtifacts", Json::array());
  if (inputs.empty()) return tl::make_unexpected("At least one input artifact is required");
  const auto renderer = job.text("templateRenderer");
  if (renderer != "HELM3" && renderer != "HELM2")
    return tl::make_unexpected(fmt::format("Invalid template renderer {}", renderer));
  const auto chart = job.input(inputs[0]);
  if (!chart.is_object())
    return tl::make_unexpected("Input artifact (id: " + text_member(inputs[0], "id") +
                               ") could not be found in execution");
  BakeInputs result;
  result.chart_name = artifact_short_name(chart);
  if (const auto colon = result.chart_name.find(':'); colon != std::string::npos)
    result.chart_name.resize(colon);
  result.chart_version = artifact_version(chart);
  const auto path = charts.path(result.chart_name, result.chart_version);
  if (!path)
    return tl::make_unexpected(fmt::format("Failed to fetch artifact {}: {}-{}.tgz: 404 Not Found",
                                           text_member(chart, "name"), result.chart_name,
                                           result.chart_version));
  result.chart = *path;
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const auto artifact = job.input(inputs[i]);
    auto text = embedded_text(artifact);
    if (!text) text = file_from_git(artifact, repositories);
    if (!text)
      return tl::make_unexpected(fmt::format("Failed to fetch artifact {} of type {}",
                                             text_member(artifact, "name"),
                                             text_member(artifact, "type")));
    if (const auto problem = problem_of_values(*text); !problem.empty())
      return tl::make_unexpected(fmt::format("helm template: failed to parse values: {}", problem));
    if (!text->empty()) result.values.push_back(std::move(*text));
  }
  const auto overrides = job.context().value("overrides", Json::object());
  for (const auto& [key, value] : overrides.items()) result.overrides[key] = override_text(value);
  result.name_space = namespace_of(job);
  result.release = job.text("outputName").empty() ? result.chart_name : job.text("outputName");
  return result;
}

StageResult baked(const StageJob& job, const BakeInputs& inputs, const std::string& manifest) {
  StageResult result;
  const Json artifact = {
      {"type", "embedded/base64"},
      {"name", inputs.release},
      {"reference", crypto::to_base64(manifest)},
      {"metadata", {{"chart", inputs.chart_name}, {"version", inputs.chart_version}}}};
  result.outputs = {{"artifacts", Json::array({artifact})}};
  result.context = {
      {"status",
       {{"state", "COMPLETED"}, {"result", "SUCCESS"}, {"resourceId", job.stage.at("id")}}}};
  return result;
}

const Json* bake_of(const StageJob& deploy) {
  const auto wanted = deploy.text("manifestArtifactId");
  const Json* found = nullptr;
  for (const auto& stage : deploy.execution.at("stages")) {
    if (stage.at("type") != "bakeManifest" || !stage.at("outputs").contains("artifacts")) continue;
    if (found == nullptr || wanted.empty()) found = &stage;
    for (const auto& expected : stage.at("context").value("expectedArtifacts", Json::array()))
      if (!wanted.empty() && text_member(expected, "id") == wanted) return &stage;
  }
  return found;
}

std::string namespace_of(const StageJob& job) {
  for (const auto* name : {"namespaceOverride", "location", "namespace"})
    if (auto text = job.text(name); !text.empty()) return text;
  if (const auto* bake = bake_of(job))
    if (auto text = text_member(bake->at("context"), "namespace"); !text.empty()) return text;
  return job.parameter("Namespace");
}

}  // namespace chatops::sandbox
