// What an order becomes for a pipeline. `own` of EngineFacts holds "expected" (names that the
// pipeline matches) and "overrides"; `own` of an order holds "pipeline" and "expected", besides
// "references" where values go out as those, and "parameters" where they cannot be worked out again
// from the order alone: of a removal, and of rows from before orders were neutral.
// SPDX-License-Identifier: Apache-2.0
#include "coding/order.hpp"

#include <algorithm>

#include "core/fields.hpp"
#include "core/values_yaml.hpp"

namespace chatops::coding {
namespace {

using nlohmann::json;
using Parameters = std::map<std::string, std::string>;

json overrides_json(const std::vector<ChartOverride>& overrides) {
  json out = json::array();
  for (const ChartOverride& one : overrides) {
    json pieces = json::array();
    for (const auto& piece : one.pieces)
      pieces.push_back({{"text", piece.text}, {"parameter", piece.parameter}});
    out.push_back({{"path", one.path},
                   {"pieces", std::move(pieces)},
                   {"typed", one.typed},
                   {"opaque", one.opaque}});
  }
  return out;
}

std::vector<ChartOverride> read_overrides(const core::Fields& own) {
  std::vector<ChartOverride> out;
  for (const json& item : own.array<json>("overrides")) {
    const core::Fields fields(item);
    ChartOverride one{.path = fields.text("path"),
                      .typed = fields.flag("typed"),
                      .opaque = fields.text("opaque")};
    for (const json& piece : fields.array<json>("pieces")) {
      const core::Fields words(piece);
      one.pieces.push_back({words.text("text"), words.flag("parameter")});
    }
    out.push_back(std::move(one));
  }
  return out;
}

/// The ones whose value nobody but we decide.
Parameters own_parameters(const core::Order& order, const Pipeline& pipeline,
                          const std::string& values) {
  Parameters out;
  const auto put = [&](const std::string& name, const std::string& value) {
    if (!name.empty() && !value.empty()) out[name] = value;
  };
  put(pipeline.namespace_parameter, order.ns);
  put(pipeline.domain_parameter, order.domain);
  put(pipeline.release_parameter, order.release);
  put(pipeline.chart_parameter, order.chart.version);
  put(pipeline.values_parameter, values);
  for (const core::OrderedComponent& component : order.components) {
    const auto name = pipeline.component_parameters.find(component.name);
    if (name != pipeline.component_parameters.end()) put(name->second, component.version);
  }
  return out;
}

Result<Parameters> all_parameters(const core::Order& order, const Pipeline& pipeline,
                                  const std::string& values) {
  Parameters out = order.parameters;
  for (const auto& [name, value] : own_parameters(order, pipeline, values)) {
    if (out.contains(name)) {
      return failure(Reason::usage_bad_value, {{"what", name}, {"why", "reserved"}});
    }
    out[name] = value;
  }
  return out;
}

core::Given words_of(const Pipeline& pipeline, Parameters parameters) {
  core::Given out{.parameters = std::move(parameters), .values_in = pipeline.values_parameter};
  for (const std::string& name : {pipeline.namespace_parameter, pipeline.release_parameter,
                                  pipeline.chart_parameter, pipeline.values_parameter}) {
    if (!name.empty()) out.placed.insert(name);
  }
  return out;
}

/// Those that an earlier order was delivered with; "" = its values went out in another way.
std::string references_of(const core::Order& order) {
  const core::Fields own(order.own);
  const Pipeline pipeline = pipeline_of(order);
  if (pipeline.delivery != ValuesDelivery::references) return {};
  const std::string kept = own.text("references");
  if (!kept.empty()) return kept;
  const Parameters parameters = own.texts("parameters");
  const auto text = parameters.find(pipeline.values_parameter);
  return text == parameters.end() ? "" : text->second;
}

/// The text for the values parameter. Layers that nothing delivers are refused before anything
/// starts.
Result<std::string> delivered_text(const core::Order& order, const Pipeline& pipeline,
                                   const core::EngineFacts& facts, const core::Order* again) {
  switch (pipeline.delivery) {
    case ValuesDelivery::parameter: return core::values_yaml(order.values);
    case ValuesDelivery::references: {
      if (again == nullptr) return references_to(order.files);
      std::string text = references_of(*again);
      if (text.empty()) return failure(Reason::values_not_deliverable, {{"why", "references"}});
      return text;
    }
    case ValuesDelivery::none: break;
  }
  if (order.files.empty()) return std::string();
  return failure(
      Reason::values_not_deliverable,
      {{"what", order.files.front().path}, {"where", facts.name}, {"why", "no_delivery"}});
}

/// A version that reaches the pipeline by no way would silently be an old one: each component's is
/// looked for by itself. That the pipeline takes another's image from the trigger helps none.
std::optional<Error> without_way(const core::Order& order, const Pipeline& pipeline,
                                 const core::EngineFacts& facts,
                                 const std::vector<std::string>& expected) {
  const bool by_values = pipeline.delivery == ValuesDelivery::parameter;
  for (const core::OrderedComponent& component : order.components) {
    if (pipeline.component_parameters.contains(component.name)) continue;
    if (by_values && component.in_values) continue;
    const std::string image = component.image.text();
    const bool taken = std::any_of(expected.begin(), expected.end(),
                                   [&](const auto& one) { return may_match(one, image); });
    if (taken) continue;
    return Error(Reason::values_not_deliverable,
                 {{"what", component.name}, {"where", facts.name}, {"why", "version"}});
  }
  return std::nullopt;
}

/// What the teardown itself is given by chatops.yaml it must take; of the deployment's parameters
/// it gets those that it declares.
void keep_declared(Parameters& parameters, const Pipeline& pipeline,
                   const core::EngineFacts& facts) {
  std::erase_if(parameters, [&](const auto& entry) {
    const std::string& name = entry.first;
    const bool own = facts.reserved.contains(name) || pipeline.parameters.contains(name);
    return !own && std::none_of(facts.parameters.begin(), facts.parameters.end(),
                                [&](const auto& one) { return one.name == name; });
  });
}

std::string value_of(const std::vector<core::DeclaredParameter>& declared, const Parameters& given,
                     const std::string& name) {
  if (const auto found = given.find(name); found != given.end()) return found->second;
  const auto one = std::find_if(declared.begin(), declared.end(),
                                [&](const core::DeclaredParameter& p) { return p.name == name; });
  return one == declared.end() ? "" : one->default_value;
}

}  // namespace

core::EngineFacts engine_facts(const PipelineFacts& facts, const Pipeline& pipeline,
                               core::Purpose purpose) {
  core::EngineFacts out;
  out.name = facts.name.empty() ? pipeline.name : facts.name;
  out.link = facts.link;
  if (facts.disabled) out.unusable = Error(Reason::pipeline_disabled, {{"what", out.name}});
  out.barred = facts.barred;
  out.one_at_a_time = facts.limit_concurrent;
  out.queue = std::string(engine_name) + "/" + pipeline.application + "/" + pipeline.name;
  out.parameters = facts.parameters;
  out.reserved = {pipeline.namespace_parameter, pipeline.domain_parameter,
                  pipeline.release_parameter};
  if (purpose == core::Purpose::deploy) {
    if (pipeline.delivery == ValuesDelivery::parameter) out.values = core::ValuesBy::text;
    if (pipeline.delivery == ValuesDelivery::references) out.values = core::ValuesBy::files;
    out.reserved.insert(pipeline.chart_parameter);
    out.reserved.insert(pipeline.values_parameter);
    for (const auto& [component, name] : pipeline.component_parameters) out.reserved.insert(name);
  }
  out.reserved.erase("");
  json expected = json::array();
  for (const ExpectedArtifact& one : facts.artifacts) expected.push_back(one.name);
  out.own = {{"expected", std::move(expected)}, {"overrides", overrides_json(facts.overrides)}};
  return out;
}

Pipeline pipeline_of(const core::Order& order) {
  const core::Fields own(order.own);
  const json* pipeline = own.member("pipeline");
  if (pipeline == nullptr) core::Fields::damaged("pipeline");
  return read_pipeline(*pipeline);
}

Result<core::Prepared> prepare(const core::Order& order, const Pipeline& pipeline,
                               const core::EngineFacts& facts, const core::Order* again) {
  const core::Fields told(facts.own);
  const auto expected = told.list("expected");
  core::Prepared out;
  out.own = {{"pipeline", to_json(pipeline)}, {"expected", expected}};
  if (order.purpose == core::Purpose::remove) {
    auto parameters = all_parameters(order, pipeline, "");
    if (!parameters) return unknown(parameters.error());
    keep_declared(*parameters, pipeline, facts);
    out.own["parameters"] = *parameters;
    out.given = words_of(pipeline, std::move(*parameters));
    return out;
  }
  const auto values = delivered_text(order, pipeline, facts, again);
  if (!values) return unknown(values.error());
  if (pipeline.delivery == ValuesDelivery::references) out.own["references"] = *values;
  auto parameters = all_parameters(order, pipeline, *values);
  if (!parameters) return unknown(parameters.error());
  out.settings = chart_settings(read_overrides(told), facts.parameters, *parameters);
  out.no_way = without_way(order, pipeline, facts, expected);
  out.given = words_of(pipeline, std::move(*parameters));
  return out;
}

core::Given given(const core::Order& order) {
  const core::Fields own(order.own);
  const Pipeline pipeline = pipeline_of(order);
  if (own.member("parameters") != nullptr) return words_of(pipeline, own.texts("parameters"));
  const bool by_text = pipeline.delivery == ValuesDelivery::parameter;
  const std::string values = by_text ? core::values_yaml(order.values) : own.text("references");
  return words_of(pipeline, value_or_throw(all_parameters(order, pipeline, values)));
}

Result<std::string> references_to(const std::vector<core::OrderedFile>& files) {
  std::string out;
  for (const core::OrderedFile& file : files) {
    if (file.unfetchable == "changed") {
      return failure(Reason::values_not_deliverable,
                     {{"what", file.path}, {"why", "not_committed"}});
    }
    if (!file.unfetchable.empty()) {
      return failure(Reason::values_not_deliverable, {{"why", file.unfetchable}});
    }
    if (!out.empty()) out += '\n';
    out += "git::" + file.repository + "//" + file.inside + "?ref=" + file.commit;
  }
  return out;
}

core::ChartSettings chart_settings(const std::vector<ChartOverride>& overrides,
                                   const std::vector<core::DeclaredParameter>& declared,
                                   const Parameters& given) {
  core::ChartSettings out;
  for (const ChartOverride& one : overrides) {
    if (!one.opaque.empty()) {
      out.opaque.push_back(one.path + ": " + one.opaque);
      continue;
    }
    core::ChartSettings::Setting setting{one.path, "", one.typed};
    for (const auto& piece : one.pieces) {
      setting.text += piece.parameter ? value_of(declared, given, piece.text) : piece.text;
      if (piece.parameter) out.parameters.push_back(piece.text);
    }
    out.known.push_back(std::move(setting));
  }
  return out;
}

}  // namespace chatops::coding
