// Definitions and triggers of pipelines.
// SPDX-License-Identifier: Apache-2.0
#include "coding/pipeline.hpp"

#include <optional>
#include <vector>

#include "coding/decode.hpp"
#include "coding/order.hpp"

namespace chatops::coding {

namespace {

constexpr std::string_view docker_type = "coding_docker/image";

/// A scalar as the engine would put it into an expression.
std::string scalar(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return net::text_of(value).value_or("");
}

core::DeclaredParameter declared_parameter(const Json& item) {
  core::DeclaredParameter out;
  out.name = text(item, "name");
  out.label = text(item, "label");
  out.description = text(item, "description");
  out.default_value = scalar(net::member(item, "default"));
  out.required = flag(item, "required");
  const bool closed = net::truth_of(net::member(item, "hasOptions")).value_or(true);
  for (const auto& option : list(item, "options")) {
    const auto value = option.is_object() ? scalar(net::member(option, "value")) : scalar(option);
    if (closed && !value.empty()) out.options.push_back(value);
  }
  return out;
}

bool expects_chart(const ExpectedArtifact& expected, const core::Order& order) {
  const bool of_chart_type = expected.type.find("helm") != std::string::npos ||
                             expected.type.find("chart") != std::string::npos;
  if (!of_chart_type || order.chart.name.empty()) return false;
  const auto slash = expected.name.rfind('/');
  const auto last = slash == std::string::npos ? expected.name : expected.name.substr(slash + 1);
  return last == order.chart.name || names_match(expected.name, order.chart.name);
}

/// The form of a chart artifact is not documented: the type and name that the pipeline itself
/// expects, and the keys that CODING's generic artifacts carry.
Json chart_artifact(const ExpectedArtifact& expected, const core::Order& order) {
  Json out = {{"type", expected.type},
              {"name", expected.name},
              {"version", order.chart.version},
              {"reference", order.chart.url}};
  if (expected.type.starts_with("coding_artifact/")) {
    out["parentType"] = "helm";
    out["pkgName"] = order.chart.name;
  }
  return out;
}

}  // namespace

PipelineFacts pipeline_facts(const Json& definition) {
  PipelineFacts facts;
  facts.id = text(definition, "id");
  facts.name = text(definition, "name");
  facts.disabled = flag(definition, "disabled");
  facts.limit_concurrent = flag(definition, "limitConcurrent");
  facts.keep_waiting = flag(definition, "keepWaitingPipelines");
  for (const auto& item : list(definition, "parameterConfig")) {
    auto parameter = declared_parameter(item);
    if (!parameter.name.empty()) facts.parameters.push_back(std::move(parameter));
  }
  for (const auto& item : list(definition, "expectedArtifacts")) {
    const Json& match = net::member(item, "matchArtifact");
    ExpectedArtifact expected{text(match, "type"), text(match, "name")};
    if (!expected.name.empty()) facts.artifacts.push_back(std::move(expected));
  }
  facts.overrides = chart_overrides(definition);
  return facts;
}

Json trigger_of(const core::Order& order, std::span<const ExpectedArtifact> expected) {
  Json artifacts = Json::array();
  const bool deploys = order.purpose == core::Purpose::deploy;
  for (const auto& component : order.components) {
    if (!deploys) break;
    const std::string name = component.image.text();
    std::string type(docker_type);
    for (const auto& candidate : expected) {
      if (names_match(candidate.name, name) && !candidate.type.empty()) {
        type = candidate.type;
        break;
      }
    }
    artifacts.push_back({{"type", type},
                         {"name", name},
                         {"version", component.version},
                         {"reference", name + ":" + component.version}});
  }
  for (const auto& candidate : expected) {
    if (deploys && expects_chart(candidate, order))
      artifacts.push_back(chart_artifact(candidate, order));
  }
  Json trigger = {{"type", "manual"}, {"user", order.actor}, {"artifacts", std::move(artifacts)}};
  trigger["parameters"] = Json::object();
  for (const auto& [name, value] : given(order).parameters) trigger["parameters"][name] = value;
  // Passed through by Spinnaker as a key against doubles in flight; CODING may ignore it.
  if (!order.correlation.empty()) trigger["correlationId"] = order.correlation;
  return trigger;
}

}  // namespace chatops::coding
