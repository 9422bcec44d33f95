// Values, parameters, bill and start order of a plan whose lines and chart are settled.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "core/names.hpp"
#include "core/parameters.hpp"
#include "core/values_yaml.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

using core::ValuesDelivery;

std::map<std::string, core::BillLine> wanted_lines(const Plan& plan) {
  std::map<std::string, core::BillLine> lines;
  for (const PlanLine& line : plan.lines) {
    if (line.wanted) lines.emplace(line.component, *line.wanted);
  }
  return lines;
}

core::MergedValues merged(const Facts& facts, const std::optional<Baseline>& baseline, Plan& plan) {
  std::vector<core::ValuesLayer> layers;
  if (baseline) {
    layers.push_back({baseline->origin, baseline->values});
  } else {
    layers = read_layers(
        facts.application, plan.after,
        [&](const std::string& path, const std::string&) { return facts.values.at({path}); });
  }
  plan.after.desired.values_layers.clear();
  for (const core::ValuesLayer& layer : layers)
    plan.after.desired.values_layers.push_back(layer.origin);
  auto versions = value_or_throw(core::component_values(facts.application, wanted_lines(plan)));
  return value_or_throw(core::merge_with_selection(std::move(layers), std::move(versions)));
}

/// The text for the values parameter. Layers that nothing delivers are refused before anything
/// starts.
std::string delivered_text(const Facts& facts, const std::optional<Baseline>& baseline,
                           Plan& plan) {
  const core::Pipeline& pipeline = facts.application.deploy;
  switch (pipeline.delivery) {
    case ValuesDelivery::parameter: return plan.values_text;
    case ValuesDelivery::references: {
      if (baseline && !baseline->references.empty()) return baseline->references;
      if (baseline) {
        throw Error(Reason::values_not_deliverable,
                    {{"what", baseline->origin}, {"why", "references"}});
      }
      if (facts.application.git_edited) {
        plan.warnings.emplace_back(Reason::definition_changed,
                                   Args{{"what", facts.application.name}});
      }
      return value_or_throw(core::values_references(facts.application, plan.after));
    }
    case ValuesDelivery::none: break;
  }
  const auto files = core::values_files(facts.application, plan.after);
  if (!files.empty()) {
    throw Error(Reason::values_not_deliverable,
                {{"what", files.front()->path}, {"where", pipeline.name}, {"why", "no_delivery"}});
  }
  return "";
}

/// Which of the pipeline's complaints is about something the caller typed.
Error as_callers(Error error, const PlanRequest& request, const core::PipelineFacts& pipeline) {
  const std::string what(error.args.get("what"));
  if (error.reason != Reason::pipeline_parameter_missing || !request.parameters.contains(what)) {
    return error;
  }
  constexpr std::size_t most_told = 20;
  std::vector<std::string> names;
  for (const auto& one : pipeline.parameters) names.push_back(one.name);
  Args args{{"what", what}, {"where", pipeline.name}};
  if (const auto near = did_you_mean(what, names)) args.set("near", *near);
  const bool more = names.size() > most_told;
  if (more) names.resize(most_told);
  if (!names.empty()) args.set("try", join(names, ", ") + (more ? ", …" : ""));
  return Error(Reason::unknown_parameter, std::move(args));
}

std::map<std::string, std::string> parameters_of(const Facts& facts,
                                                 const std::optional<Baseline>& baseline,
                                                 const Plan& plan, const std::string& values) {
  const core::Pipeline& pipeline = facts.application.deploy;
  auto out = value_or_throw(core::pipeline_parameters(facts.application, pipeline, plan.after,
                                                      wanted_lines(plan), plan.chart.wanted.version,
                                                      values));
  if (!baseline) return out;
  for (const auto& [name, value] : baseline->parameters) {
    const bool extra =
        pipeline.parameters.contains(name) || plan.after.desired.parameters.contains(name);
    if (extra && out.contains(name)) out[name] = value;
  }
  return out;
}

/// A version that reaches the pipeline by no way would silently be an old one: each component's is
/// looked for by itself. That the pipeline takes another's image from the trigger helps none.
void require_delivery(const Facts& facts, const Plan& plan) {
  const bool by_values = facts.application.deploy.delivery == ValuesDelivery::parameter;
  for (const core::Component& component : facts.application.components) {
    const bool in_values = component.values.carries_version();
    if (!component.parameter.empty() || (by_values && in_values)) continue;
    if (plan.pipeline.may_expect(component.image.text())) continue;
    throw Error(Reason::values_not_deliverable,
                {{"what", component.name}, {"where", plan.pipeline.name}, {"why", "version"}});
  }
}

void make_bill(const Facts& facts, Plan& plan,
               const std::map<std::string, std::string>& parameters) {
  auto compared = parameters;
  compared.erase(facts.application.deploy.values_parameter);  // the values' digest stands for it
  const auto lines = wanted_lines(plan);
  if (plan.lacking.empty()) {
    plan.bill = value_or_throw(core::assemble_bill(facts.application, lines, plan.chart.wanted,
                                                   plan.values.digest(), std::move(compared)));
    return;
  }
  plan.bill = {.lines = lines,
               .chart = plan.chart.wanted,
               .values_digest = plan.values.digest(),
               .parameters = std::move(compared)};
}

void put_in_doubt(const core::Doubt& doubt, core::BillDifference& difference) {
  for (core::LineDifference& line : difference.lines) {
    if (doubt.components.contains(line.component)) line.change = core::Change::unknown;
  }
  if (!doubt.settings) return;
  difference.chart = core::Change::unknown;
  difference.values = true;
}

}  // namespace

std::vector<core::ValuesLayer> read_layers(const core::Application& application,
                                           const core::Environment& environment,
                                           const ValuesReader& read) {
  std::vector<core::ValuesLayer> layers;
  for (const core::ValuesFile* file : core::values_files(application, environment)) {
    layers.push_back({file->path, value_or_throw(read(file->path, file->text))});
  }
  return layers;
}

void assemble(const Facts& facts, const PlanRequest& request,
              const std::optional<Baseline>& baseline, Plan& plan) {
  plan.values = merged(facts, baseline, plan);
  plan.values_text = core::values_yaml(plan.values.tree);
  const std::string delivered = delivered_text(facts, baseline, plan);
  const auto parameters = parameters_of(facts, baseline, plan, delivered);
  Mistakes mistakes;
  for (Error& error : core::check_parameters(parameters, plan.pipeline)) {
    mistakes.add(as_callers(std::move(error), request, plan.pipeline));
  }
  if (request.asking) {
    for (Error& error : mistakes.take()) plan.objections.push_back(std::move(error));
  } else {
    mistakes.throw_any();
  }
  require_delivery(facts, plan);
  make_bill(facts, plan, parameters);
  const auto* runs =
      plan.before && plan.before->deployed && !plan.creates ? &*plan.before->deployed : nullptr;
  plan.difference = core::difference(runs, plan.bill);
  if (runs != nullptr && plan.before->doubt) put_in_doubt(*plan.before->doubt, plan.difference);
  plan.order.pipeline = facts.application.deploy;
  plan.order.parameters = parameters;
  for (const PlanLine& line : plan.lines) {
    if (line.wanted) plan.order.artifacts.push_back(*line.wanted);
  }
  plan.order.chart = plan.chart.wanted;
  plan.order.chart_source = facts.application.chart;
  plan.order.actor = plan.actor.name;
  plan.address = value_or_throw(core::environment_address(facts.application, plan.after));
}

}  // namespace chatops::workflow
