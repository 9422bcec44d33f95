// Further parameters, files and declared parameters of an order.
// SPDX-License-Identifier: Apache-2.0
#include "core/parameters.hpp"

#include <algorithm>

#include "core/names.hpp"

namespace chatops::core {

using Parameters = std::map<std::string, std::string>;

Result<Parameters> further_parameters(const Application& application,
                                      const Environment& environment, Purpose purpose) {
  const EngineSettings& settings = application.deploy;
  Parameters templates =
      purpose == Purpose::deploy ? settings.parameters : settings.removal_parameters;
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

std::vector<OrderedFile> ordered_files(const Application& application,
                                       const Environment& environment) {
  std::string flaw;
  if (application.git_url.empty() || application.git_ref.empty()) {
    flaw = "not_under_git";
  } else if (!application.git_published) {
    flaw = "not_committed";
  }
  const std::string folder = application.git_path.empty() ? "" : application.git_path + "/";
  const auto& changed = application.git_changed;
  std::vector<OrderedFile> out;
  for (const ValuesFile* file : values_files(application, environment)) {
    OrderedFile ordered{.path = file->path,
                        .repository = application.git_url,
                        .commit = application.git_ref,
                        .inside = folder + file->path,
                        .unfetchable = flaw};
    const bool edited = std::find(changed.begin(), changed.end(), file->path) != changed.end();
    if (flaw.empty() && edited) ordered.unfetchable = "changed";
    out.push_back(std::move(ordered));
  }
  return out;
}

std::vector<Error> check_parameters(const Parameters& given, const EngineFacts& facts) {
  std::vector<Error> out;
  const auto find = [&](const std::string& name) {
    return std::find_if(facts.parameters.begin(), facts.parameters.end(),
                        [&](const DeclaredParameter& p) { return p.name == name; });
  };
  for (const auto& [name, value] : given) {
    if (facts.takes_any) break;
    const auto declared = find(name);
    if (declared == facts.parameters.end()) {
      out.emplace_back(Reason::pipeline_parameter_missing,
                       Args{{"what", name}, {"where", facts.name}});
      continue;
    }
    const auto& options = declared->options;
    if (options.empty() || std::find(options.begin(), options.end(), value) != options.end()) {
      continue;
    }
    std::string allowed;
    for (const std::string& option : options) allowed += (allowed.empty() ? "" : ", ") + option;
    out.emplace_back(Reason::usage_bad_value,
                     Args{{"what", name + "=" + value}, {"where", facts.name}, {"try", allowed}});
  }
  for (const DeclaredParameter& declared : facts.parameters) {
    const auto found = given.find(declared.name);
    const bool has = found != given.end() && !found->second.empty();
    if (declared.required && declared.default_value.empty() && !has) {
      out.emplace_back(Reason::usage_missing_argument,
                       Args{{"what", declared.name}, {"where", facts.name}});
    }
  }
  return out;
}

}  // namespace chatops::core
