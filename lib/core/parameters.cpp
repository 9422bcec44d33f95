// Parameters of a pipeline's start.
// SPDX-License-Identifier: Apache-2.0
#include "core/parameters.hpp"

#include <algorithm>

#include "core/names.hpp"

namespace chatops::core {
namespace {

using Parameters = std::map<std::string, std::string>;

/// The ones whose value nobody but we decide.
Parameters own_parameters(const Application& application, const Pipeline& pipeline,
                          const Environment& environment,
                          const std::map<std::string, BillLine>& lines,
                          const std::string& chart_version, const std::string& values) {
  Parameters out;
  const auto put = [&](const std::string& name, const std::string& value) {
    if (!name.empty() && !value.empty()) out[name] = value;
  };
  put(pipeline.namespace_parameter, environment.ns);
  put(pipeline.domain_parameter, environment.domain);
  put(pipeline.release_parameter, environment.name);
  put(pipeline.chart_parameter, chart_version);
  put(pipeline.values_parameter, values);
  for (const Component& component : application.components) {
    const auto line = lines.find(component.name);
    if (line != lines.end()) put(component.parameter, line->second.version);
  }
  return out;
}

}  // namespace

Result<Parameters> pipeline_parameters(const Application& application, const Pipeline& pipeline,
                                       const Environment& environment,
                                       const std::map<std::string, BillLine>& lines,
                                       const std::string& chart_version,
                                       const std::string& values) {
  Parameters templates = pipeline.parameters;
  if (const auto* of_class = application.environment_class(environment.desired.environment_class)) {
    for (const auto& [name, value] : of_class->parameters) templates[name] = value;
  }
  const TemplateValues known = template_values(application, environment);
  Parameters out;
  for (const auto& [name, value] : templates) {
    auto expanded = expand_template(value, known);
    if (!expanded) return unknown(expanded.error());
    out[name] = std::move(*expanded);
  }
  for (const auto& [name, value] : environment.desired.parameters) out[name] = value;
  for (const auto& [name, value] :
       own_parameters(application, pipeline, environment, lines, chart_version, values)) {
    if (out.contains(name)) {
      return failure(Reason::usage_bad_value, {{"what", name}, {"why", "reserved"}});
    }
    out[name] = value;
  }
  return out;
}

std::vector<const ValuesFile*> values_files(const Application& application,
                                            const Environment& environment) {
  std::vector<const ValuesFile*> out;
  const auto add = [&](const std::vector<ValuesFile>& files) {
    for (const ValuesFile& file : files) out.push_back(&file);
  };
  add(application.common_values);
  if (const auto* of_class = application.environment_class(environment.desired.environment_class)) {
    add(of_class->values);
  }
  const auto own = application.environment_values.find(environment.name);
  if (own != application.environment_values.end()) add(own->second);
  return out;
}

Result<std::string> values_references(const Application& application,
                                      const Environment& environment) {
  if (application.git_url.empty() || application.git_ref.empty()) {
    return failure(Reason::values_not_deliverable, {{"why", "not_under_git"}});
  }
  if (!application.git_published) {
    return failure(Reason::values_not_deliverable, {{"why", "not_committed"}});
  }
  const std::string folder = application.git_path.empty() ? "" : application.git_path + "/";
  std::string out;
  for (const ValuesFile* file : values_files(application, environment)) {
    const auto& changed = application.git_changed;
    if (std::find(changed.begin(), changed.end(), file->path) != changed.end()) {
      return failure(Reason::values_not_deliverable,
                     {{"what", file->path}, {"why", "not_committed"}});
    }
    if (!out.empty()) out += '\n';
    out +=
        "git::" + application.git_url + "//" + folder + file->path + "?ref=" + application.git_ref;
  }
  return out;
}

bool is_own_parameter(const Application& application, const Pipeline& pipeline,
                      std::string_view name) {
  if (name.empty()) return false;
  for (const std::string* own :
       {&pipeline.namespace_parameter, &pipeline.domain_parameter, &pipeline.release_parameter,
        &pipeline.chart_parameter, &pipeline.values_parameter}) {
    if (name == *own) return true;
  }
  return std::any_of(application.components.begin(), application.components.end(),
                     [&](const Component& component) { return component.parameter == name; });
}

std::vector<Error> check_parameters(const Parameters& given, const PipelineFacts& pipeline) {
  std::vector<Error> out;
  const auto find = [&](const std::string& name) {
    return std::find_if(pipeline.parameters.begin(), pipeline.parameters.end(),
                        [&](const DeclaredParameter& p) { return p.name == name; });
  };
  for (const auto& [name, value] : given) {
    const auto declared = find(name);
    if (declared == pipeline.parameters.end()) {
      out.emplace_back(Reason::pipeline_parameter_missing,
                       Args{{"what", name}, {"where", pipeline.name}});
      continue;
    }
    const auto& options = declared->options;
    if (options.empty() || std::find(options.begin(), options.end(), value) != options.end()) {
      continue;
    }
    std::string allowed;
    for (const std::string& option : options) allowed += (allowed.empty() ? "" : ", ") + option;
    out.emplace_back(
        Reason::usage_bad_value,
        Args{{"what", name + "=" + value}, {"where", pipeline.name}, {"try", allowed}});
  }
  for (const DeclaredParameter& declared : pipeline.parameters) {
    const auto found = given.find(declared.name);
    const bool has = found != given.end() && !found->second.empty();
    if (declared.required && declared.default_value.empty() && !has) {
      out.emplace_back(Reason::usage_missing_argument,
                       Args{{"what", declared.name}, {"where", pipeline.name}});
    }
  }
  return out;
}

}  // namespace chatops::core
