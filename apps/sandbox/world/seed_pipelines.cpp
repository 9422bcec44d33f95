// The pipelines' JSON, in Spinnaker's form.
// SPDX-License-Identifier: Apache-2.0
#include "world/seed_pipelines.hpp"

#include <fmt/format.h>

#include "world/seed.hpp"

namespace chatops::sandbox {
namespace {

constexpr auto deploy_id = "5f0c2a7e-4b1d-4c55-9a35-1c0f6a2d9e42",
               teardown_id = "a41e8b90-77c2-4f0e-8d2b-9b3f5e6c7d10";

Json parameter(const char* name, const char* label, bool required, const char* description) {
  return {{"name", name},
          {"label", label},
          {"description", description},
          {"required", required},
          {"default", ""},
          {"pinned", required},
          {"hasOptions", false},
          {"options", Json::array({{{"value", ""}}})}};
}

/// An image that was not sent is taken from the execution before, silently: a wrong name deploys an
/// old version.
Json expected_image(const std::string& component) {
  const auto name = fmt::format("{}/{}/images/{}", image_host, seed_project, component);
  return {{"id", "image-" + component},
          {"displayName", component},
          {"usePriorArtifact", true},
          {"useDefaultArtifact", false},
          {"matchArtifact",
           {{"id", "match-" + component},
            {"type", "coding_docker/image"},
            {"name", name},
            {"artifactAccount", "docker-registry"}}},
          {"defaultArtifact", {{"id", "default-" + component}, {"customKind", true}}}};
}

Json expected_chart() {
  const auto name = fmt::format("{}/{}/charts/classroom", chart_host, seed_project);
  const Json match = {{"id", "match-chart"},
                      {"type", "coding_artifact/helm"},
                      {"name", name},
                      {"artifactAccount", "helm"}};
  auto fallback = match;
  fallback["id"] = "default-chart";
  fallback["version"] = "1.0.0";
  return {{"id", "chart"},
          {"displayName", "chart"},
          {"usePriorArtifact", false},
          {"useDefaultArtifact", true},
          {"matchArtifact", match},
          {"defaultArtifact", fallback}};
}

Json bake() {
  const Json manifest = {
      {"id", "manifest"},
      {"displayName", "manifest"},
      {"usePriorArtifact", false},
      {"useDefaultArtifact", false},
      {"matchArtifact",
       {{"id", "match-manifest"}, {"type", "embedded/base64"}, {"name", "classroom"}}}};
  return {
      {"refId", "1"},
      {"requisiteStageRefIds", Json::array()},
      {"type", "bakeManifest"},
      {"name", "生成清单 / Bake"},
      {"templateRenderer", "HELM3"},
      {"outputName", "${parameters['Release']}"},
      {"namespace", "${parameters['Namespace']}"},
      {"inputArtifacts", Json::array({{{"account", "helm"}, {"id", "chart"}},
                                      {{"account", "embedded-artifact"},
                                       {"artifact",
                                        {{"type", "embedded/base64"},
                                         {"name", "values.yaml"},
                                         {"reference", "${#toBase64(parameters['Values'])}"}}}}})},
      {"overrides", {{"domain", "${parameters['Domain']}"}}},
      {"expectedArtifacts", Json::array({manifest})}};
}

Json deploy() {
  Json required = Json::array();
  for (const auto* component : seed_components)
    required.push_back(fmt::format("image-{}", component));
  return {{"refId", "2"},
          {"requisiteStageRefIds", {"1"}},
          {"type", "deployManifest"},
          {"name", "部署 / Deploy"},
          {"account", "classroom-cluster"},
          {"cloudProvider", "kubernetes"},
          {"source", "artifact"},
          {"manifestArtifactId", "manifest"},
          {"namespaceOverride", "${parameters['Namespace']}"},
          {"requiredArtifactIds", required},
          {"moniker", {{"app", "classroom"}}},
          {"skipExpressionEvaluation", true}};
}

Json check_stage() {
  return {{"refId", "3"},
          {"requisiteStageRefIds", {"2"}},
          {"type", "webhook"},
          {"name", "检查 / Check"},
          {"method", "GET"},
          {"url", ""},
          {"customHeaders", {{"Host", "${parameters['Domain']}"}}},
          {"timeout", 30}};
}

Json pipeline(const char* id, const char* name, Json parameters, Json expected, Json stages) {
  return {{"application", "classroom"},
          {"name", name},
          {"id", id},
          {"index", 0},
          {"stages", std::move(stages)},
          {"triggers", Json::array()},
          {"limitConcurrent", true},
          {"keepWaitingPipelines", false},
          {"roles", Json::array()},
          {"codingNickname", "Daniel Okafor"},
          {"lastModifiedBy", "daniel"},
          {"relationProjects", {seed_project}},
          {"updateTs", "1700000000000"},
          {"parameterConfig", std::move(parameters)},
          {"expectedArtifacts", std::move(expected)},
          {"notifications", Json::array()}};
}

}  // namespace

void seed_pipelines(Model& model, Id project_id) {
  model.applications = {{"classroom", "在线教室 / The online classroom", {project_id}}};
  Json expected = Json::array({expected_chart()});
  for (const auto* component : seed_components) expected.push_back(expected_image(component));
  auto deployment =
      pipeline(deploy_id, "deploy-environment",
               {parameter("Namespace", "命名空间", true, "Kubernetes namespace of the environment"),
                parameter("Domain", "域名", true, "Where the environment answers"),
                parameter("Release", "发布名", false, "Helm release name"),
                parameter("ChartVersion", "Chart 版本", false,
                          "For the record; the chart itself is an artifact"),
                parameter("Values", "配置", false, "Values of the chart, as YAML"),
                parameter("Iteration", "迭代", false, "Code of the iteration")},
               std::move(expected), Json::array({bake(), deploy(), check_stage()}));
  // What the pipeline's webhook trigger accepts.
  deployment["triggers"].push_back({{"type", "webhook"},
                                    {"enabled", true},
                                    {"source", "0d9f1f5e-6a35-4e55-8a0f-3d1c7b6e2a94"},
                                    {"payloadConstraints", {{"secret", ".+"}}}});
  const Json removal = {{"refId", "1"},
                        {"requisiteStageRefIds", Json::array()},
                        {"type", "deleteManifest"},
                        {"name", "删除 / Delete"},
                        {"account", "classroom-cluster"},
                        {"cloudProvider", "kubernetes"},
                        {"mode", "static"},
                        {"kinds", {"namespace"}},
                        {"manifestName", "namespace ${parameters['Namespace']}"},
                        {"location", "${parameters['Namespace']}"}};
  model.pipelines = {{deploy_id, "classroom", "deploy-environment", std::move(deployment)},
                     {teardown_id, "classroom", "teardown-environment",
                      pipeline(teardown_id, "teardown-environment",
                               {parameter("Namespace", "命名空间", true,
                                          "Kubernetes namespace of the environment")},
                               Json::array(), Json::array({removal}))}};
}

void refresh(World& world, const Settings& settings) {
  const auto address = settings.ingress.empty() ? settings.url : settings.ingress;
  world.write([&](Model& model) {
    auto* pipeline = find_by(model.pipelines, &CdPipeline::id, std::string(deploy_id));
    if (pipeline == nullptr) return;
    for (auto& stage : pipeline->config["stages"])
      if (stage.value("type", "") == "webhook") stage["url"] = address + "/";
  });
}

}  // namespace chatops::sandbox
