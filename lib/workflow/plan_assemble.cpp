// Values, parameters, bill and start order of a plan whose lines and chart are settled.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/names.hpp"
#include "core/parameters.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

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

/// Which of the engine's complaints is about something the caller typed.
Error as_callers(Error error, const PlanRequest& request, const core::EngineFacts& engine) {
  const std::string what(error.args.get("what"));
  if (error.reason != Reason::pipeline_parameter_missing || !request.parameters.contains(what)) {
    return error;
  }
  constexpr std::size_t most_told = 20;
  std::vector<std::string> names;
  for (const auto& one : engine.parameters) names.push_back(one.name);
  Args args{{"what", what}, {"where", engine.name}};
  if (const auto near = did_you_mean(what, names)) args.set("near", *near);
  const bool more = names.size() > most_told;
  if (more) names.resize(most_told);
  if (!names.empty()) args.set("try", join(names, ", ") + (more ? ", …" : ""));
  return Error(Reason::unknown_parameter, std::move(args));
}

std::map<std::string, std::string> further(const Facts& facts,
                                           const std::optional<Baseline>& baseline,
                                           const Plan& plan) {
  auto out = value_or_throw(
      core::further_parameters(facts.application, plan.after, core::Purpose::deploy));
  if (!baseline) return out;
  const auto& declared = facts.application.deploy.parameters;
  for (const auto& [name, value] : baseline->parameters) {
    const bool extra = declared.contains(name) || plan.after.desired.parameters.contains(name);
    if (extra && out.contains(name)) out[name] = value;
  }
  return out;
}

/// The files that the layers are made of; those of before, where something is brought back by them.
std::vector<core::OrderedFile> files_of(const Facts& facts, const std::optional<Baseline>& baseline,
                                        Plan& plan) {
  const bool by_files = plan.engine.values == core::ValuesBy::files;
  if (!by_files || !baseline) {
    if (by_files && facts.application.git_edited) {
      plan.warnings.emplace_back(Reason::definition_changed,
                                 Args{{"what", facts.application.name}});
    }
    return core::ordered_files(facts.application, plan.after);
  }
  if (baseline->order) return baseline->order->files;
  throw Error(Reason::values_not_deliverable, {{"what", baseline->origin}, {"why", "references"}});
}

void make_order(const Facts& facts, const std::optional<Baseline>& baseline, Plan& plan) {
  const core::Environment& after = plan.after;
  core::Order& order = plan.order;
  order.engine = facts.application.deploy.engine;
  order.application = after.application;
  order.environment = after.name;
  order.ns = after.ns;
  order.release = after.name;
  order.domain = after.domain;
  order.cluster = after.cluster;
  order.epoch = after.epoch;
  for (const PlanLine& line : plan.lines) {
    const core::Component* component = facts.application.component(line.component);
    if (!line.wanted || component == nullptr) continue;
    order.components.push_back({.name = line.component,
                                .image = line.wanted->image,
                                .version = line.wanted->version,
                                .digest = line.wanted->digest,
                                .in_values = component->values.carries_version()});
  }
  order.chart_source = facts.application.chart;
  order.chart = plan.chart.wanted;
  order.values = plan.values.tree;
  order.files = files_of(facts, baseline, plan);
  order.parameters = further(facts, baseline, plan);
  order.actor = plan.actor.name;
  order.name = plan.engine.name;
  order.queue = plan.engine.queue;
  order.one_at_a_time = plan.engine.one_at_a_time;
  order.recover = plan.force;
}

core::Prepared prepared(const Facts& facts, const std::optional<Baseline>& baseline,
                        const Plan& plan) {
  const core::Order* again = baseline && baseline->order ? &*baseline->order : nullptr;
  auto out = facts.engine->value.dialect->prepare(plan.order, facts.application.deploy, plan.engine,
                                                  again);
  if (!out && baseline && out.error().reason == Reason::values_not_deliverable) {
    if (!out.error().args.has("what")) out.error().args.set("what", baseline->origin);
  }
  return value_or_throw(std::move(out));
}

void make_bill(const Facts& facts, Plan& plan) {
  auto compared = plan.given.parameters;
  compared.erase(plan.given.values_in);  // the values' digest stands for it
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
  make_order(facts, baseline, plan);
  core::Prepared ready = prepared(facts, baseline, plan);
  plan.order.own = std::move(ready.own);
  plan.given = std::move(ready.given);
  plan.settings = std::move(ready.settings);
  std::vector<Error> mistakes;
  for (Error& error : core::check_parameters(plan.given.parameters, plan.engine)) {
    add_once(mistakes, as_callers(std::move(error), request, plan.engine));
  }
  if (request.asking) {
    for (Error& error : mistakes) plan.objections.push_back(std::move(error));
  } else {
    throw_any(mistakes);
  }
  if (ready.no_way) throw Error(*ready.no_way);
  make_bill(facts, plan);
  const auto* runs =
      plan.before && plan.before->deployed && !plan.creates ? &*plan.before->deployed : nullptr;
  plan.difference = core::difference(runs, plan.bill);
  if (runs != nullptr && plan.before->doubt) put_in_doubt(*plan.before->doubt, plan.difference);
  plan.address = value_or_throw(core::environment_address(facts.application, plan.after));
}

}  // namespace chatops::workflow
