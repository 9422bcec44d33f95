// deploy and teardown.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>

#include "application/schema.hpp"

namespace chatops::application {
namespace {

constexpr auto engines = std::to_array<std::string_view>({"coding-cd"});
constexpr auto words = std::to_array<std::string_view>(
    {"application", "env", "class", "iteration", "namespace", "domain"});

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

void read_delivery(config::Reader& reader, core::Pipeline& out, ParameterNames& names) {
  auto values = reader.section("values");
  if (!values) return;
  const std::string as_text = parameter(*values, "parameter", names);
  const std::string as_references = parameter(*values, "references", names);
  if (as_text.empty() == as_references.empty()) {
    reader.problem("values", Reason::yaml_bad_value, {{"allowed", "parameter, references"}});
  }
  out.delivery =
      as_text.empty() ? core::ValuesDelivery::references : core::ValuesDelivery::parameter;
  out.values_parameter = as_text.empty() ? as_references : as_text;
  values->finish();
}

core::Pipeline read_pipeline(config::Reader& reader, bool deploys, ParameterNames& names) {
  core::Pipeline out;
  out.engine = reader.choice("engine", engines).value_or(std::string(engines.front()));
  out.application = reader.required_string("application");
  out.name = reader.required_string("pipeline");
  if (deploys) {
    out.cluster = reader.string_or("cluster", "");
    check_template(reader, "cluster", out.cluster, words);
  }
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
    check_template(reader, "extra", value, words);
    out.parameters.insert_or_assign(name, value);
  }
  reader.finish();
  return out;
}

}  // namespace

void read_pipelines(config::Reader& root, core::Application& out) {
  if (auto reader = root.section("deploy")) {
    ParameterNames names;
    out.deploy = read_pipeline(*reader, true, names);
    for (const core::Component& component : out.components) {
      names.take(root, "components", component.parameter);
    }
  } else if (!root.has("deploy")) {
    root.problem("deploy", Reason::yaml_missing_key);
  }
  if (auto reader = root.section("teardown")) {
    ParameterNames names;
    out.teardown = read_pipeline(*reader, false, names);
  }
}

}  // namespace chatops::application
