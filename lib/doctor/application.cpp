// What chatops.yaml believes of its chart and its pipelines.
// SPDX-License-Identifier: Apache-2.0
#include "doctor/application.hpp"

#include <algorithm>

#include "core/parameters.hpp"

namespace chatops::doctor {

namespace {

/// Parameters that we would give and the pipeline does not declare.
std::vector<Error> undeclared(const core::Application& application, const core::Pipeline& pipeline,
                              const core::PipelineFacts& facts) {
  std::map<std::string, std::string> given = pipeline.parameters;
  for (const std::string& name :
       {pipeline.namespace_parameter, pipeline.domain_parameter, pipeline.values_parameter,
        pipeline.chart_parameter, pipeline.release_parameter})
    given[name];
  if (&pipeline == &application.deploy) {
    for (const auto& component : application.components) given[component.parameter];
  }
  given.erase("");
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
  Findings out;
  const auto look = [&](const core::Pipeline& pipeline) {
    const std::string what = pipeline.application + "/" + pipeline.name;
    const auto facts = engine.describe(call, pipeline);
    if (!facts) {
      const bool gone = facts.error().reason == Reason::pipeline_not_found;
      const bool said =
          !out.empty() && out.back().why && out.back().why->args == facts.error().args;
      if (gone) out.push_back(Finding::problem(what, facts.error()));
      if (!gone && !said) out.push_back(Finding::not_known(what, facts.error()));
      return;
    }
    if (facts->disabled) {
      out.push_back(Finding::problem(what, Error(Reason::pipeline_disabled, {{"what", what}})));
      return;
    }
    Findings mistakes;
    for (const Error& mistake : undeclared(application, pipeline, *facts))
      mistakes.push_back(Finding::problem(what, mistake));
    if (mistakes.empty()) mistakes.push_back(Finding::fine(what));
    append(out, std::move(mistakes));
  };
  look(application.deploy);
  if (application.teardown) look(*application.teardown);
  return out;
}

}  // namespace chatops::doctor
