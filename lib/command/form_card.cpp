// What is offered, as a card.
// SPDX-License-Identifier: Apache-2.0
#include "command/form_card.hpp"

#include <algorithm>

#include "base/semver.hpp"
#include "core/parameters.hpp"
#include "core/selection_rules.hpp"

namespace chatops::command {

namespace {

using card::CellKind;
using card::FieldKind;

constexpr std::string_view parameter_prefix = "parameter.";

std::string time_text(const std::optional<Instant>& when) {
  return when ? to_rfc3339(*when) : std::string();
}

std::string wanted_of(const workflow::PlanLine& line) {
  return line.wanted && !line.waiting ? line.wanted->version : std::string();
}

card::Field name_field(std::string id, const std::string& value, bool editable, NameKind kind) {
  card::Field field{.id = std::move(id), .value = value, .accepts = kind};
  if (editable) field.kind = FieldKind::text;
  return field;
}

card::Field chart_field(const core::Application& application, const workflow::Offer& offer) {
  const workflow::PlanChart& chart = offer.plan.chart;
  card::Field field{.id = "chart", .kind = FieldKind::choice};
  field.wanted = chart.wanted.version;
  const std::string rule = core::followed_rule(chart.choice, application.chart.shown_rule());
  const auto* pin = std::get_if<core::Pin>(&chart.choice);
  field.value = pin != nullptr ? pin->version : rule;
  if (application.chart.kind == core::ChartKind::path) {
    field.kind = FieldKind::shown;
    return field;
  }
  field.free = true;
  field.choices = {application.chart.shown_rule()};
  if (rule != field.choices.front()) field.choices.push_back(rule);
  field.choices.insert(field.choices.end(), offer.charts.begin(), offer.charts.end());
  return field;
}

std::string value_of(const workflow::Plan& plan, const core::DeclaredParameter& declared) {
  const auto given = plan.given.parameters.find(declared.name);
  return given == plan.given.parameters.end() ? declared.default_value : given->second;
}

card::Field parameter_field(const workflow::Plan& plan, const core::DeclaredParameter& declared) {
  card::Field field{.id = std::string(parameter_prefix) + declared.name,
                    .kind = FieldKind::text,
                    .value = value_of(plan, declared),
                    .required = declared.required,
                    .label = declared.label.empty() ? declared.name : declared.label};
  if (declared.options.empty()) return field;
  field.kind = FieldKind::choice;
  field.choices = declared.options;
  if (field.value.empty() && declared.required) field.value = declared.options.front();
  return field;
}

std::vector<card::Field> settings_of(const core::Application& application,
                                     const workflow::Offer& offer) {
  const workflow::Plan& plan = offer.plan;
  std::vector<card::Field> out;
  out.push_back(name_field("namespace", plan.after.ns, plan.creates, NameKind::namespace_name));
  out.back().required = plan.creates;
  out.push_back(name_field("domain", plan.after.domain, plan.creates, NameKind::domain));
  if (!application.classes.empty()) {
    card::Field field{
        .id = "class", .kind = FieldKind::choice, .value = plan.after.desired.environment_class};
    for (const auto& one : application.classes) field.choices.push_back(one.name);
    out.push_back(std::move(field));
  }
  out.push_back(chart_field(application, offer));
  for (const auto& declared : plan.engine.parameters) {
    if (plan.engine.reserved.contains(declared.name)) continue;
    out.push_back(parameter_field(plan, declared));
  }
  return out;
}

card::Option option_of(const core::Artifact& artifact) {
  const core::Provenance& from = artifact.from;
  return {artifact.version,
          from.branch,
          {from.branch, from.build ? std::to_string(*from.build) : "",
           time_text(artifact.shown_at()), from.author, from.commit}};
}

card::Pick pick_of(const core::Application& application, const workflow::PlanLine& line) {
  if (const auto* pin = std::get_if<core::Pin>(&line.choice))
    return {card::PickMode::pin, pin->version};
  const auto* component = application.component(line.component);
  return {card::PickMode::follow,
          core::followed_rule(line.choice, component == nullptr ? "" : component->branch)};
}

card::Row row_of(const core::Application& application, const workflow::PlanLine& line,
                 const workflow::ComponentOffer& offer) {
  card::Row row{.id = line.component,
                .runs = line.runs ? line.runs->version : "",
                .runs_known = line.runs_known,
                .pick = pick_of(application, line),
                .wanted = wanted_of(line)};
  row.cells = {line.component, line.runs_known ? row.runs : "?",
               std::string(core::word_of(line.change))};
  row.options.reserve(offer.options.size());
  for (const core::Artifact& artifact : offer.options) row.options.push_back(option_of(artifact));
  return row;
}

/// The application's own settings of the pipeline are told as what they come from.
bool shown_besides(const workflow::Plan& plan, const std::string& name) {
  const auto& declared = plan.engine.parameters;
  const bool field = std::any_of(declared.begin(), declared.end(),
                                 [&](const auto& one) { return one.name == name; });
  return !field && !plan.engine.reserved.contains(name);
}

std::vector<card::Besides> besides_of(const workflow::Plan& plan) {
  std::vector<card::Besides> out;
  if (plan.creates || !plan.before || !plan.before->deployed) return out;
  if (plan.repeats > 0) out.push_back({"again", "", std::to_string(plan.repeats), ""});
  for (const workflow::PlanLine& line : plan.lines) {
    if (line.change != core::Change::moved) continue;
    out.push_back({"moved", line.component, line.runs->version, line.wanted->version});
  }
  const auto& chart = plan.chart;
  if (chart.change != core::Change::same)
    out.push_back(
        {"chart", chart.wanted.name, chart.runs ? chart.runs->version : "", chart.wanted.version});
  if (!plan.value_changes.empty())
    out.push_back({"values", std::to_string(plan.value_changes.size()), "", ""});
  for (const auto& one : plan.difference.parameters) {
    if (!shown_besides(plan, one.name)) continue;
    out.push_back({"parameter", one.name, one.before.value_or(""), one.after.value_or("")});
  }
  return out;
}

}  // namespace

card::Card form_card(const core::Application& application, const workflow::Offer& offer,
                     std::string revision) {
  card::Card card{
      .kind = "deploy", .subject = offer.plan.after.name, .revision = std::move(revision)};
  card.settings = settings_of(application, offer);
  card.columns = {
      {"component", CellKind::text}, {"runs", CellKind::text}, {"change", CellKind::word}};
  card.option_columns = {{"branch", CellKind::text},
                         {"build", CellKind::text},
                         {"age", CellKind::time},
                         {"author", CellKind::text},
                         {"commit", CellKind::commit}};
  for (std::size_t i = 0; i < offer.plan.lines.size(); ++i)
    card.rows.push_back(row_of(application, offer.plan.lines[i], offer.components.at(i)));
  card.besides = besides_of(offer.plan);
  card.buttons = {{"deploy", card::Tone::primary},
                  {"remember", card::Tone::plain},
                  {"cancel", card::Tone::plain}};
  return card;
}

Need environment_need(const std::vector<workflow::EnvironmentOption>& options) {
  Need need{.card = {.kind = "environment"},
            .body = {{"items", nlohmann::json::array()}},
            .kind = "environments"};
  card::Field field{.id = "environment",
                    .kind = FieldKind::choice,
                    .free = true,
                    .accepts = NameKind::environment};
  for (const workflow::EnvironmentOption& option : options) {
    const auto& known = option.environment;
    field.choices.push_back(option.name);
    const std::string state(known ? core::word_of(known->state) : "new");
    field.cells.push_back({state, option.title.empty() ? option.iteration : option.title,
                           known ? to_rfc3339(known->changed_at) : ""});
    need.body["items"].push_back({{"name", option.name},
                                  {"creates", !known},
                                  {"state", state},
                                  {"iteration", option.iteration}});
    need.card.revision += option.name + "/" + state + "/";
  }
  field.value = field.choices.empty() ? "" : field.choices.front();
  need.card.settings = {std::move(field)};
  need.card.option_columns = {
      {"state", CellKind::word}, {"iteration", CellKind::text}, {"age", CellKind::time}};
  need.card.buttons = {{"next", card::Tone::primary}, {"cancel", card::Tone::plain}};
  return need;
}

std::optional<std::string_view> parameter_of(std::string_view field) {
  if (!field.starts_with(parameter_prefix)) return std::nullopt;
  return field.substr(parameter_prefix.size());
}

bool is_chart_version(const card::Field& chart, const std::string& value) {
  const auto at = std::find(chart.choices.begin(), chart.choices.end(), value);
  return at != chart.choices.end() && SemVer::parse(value).has_value();
}

std::vector<Error> unseen(const core::Application& application, const DeployRequest& request,
                          const workflow::Plan& plan) {
  std::vector<Error> out;
  const auto compare = [&](const std::string& what, const std::string& before,
                           const std::string& after) {
    if (before == after) return;
    out.emplace_back(Reason::form_differs, Args{{"what", what},
                                                {"before", before.empty() ? "-" : before},
                                                {"after", after.empty() ? "-" : after}});
  };
  const card::Answer& answer = *request.answer;
  for (const workflow::PlanLine& line : plan.lines) {
    const auto seen = answer.seen.find(line.component);
    if (seen != answer.seen.end()) compare(line.component, seen->second, wanted_of(line));
  }
  if (!request.seen_chart.empty())
    compare(application.chart.name, request.seen_chart, plan.chart.wanted.version);
  // What follows from a choice is no surprise; what came by itself is.
  for (const card::Besides& now : besides_of(plan)) {
    const bool own = now.code == "again" || now.code == "moved" ||
                     (now.code == "values" && request.environment_class.empty());
    const auto& seen = answer.besides;
    if (!own || std::find(seen.begin(), seen.end(), now) != seen.end()) continue;
    out.emplace_back(Reason::form_stale, Args{{"what", plan.after.name}});
    break;
  }
  for (const auto& [field, value] : answer.settings) {
    if (field == "namespace") compare(field, value, plan.after.ns);
    if (field == "domain") compare(field, value, plan.after.domain);
    if (field == "class") compare(field, value, plan.after.desired.environment_class);
    const auto name = parameter_of(field);
    const auto given =
        name ? plan.given.parameters.find(std::string(*name)) : plan.given.parameters.end();
    if (given != plan.given.parameters.end()) compare(std::string(*name), value, given->second);
  }
  return out;
}

}  // namespace chatops::command
