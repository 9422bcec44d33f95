// What was asked against what the engine says it used.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "coding/order.hpp"
#include "core/fields.hpp"

namespace chatops::coding {
namespace {

constexpr std::size_t most_shown = 120;  ///< bytes of a value; texts of values are longer

/// What an engine may do to a value's ends is no difference.
std::string_view trimmed(std::string_view value) {
  const auto first = value.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
}

/// Collects "NAME: WANTED > USED".
void add(std::string& out, const std::string& name, const std::string& wanted,
         const std::string& used) {
  out += (out.empty() ? "" : ", ") + name + ": " + wanted + " > " + used;
}

/// Those whose versions a trigger brings.
const std::vector<core::OrderedComponent>& brought(const core::Order& order) {
  static const std::vector<core::OrderedComponent> none;
  return order.purpose == core::Purpose::deploy ? order.components : none;
}

std::string artifacts_that_differ(const core::Order& order, const core::Execution& execution) {
  std::string out;
  for (const core::OrderedComponent& component : brought(order)) {
    const auto used = execution.artifacts.find(component.image.text());
    const bool told = used != execution.artifacts.end() && !used->second.empty();
    if (told && !component.is_at(used->second)) {
      add(out, component.name, component.version, used->second);
    }
  }
  return out;
}

/// An expected artifact of ours that the execution does not mention at all.
bool artifacts_untold(const core::Order& order, const core::Execution& execution) {
  const auto expected = core::Fields(order.own).list("expected");
  const auto& components = brought(order);
  return std::any_of(components.begin(), components.end(), [&](const auto& component) {
    const std::string image = component.image.text();
    const bool expects = std::find(expected.begin(), expected.end(), image) != expected.end();
    return expects && !execution.artifacts.contains(image);
  });
}

std::vector<std::string> own_names(const Pipeline& pipeline) {
  std::vector<std::string> out{pipeline.namespace_parameter, pipeline.domain_parameter,
                               pipeline.release_parameter, pipeline.chart_parameter};
  for (const auto& [component, name] : pipeline.component_parameters) out.push_back(name);
  return out;
}

}  // namespace

std::string not_ours(const core::Order& order, const core::Execution& execution) {
  if (!execution.correlation.empty() && execution.correlation == order.correlation) return {};
  std::string out;
  for (const auto& [name, asked] : given(order).parameters) {
    const auto used = execution.parameters.find(name);
    const bool told = used != execution.parameters.end() && !used->second.empty();
    const bool evaluated = asked.find("${") != std::string::npos;
    if (!told || evaluated || trimmed(used->second) == trimmed(asked)) continue;
    const bool long_one = asked.find('\n') != std::string::npos || asked.size() > most_shown;
    add(out, name, long_one ? "…" : asked, long_one ? "…" : used->second);
  }
  for (const core::OrderedComponent& component : brought(order)) {
    const auto sent = execution.sent.find(component.image.text());
    if (sent == execution.sent.end()) continue;
    const auto& all = sent->second;
    const bool ours = std::any_of(all.begin(), all.end(), [&](const std::string& reference) {
      return component.is_at(reference);
    });
    if (!ours) add(out, component.name, component.version, all.front());
  }
  const bool other_key = !execution.correlation.empty() && !order.correlation.empty();
  if (out.empty() && other_key) add(out, "correlationId", order.correlation, execution.correlation);
  return out;
}

core::Verified verify(const core::Order& order, const core::Execution& execution) {
  core::Verified out;
  std::string parameters;
  bool parameters_untold = false;
  const auto all = given(order).parameters;
  for (const std::string& name : own_names(pipeline_of(order))) {
    const auto asked = all.find(name);
    if (asked == all.end()) continue;
    const auto used = execution.parameters.find(name);
    const bool told = used != execution.parameters.end() && !used->second.empty();
    if (!told) parameters_untold = true;
    if (told && used->second != asked->second) add(parameters, name, asked->second, used->second);
  }
  out.how = artifacts_that_differ(order, execution);
  if (!out.how.empty()) {
    out.differs = Reason::artifacts_differ;
  } else if (!parameters.empty()) {
    out.differs = Reason::parameters_differ;
    out.how = std::move(parameters);
  }
  if (artifacts_untold(order, execution)) out.untold.push_back(Reason::artifacts_unverified);
  if (parameters_untold) out.untold.push_back(Reason::parameters_unverified);
  return out;
}

}  // namespace chatops::coding
