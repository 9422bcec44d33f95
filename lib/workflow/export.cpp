// Environments to documents and back.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/export.hpp"

#include <algorithm>
#include <set>

#include "core/address.hpp"
#include "core/codec.hpp"
#include "core/fields.hpp"
#include "workflow/environments.hpp"
#include "workflow/order.hpp"

namespace chatops::workflow {
namespace {

using nlohmann::json;

constexpr std::int64_t schema_version = 1;

std::string chart_reference(const core::Chart& chart) {
  switch (chart.kind) {
    case core::ChartKind::oci:
      return "oci://" + chart.source +
             (chart.source.ends_with("/" + chart.name) ? "" : "/" + chart.name);
    case core::ChartKind::path: return chart.source;
    case core::ChartKind::classic: break;
  }
  return chart.name;
}

/// What ran last says which values were delivered; the files may have changed since.
std::optional<core::Deployment> deployment_of(Dependencies& deps,
                                              const core::Environment& environment) {
  std::optional<core::Deployment> out;
  const std::string wanted = environment.deployed->hash();
  deps.store.read([&](core::Tx& tx) {
    out.reset();
    for (auto& row : tx.deployments().history(environment.application, environment.name, 1000)) {
      const bool ran = (row.status == core::DeploymentStatus::succeeded ||
                        row.revision == environment.deployed_revision) &&
                       !row.teardown;
      if (!out && ran && row.bill.hash() == wanted) out = std::move(row);
    }
  });
  return out;
}

/// Versions that the values do not hold. The engine puts them into the chart in a way that nobody
/// but it knows.
std::map<std::string, std::string> only_by_parameter(const core::Application& application,
                                                     const Export& value) {
  std::map<std::string, std::string> out;
  const auto& set = value.settings.parameters;
  for (const core::Component& component : application.components) {
    const bool in_values = component.values.carries_version();
    const bool is_set = std::find(set.begin(), set.end(), component.parameter) != set.end();
    if (in_values || is_set || !value.bill.lines.contains(component.name)) continue;
    out[component.name] = component.parameter;
  }
  return out;
}

/// Parameters that neither an option of the command nor a value carries.
std::vector<std::string> left_out(const core::Application& application, const core::Given& given,
                                  const Export& value) {
  std::set<std::string> carried = given.placed;
  carried.insert(value.settings.parameters.begin(), value.settings.parameters.end());
  for (const core::Component& component : application.components)
    carried.insert(component.parameter);  // in the values, or told by itself
  std::vector<std::string> out = value.settings.opaque;
  for (const auto& [name, text] : given.parameters) {
    if (!text.empty() && !carried.contains(name)) out.push_back(name + "=" + text);
  }
  return out;
}

std::vector<std::string> helm_line(const core::Application& application, const Export& value) {
  std::vector<std::string> line{"helm", "upgrade", "--install", value.environment,
                                value.chart_reference};
  const auto add = [&](const char* option, const std::string& text) {
    if (text.empty()) return;
    line.emplace_back(option);
    line.push_back(text);
  };
  add("--repo", value.chart_repository);
  if (application.chart.kind != core::ChartKind::path) add("--version", value.bill.chart.version);
  add("--namespace", value.ns);
  line.emplace_back("--create-namespace");
  add("--values", "-");
  for (const auto& setting : value.settings.known) {
    for (std::string& word : core::helm_option(setting)) line.push_back(std::move(word));
  }
  return line;
}

}  // namespace

json to_document(const Export& value) {
  json set = json::object();
  for (const auto& setting : value.settings.known) set[setting.path] = setting.text;
  return {{"schema_version", schema_version},
          {"application", value.application},
          {"environment",
           {{"name", value.environment},
            {"namespace", value.ns},
            {"domain", value.domain},
            {"class", value.environment_class},
            {"iteration", value.iteration},
            {"parameters", value.parameters}}},
          {"chart", {{"reference", value.chart_reference}, {"repository", value.chart_repository}}},
          {"bill", value.bill},
          {"values", value.values},
          {"set", std::move(set)},
          {"left_out", value.left_out},
          {"command", value.command},
          {"by_parameter", value.by_parameter}};
}

Export from_document(const json& document) {
  try {
    const core::Fields fields(document);
    if (fields.need_integer("schema_version") != schema_version) {
      core::Fields::damaged("schema_version");
    }
    const json* place = fields.member("environment");
    const json* values = fields.member("values");
    if (place == nullptr) core::Fields::damaged("environment");
    if (values == nullptr || !values->is_object()) core::Fields::damaged("values");
    const core::Fields environment(*place);
    Export out;
    out.application = fields.need_text("application");
    out.environment = environment.need_text("name");
    out.ns = environment.text("namespace");
    out.domain = environment.text("domain");
    out.environment_class = environment.text("class");
    out.iteration = environment.text("iteration");
    out.parameters = environment.texts("parameters");
    out.bill = fields.need<core::Bill>("bill");
    out.values = *values;
    out.command = fields.list("command");
    out.by_parameter = fields.texts("by_parameter");
    if (const json* chart = fields.member("chart")) {
      const core::Fields source(*chart);
      out.chart_reference = source.text("reference");
      out.chart_repository = source.text("repository");
    }
    return out;
  } catch (const Error& damaged) {
    throw Error(Reason::usage_bad_value, {{"what", std::string(damaged.args.get("what"))}});
  }
}

Export export_environment(const Call& call, Dependencies& deps, const std::string& name) {
  call.check(deps.system.clock);
  const core::Environment environment = show_environment(deps, name).environment;
  if (!environment.deployed) throw Error(Reason::state_incomplete, {{"where", name}});
  const auto row = deployment_of(deps, environment);
  if (!row) throw Error(Reason::state_incomplete, {{"where", name}, {"why", "history"}});
  Export out;
  out.application = environment.application;
  out.environment = environment.name;
  out.ns = environment.ns;
  out.domain = environment.domain;
  out.environment_class = environment.environment_class;
  out.iteration = environment.iteration;
  out.parameters = environment.parameters;
  out.bill = *environment.deployed;
  Payload payload = read_payload(row->payload);
  const core::Given given = deps.engines.of(row->engine).given(payload.order);
  out.values = std::move(payload.order.values);
  out.settings = std::move(payload.settings);
  out.chart_reference = chart_reference(deps.application.chart);
  if (deps.application.chart.kind == core::ChartKind::classic) {
    out.chart_repository = core::shown_source(deps.application.chart);
  }
  out.by_parameter = only_by_parameter(deps.application, out);
  out.left_out = left_out(deps.application, given, out);
  if (out.by_parameter.empty()) out.command = helm_line(deps.application, out);
  return out;
}

}  // namespace chatops::workflow
