// What was asked against what the engine says it used.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/verify.hpp"

#include <algorithm>

namespace chatops::workflow {
namespace {

bool names(const std::string& reference, const core::BillLine& line) {
  const std::string image = line.image.text();
  const std::string tag = image + ":" + line.version;
  if (reference == tag) return true;
  if (line.digest.empty()) return false;
  return reference == image + "@" + line.digest || reference == tag + "@" + line.digest;
}

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

std::string artifacts_that_differ(const core::Deployment& row, const core::Execution& execution) {
  std::string out;
  for (const auto& [component, line] : row.bill.lines) {
    const auto used = execution.artifacts.find(line.image.text());
    const bool told = used != execution.artifacts.end() && !used->second.empty();
    if (told && !names(used->second, line)) add(out, component, line.version, used->second);
  }
  return out;
}

/// An expected artifact of ours that the execution does not mention at all.
bool artifacts_untold(const core::Deployment& row, const Payload& payload,
                      const core::Execution& execution) {
  return std::any_of(row.bill.lines.begin(), row.bill.lines.end(), [&](const auto& entry) {
    const std::string image = entry.second.image.text();
    const bool expected = std::find(payload.expected.begin(), payload.expected.end(), image) !=
                          payload.expected.end();
    return expected && !execution.artifacts.contains(image);
  });
}

std::vector<std::string> own_names(const core::Application& application,
                                   const core::Pipeline& pipeline) {
  std::vector<std::string> out{pipeline.namespace_parameter, pipeline.domain_parameter,
                               pipeline.release_parameter, pipeline.chart_parameter};
  for (const core::Component& component : application.components) {
    out.push_back(component.parameter);
  }
  return out;
}

}  // namespace

std::string not_ours(const core::Deployment& row, const Payload& payload,
                     const core::Execution& execution) {
  const core::StartOrder& order = payload.order;
  if (!execution.correlation.empty() && execution.correlation == order.correlation) return {};
  std::string out;
  for (const auto& [name, asked] : order.parameters) {
    const auto used = execution.parameters.find(name);
    const bool told = used != execution.parameters.end() && !used->second.empty();
    const bool evaluated = asked.find("${") != std::string::npos;
    if (!told || evaluated || trimmed(used->second) == trimmed(asked)) continue;
    const bool long_one = asked.find('\n') != std::string::npos || asked.size() > most_shown;
    add(out, name, long_one ? "…" : asked, long_one ? "…" : used->second);
  }
  for (const auto& [component, line] : row.bill.lines) {
    const auto brought = execution.sent.find(line.image.text());
    if (brought == execution.sent.end()) continue;
    const auto& all = brought->second;
    const bool ours = std::any_of(all.begin(), all.end(), [&](const std::string& reference) {
      return names(reference, line);
    });
    if (!ours) add(out, component, line.version, all.front());
  }
  const bool other_key = !execution.correlation.empty() && !order.correlation.empty();
  if (out.empty() && other_key) add(out, "correlationId", order.correlation, execution.correlation);
  return out;
}

Verified verify(const core::Application& application, const core::Deployment& row,
                const Payload& payload, const core::Execution& execution) {
  Verified out;
  std::string parameters;
  bool parameters_untold = false;
  for (const std::string& name : own_names(application, payload.order.pipeline)) {
    const auto asked = payload.order.parameters.find(name);
    if (asked == payload.order.parameters.end()) continue;
    const auto used = execution.parameters.find(name);
    const bool told = used != execution.parameters.end() && !used->second.empty();
    if (!told) parameters_untold = true;
    if (told && used->second != asked->second) add(parameters, name, asked->second, used->second);
  }
  out.how = artifacts_that_differ(row, execution);
  if (!out.how.empty()) {
    out.differs = Reason::artifacts_differ;
  } else if (!parameters.empty()) {
    out.differs = Reason::parameters_differ;
    out.how = std::move(parameters);
  }
  if (artifacts_untold(row, payload, execution)) out.untold.push_back(Reason::artifacts_unverified);
  if (parameters_untold) out.untold.push_back(Reason::parameters_unverified);
  return out;
}

}  // namespace chatops::workflow
