// deploy and teardown.
// SPDX-License-Identifier: Apache-2.0
#include "coding/section.hpp"

#include <array>

#include "core/fields.hpp"
#include "core/words.hpp"

namespace chatops::coding {
namespace {

using nlohmann::json;

constexpr auto delivery_words =
    std::to_array<core::Word<ValuesDelivery>>({{ValuesDelivery::none, "none"},
                                               {ValuesDelivery::parameter, "parameter"},
                                               {ValuesDelivery::references, "references"}});

/// Every name of a parameter and what fills it; one name cannot take two things.
class ParameterNames {
 public:
  void take(config::Reader& at, std::string_view key, const std::string& name) {
    if (name.empty()) return;
    const auto [first, fresh] = by_name_.emplace(name, at.path(key));
    if (fresh) return;
    at.problem(key, Reason::yaml_bad_value,
               {{"value", name}, {"why", "parameter_twice"}, {"piece", first->second}});
  }

 private:
  std::map<std::string, std::string> by_name_;
};

std::string parameter(config::Reader& reader, std::string_view key, ParameterNames& names) {
  const auto name = reader.string(key);
  if (!name) return {};
  if (name->empty()) reader.problem(key, Reason::yaml_bad_value, {{"value", ""}, {"why", "empty"}});
  names.take(reader, key, *name);
  return *name;
}

void read_delivery(config::Reader& reader, Pipeline& out, ParameterNames& names) {
  auto values = reader.section("values");
  if (!values) return;
  const std::string as_text = parameter(*values, "parameter", names);
  const std::string as_references = parameter(*values, "references", names);
  if (as_text.empty() == as_references.empty()) {
    reader.problem("values", Reason::yaml_bad_value, {{"allowed", "parameter, references"}});
  }
  out.delivery = as_text.empty() ? ValuesDelivery::references : ValuesDelivery::parameter;
  out.values_parameter = as_text.empty() ? as_references : as_text;
  values->finish();
}

Pipeline read_section(config::Reader& reader, bool deploys, ParameterNames& names) {
  Pipeline out;
  (void)reader.take("engine");  // it led here
  out.application = reader.required_string("application");
  out.name = reader.required_string("pipeline");
  if (auto given = reader.section("parameters")) {
    out.namespace_parameter = given->required_string("namespace");
    names.take(*given, "namespace", out.namespace_parameter);
    out.domain_parameter = parameter(*given, "domain", names);
    out.release_parameter = parameter(*given, "release", names);
    if (deploys) out.chart_parameter = parameter(*given, "chart", names);
    given->finish();
  } else if (!reader.has("parameters")) {
    reader.problem("parameters", Reason::yaml_missing_key);
  }
  if (deploys) read_delivery(reader, out, names);
  for (auto& [name, value] : reader.string_map("extra")) {
    if (name.empty()) reader.problem("extra", Reason::yaml_bad_value, {{"why", "empty"}});
    names.take(reader, "extra", name);
    out.parameters.insert_or_assign(name, value);
  }
  reader.finish();
  return out;
}

std::string title_of(const Pipeline& pipeline) {
  return pipeline.application + "/" + pipeline.name;
}

}  // namespace

json to_json(const Pipeline& pipeline) {
  return {{"application", pipeline.application},
          {"name", pipeline.name},
          {"namespace_parameter", pipeline.namespace_parameter},
          {"domain_parameter", pipeline.domain_parameter},
          {"delivery", core::find_word(delivery_words, pipeline.delivery)},
          {"values_parameter", pipeline.values_parameter},
          {"chart_parameter", pipeline.chart_parameter},
          {"release_parameter", pipeline.release_parameter},
          {"parameters", pipeline.parameters},
          {"component_parameters", pipeline.component_parameters}};
}

Pipeline read_pipeline(const json& in) {
  const core::Fields fields(in);
  return {.application = fields.text("application"),
          .name = fields.need_text("name"),
          .namespace_parameter = fields.text("namespace_parameter"),
          .domain_parameter = fields.text("domain_parameter"),
          .delivery = fields.word("delivery",
                                  [](std::string_view word) {
                                    return core::find_value<ValuesDelivery>(delivery_words, word);
                                  }),
          .values_parameter = fields.text("values_parameter"),
          .chart_parameter = fields.text("chart_parameter"),
          .release_parameter = fields.text("release_parameter"),
          .parameters = fields.texts("parameters"),
          .component_parameters = fields.texts("component_parameters")};
}

core::EngineSettings settings_of(const Pipeline& deploy, const std::optional<Pipeline>& teardown) {
  core::EngineSettings out{.engine = engine_name,
                           .title = title_of(deploy),
                           .parameters = deploy.parameters,
                           .by_files = deploy.delivery == ValuesDelivery::references,
                           .own = {{"deploy", to_json(deploy)}}};
  if (!teardown) return out;
  out.removal = title_of(*teardown);
  out.removal_parameters = teardown->parameters;
  out.own["teardown"] = to_json(*teardown);
  return out;
}

std::optional<Pipeline> pipeline_of(const core::EngineSettings& settings, core::Purpose purpose) {
  const char* section = purpose == core::Purpose::deploy ? "deploy" : "teardown";
  const auto found = settings.own.find(section);
  if (found == settings.own.end()) return std::nullopt;
  return read_pipeline(*found);
}

std::string cd_application(const core::EngineSettings& settings) {
  const auto deploy =
      settings.engine == engine_name ? pipeline_of(settings, core::Purpose::deploy) : std::nullopt;
  return deploy ? deploy->application : "";
}

core::EngineSettings read_sections(config::Reader& root, const core::Application& application) {
  Pipeline deploy;
  std::string cluster;
  std::map<std::string, std::string> component_parameters;
  for (const core::Component& component : application.components) {
    if (!component.parameter.empty()) component_parameters[component.name] = component.parameter;
  }
  if (auto reader = root.section("deploy")) {
    ParameterNames names;
    cluster = reader->string_or("cluster", "");
    deploy = read_section(*reader, true, names);
    for (const core::Component& component : application.components) {
      names.take(root, "components", component.parameter);
    }
  }
  deploy.component_parameters = component_parameters;
  std::optional<Pipeline> teardown;
  if (auto reader = root.section("teardown")) {
    ParameterNames names;
    teardown = read_section(*reader, false, names);
    teardown->component_parameters = component_parameters;
  }
  core::EngineSettings out = settings_of(deploy, teardown);
  out.cluster = std::move(cluster);
  return out;
}

}  // namespace chatops::coding
