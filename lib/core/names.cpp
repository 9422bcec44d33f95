// Templates, DNS forms and collisions. Limits: RFC 1035 (labels 63, names 253 characters) and
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"

#include <algorithm>

#include "base/names.hpp"
#include "base/text.hpp"
#include "core/version_pattern.hpp"
#include "crypto/crypto.hpp"

namespace chatops::core {
namespace {

constexpr std::size_t tail = 9;  ///< '-' and eight hex digits

Error invalid_name(std::string_view what, std::string_view why, std::string_view instead = "") {
  Error error(Reason::name_invalid, {{"what", std::string(what)}, {"why", std::string(why)}});
  if (!instead.empty()) error.args.set("try", std::string(instead));
  return error;
}

Error bad_template(std::string_view what, std::string_view why) {
  return Error(Reason::yaml_bad_value, {{"what", std::string(what)}, {"why", std::string(why)}});
}

/// Pieces of a template: literals and, with `variable` set, names.
struct TemplatePiece {
  std::string text;
  bool variable = false;
};

Result<std::vector<TemplatePiece>> template_pieces(std::string_view text) {
  std::vector<TemplatePiece> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto brace = text.find_first_of("{}", at);
    if (brace != at) out.push_back({std::string(text.substr(at, brace - at)), false});
    if (brace == std::string_view::npos) break;
    if (text[brace] == '}') return unknown(bad_template(text.substr(brace), "stray_brace"));
    const auto close = text.find_first_of("{}", brace + 1);
    if (close == std::string_view::npos || text[close] == '{') {
      return unknown(bad_template(text.substr(brace), "unclosed"));
    }
    if (close == brace + 1) return unknown(bad_template("{}", "empty"));
    out.push_back({std::string(text.substr(brace + 1, close - brace - 1)), true});
    at = close + 1;
  }
  return out;
}

std::string_view word_of(NameFault fault) {
  switch (fault) {
    case NameFault::empty: return "empty";
    case NameFault::reserved: return "reserved";
    case NameFault::too_long: return "too_long";
    case NameFault::characters: break;
  }
  return "characters";
}

}  // namespace

Result<std::vector<std::string>> template_variables(std::string_view text) {
  const auto pieces = template_pieces(text);
  if (!pieces) return unknown(pieces.error());
  std::vector<std::string> out;
  for (const TemplatePiece& piece : *pieces) {
    if (piece.variable) out.push_back(piece.text);
  }
  return out;
}

Result<std::string> expand_template(std::string_view text, const TemplateValues& values) {
  const auto pieces = template_pieces(text);
  if (!pieces) return unknown(pieces.error());
  std::string out;
  for (const TemplatePiece& piece : *pieces) {
    if (!piece.variable) {
      out += piece.text;
      continue;
    }
    const auto found = values.find(piece.text);
    if (found == values.end()) return failure(Reason::usage_bad_value, {{"what", piece.text}});
    out += found->second;
  }
  return out;
}

std::string dns_label(std::string_view text, std::size_t limit) {
  std::string slug = branch_slug(text);
  const bool lossy = !slug_is_faithful(text);
  if (slug.empty() || (slug.size() <= limit && !lossy)) return slug;
  if (slug.size() > limit - tail) slug.resize(limit - tail);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug + '-' + crypto::sha256_hex(text).substr(0, tail - 1);
}

std::string dns_name(std::string_view text) {
  std::string out;
  for (const std::string_view piece : split(text, '.')) {
    const std::string label = piece == "*" ? "" : dns_label(piece);
    if (label.empty()) return {};
    out += (out.empty() ? "" : ".") + label;
  }
  return out.size() <= longest_domain ? out : std::string();
}

Result<std::string> environment_name(std::string_view text) {
  const auto fault = fault_of(NameKind::environment, text);
  if (!fault) return std::string(text);
  std::string near = dns_label(text, 40);
  if (!near.empty() && near.front() < 'a') near = dns_label("e-" + near, 40);
  return unknown(invalid_name(text, word_of(*fault), near));
}

Result<std::string> valid_namespace(std::string_view text) {
  const auto fault = fault_of(NameKind::namespace_name, text);
  if (!fault) return std::string(text);
  const bool near = *fault == NameFault::too_long || *fault == NameFault::characters;
  return unknown(invalid_name(text, word_of(*fault), near ? dns_label(text) : ""));
}

Result<std::string> valid_domain(std::string_view text) {
  const auto fault = fault_of(NameKind::domain, text);
  if (!fault) return std::string(text);
  const bool near = *fault == NameFault::characters;
  return unknown(invalid_name(text, word_of(*fault), near ? dns_name(text) : ""));
}

Result<EnvironmentNames> environment_names(const Application& application, std::string_view name,
                                           std::string_view environment_class,
                                           std::string_view iteration) {
  TemplateValues values{{"application", application.name},
                        {"env", std::string(name)},
                        {"class", std::string(environment_class)},
                        {"iteration", std::string(iteration)}};
  const auto ns = expand_template(application.namespace_template, values);
  if (!ns) return unknown(ns.error());
  EnvironmentNames out;
  out.ns = dns_label(*ns);
  if (const auto checked = valid_namespace(out.ns); !checked) return unknown(checked.error());
  if (application.domain_template.empty()) return out;
  values["namespace"] = out.ns;
  const auto domain = expand_template(application.domain_template, values);
  if (!domain) return unknown(domain.error());
  out.domain = dns_name(*domain);
  if (out.domain.empty()) {
    return unknown(
        invalid_name(*domain, domain->size() > longest_domain ? "too_long" : "characters"));
  }
  return out;
}

namespace {

template <class T>
TemplateValues values_of(const Application& application, const T& environment,
                         const std::string& environment_class) {
  return {{"application", application.name}, {"env", environment.name},
          {"class", environment_class},      {"iteration", environment.iteration},
          {"namespace", environment.ns},     {"domain", environment.domain}};
}

template <class T>
Result<std::string> address_of(const Application& application, const T& environment,
                               const std::string& environment_class) {
  if (environment.domain.empty() &&
      application.address_template.find("{domain}") != std::string::npos) {
    return std::string();
  }
  return expand_template(application.address_template,
                         values_of(application, environment, environment_class));
}

}  // namespace

TemplateValues template_values(const Application& application, const Environment& environment) {
  return values_of(application, environment, environment.desired.environment_class);
}

std::string environment_cluster(const Application& application, const Environment& environment) {
  const auto* own = application.environment_class(environment.desired.environment_class);
  if (own != nullptr && !own->cluster.empty()) return own->cluster;
  if (!application.cluster.empty()) return application.cluster;
  return expand_template(application.deploy.cluster, template_values(application, environment))
      .value_or("");
}

Result<std::string> environment_address(const Application& application,
                                        const Environment& environment) {
  return address_of(application, environment, environment.desired.environment_class);
}

Result<std::string> environment_address(const Application& application,
                                        const EnvironmentSummary& environment) {
  return address_of(application, environment, environment.environment_class);
}

}  // namespace chatops::core
