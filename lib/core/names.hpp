// Names made from templates, within the limits of DNS and Kubernetes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "core/application.hpp"
#include "core/environment.hpp"
#include "core/store/environments.hpp"

namespace chatops::core {

/// What "{name}" stands for in a template.
using TemplateValues = std::map<std::string, std::string, std::less<>>;

/// The variables a template names, in order. yaml_bad_value, `what` = the piece, `why` = unclosed |
/// empty | stray_brace.
Result<std::vector<std::string>> template_variables(std::string_view text);
/// usage_bad_value, `what` = the variable, when one is not in `values`.
Result<std::string> expand_template(std::string_view text, const TemplateValues& values);

/// a–z 0–9 and '-', at most `limit` characters; longer names keep their head and get a hash of the
/// whole as tail. "" when nothing is left.
std::string dns_label(std::string_view text, std::size_t limit = 63);
/// Labels as above joined by dots, at most 253 characters; "*" labels are refused. "" when a label
/// would be empty.
std::string dns_name(std::string_view text);

/// Environment names: 1–40 of a–z 0–9 '-', starting with a letter, not ending in '-'. name_invalid,
/// `what` = the name, `try` = a near name that is allowed ("" = none).
Result<std::string> environment_name(std::string_view text);

struct EnvironmentNames {
  std::string ns, domain;
};
/// Namespace and domain of an environment. name_invalid with `why` = empty | reserved | too_long.
/// {application} {env} {class} {iteration} may be used; the domain also {namespace}.
Result<EnvironmentNames> environment_names(const Application& application, std::string_view name,
                                           std::string_view environment_class,
                                           std::string_view iteration);
/// Checks a namespace or domain that a person gave. Same errors.
Result<std::string> valid_namespace(std::string_view text);
Result<std::string> valid_domain(std::string_view text);

/// The environment's address for people; "" when it has no domain. From the application's template
/// ({domain}, {namespace} and the above).
Result<std::string> environment_address(const Application& application,
                                        const Environment& environment);
Result<std::string> environment_address(const Application& application,
                                        const EnvironmentSummary& environment);
TemplateValues template_values(const Application& application, const Environment& environment);
/// The cluster that the environment lives in, as its class, the application or the engine names it;
/// "" = not known.
std::string environment_cluster(const Application& application, const Environment& environment);

}  // namespace chatops::core
