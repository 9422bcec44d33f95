// What chatops.yaml believes of its chart and its pipelines.
// SPDX-License-Identifier: Apache-2.0
#include "doctor/application.hpp"

#include <algorithm>

#include "core/parameters.hpp"

namespace chatops::doctor {

namespace {

/// Parameters that we would give and that are not declared.
std::vector<Error> undeclared(const core::EngineFacts& facts,
                              const std::map<std::string, std::string>& further) {
  std::map<std::string, std::string> given = further;
  for (const std::string& name : facts.reserved) given[name];
  std::vector<Error> out = core::check_parameters(given, facts);
  std::erase_if(out, [](const Error& e) { return e.reason != Reason::pipeline_parameter_missing; });
  return out;
}

}  // namespace

Findings check_chart(const Call& call, const core::Application& application,
                     core::ChartSource& charts) {
  const core::Chart& chart = application.chart;
  if (chart.kind == core::ChartKind::path) return {};
  const auto versions = charts.versions(call, chart);
  const std::string what = chart.source + "/" + chart.name;
  if (!versions) return {Finding::problem(what, versions.error())};
  return {Finding::fine(what, versions->empty() ? "-" : versions->front().version)};
}

Findings check_pipeline(const Call& call, const core::Application& application,
                        core::DeployEngine& engine) {
  const core::EngineSettings& settings = application.deploy;
  Findings out;
  const auto look = [&](const std::string& what, core::Purpose purpose,
                        const std::map<std::string, std::string>& further) {
    const auto facts = engine.describe(call, settings, {.purpose = purpose});
    if (!facts) {
      const bool gone = facts.error().reason == Reason::pipeline_not_found;
      const bool said =
          !out.empty() && out.back().why && out.back().why->args == facts.error().args;
      if (gone) out.push_back(Finding::problem(what, facts.error()));
      if (!gone && !said) out.push_back(Finding::not_known(what, facts.error()));
      return;
    }
    if (facts->unusable) {
      Error why = *facts->unusable;
      why.args.set("what", what);
      out.push_back(Finding::problem(what, std::move(why)));
      return;
    }
    Findings mistakes;
    for (const Error& mistake : undeclared(*facts, further))
      mistakes.push_back(Finding::problem(what, mistake));
    if (mistakes.empty()) mistakes.push_back(Finding::fine(what));
    append(out, std::move(mistakes));
  };
  look(settings.title, core::Purpose::deploy, settings.parameters);
  if (!settings.removal.empty())
    look(settings.removal, core::Purpose::remove, settings.removal_parameters);
  return out;
}

}  // namespace chatops::doctor
