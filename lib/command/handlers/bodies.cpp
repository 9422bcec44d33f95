// Written out by hand and not taken from the store's codec: what is kept may change, what is
// promised may not.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/bodies.hpp"

#include <algorithm>

#include "core/codec.hpp"
#include "core/environment_machine.hpp"
#include "core/values_yaml.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

json time_of(Instant when) { return when == Instant{} ? json() : json(to_rfc3339(when)); }
json time_of(const std::optional<Instant>& when) { return when ? time_of(*when) : json(); }

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? body_of(*value) : json();
}

json waiting_of(const std::optional<core::Waiting>& waiting) {
  if (!waiting) return {};
  return {{"branch", waiting->branch}, {"build_url", waiting->build_url}};
}

json number_or_null(std::int64_t number) { return number > 0 ? json(number) : json(); }

json value_changes(const workflow::Plan& plan) {
  json out = json::array();
  for (const core::ValueChange& one : plan.value_changes) {
    out.push_back({{"path", one.pointer},
                   {"before", one.before.value_or(json())},
                   {"after", one.after.value_or(json())},
                   {"added", !one.before},
                   {"removed", !one.after}});
  }
  return out;
}

json plan_line(const workflow::PlanLine& line) {
  json newer = json::array();
  for (const core::Artifact& a : line.newer)
    newer.push_back(body_of(core::Candidate{.artifact = a}));
  return {{"component", line.component},
          {"change", core::word_of(line.change)},
          {"runs", or_null(line.runs)},
          {"wanted", or_null(line.wanted)},
          {"runs_known", line.runs_known},
          {"choice", body_of(line.choice)},
          {"choice_before", body_of(line.before)},
          {"waiting", waiting_of(line.waiting)},
          {"newer", std::move(newer)}};
}

/// Following "" is following the application's own rule.
json chart_choice(const core::Choice& choice, const std::string& rule) {
  if (!std::holds_alternative<core::Follow>(choice)) return body_of(choice);
  return {{"follow", core::followed_rule(choice, rule)}};
}

json chart_of(const workflow::PlanChart& chart, const std::string& rule) {
  return {{"name", chart.wanted.name},
          {"runs", chart.runs ? json(chart.runs->version) : json()},
          {"wanted", chart.wanted.version},
          {"digest", chart.wanted.digest},
          {"change", core::word_of(chart.change)},
          {"choice", chart_choice(chart.choice, rule)},
          {"newer", chart.newer}};
}

json changed_parameters(const core::BillDifference& difference) {
  json out = json::array();
  for (const auto& p : difference.parameters) {
    out.push_back({{"name", p.name},
                   {"before", p.before ? json(*p.before) : json()},
                   {"after", p.after ? json(*p.after) : json()}});
  }
  return out;
}

json stages_of(const core::Deployment& deployment) {
  json out = json::array();
  for (const core::Stage& s : deployment.stages) out.push_back(json(s));
  return out;
}

json changes_of(const core::Deployment& deployment) {
  json out = json::array();
  const auto difference =
      core::difference(deployment.previous ? &*deployment.previous : nullptr, deployment.bill);
  for (const auto& line : difference.lines) {
    if (line.change == core::Change::same) continue;
    out.push_back({{"component", line.component},
                   {"change", core::word_of(line.change)},
                   {"before", line.before ? json(line.before->version) : json()},
                   {"after", line.after ? json(line.after->version) : json()}});
  }
  return out;
}

std::string version_or(const std::optional<core::BillLine>& line) {
  return line ? line->version : std::string();
}

}  // namespace

json body_of(const core::BillLine& line) {
  return {{"version", line.version},
          {"digest", line.digest},
          {"image", line.image.text()},
          {"branch", line.from.branch},
          {"commit", line.from.commit},
          {"build", line.from.build ? json(*line.from.build) : json()},
          {"build_url", line.from.build_url},
          {"author", line.from.author},
          {"built_at", time_of(line.built_at ? line.built_at : line.pushed_at)}};
}

json body_of(const core::Choice& choice) {
  if (const auto* follow = std::get_if<core::Follow>(&choice)) return {{"follow", follow->rule}};
  const auto& pin = std::get<core::Pin>(choice);
  return {{"pin", pin.version},
          {"by", pin.by},
          {"by_id", pin.by_id},
          {"why", pin.why},
          {"until", time_of(pin.until)}};
}

json body_of(const workflow::Plan& plan, const std::string& chart_rule) {
  json lines = json::array();
  for (const auto& line : plan.lines) lines.push_back(plan_line(line));
  const core::Environment& after = plan.after;
  const core::Deployment* unfinished = plan.queued    ? &*plan.queued
                                       : plan.running ? &*plan.running
                                                      : nullptr;
  const bool behind =
      plan.running && !plan.attaches && plan.running->status != core::DeploymentStatus::unknown;
  const bool skips = plan.queued && !plan.attaches;
  return {{"environment", after.name},
          {"application", after.application},
          {"creates", plan.creates},
          {"namespace", after.ns},
          {"domain", after.domain},
          {"class", after.desired.environment_class},
          {"iteration", after.iteration},
          {"address", plan.address},
          {"components", std::move(lines)},
          {"chart", chart_of(plan.chart, chart_rule)},
          {"parameters", changed_parameters(plan.difference)},
          {"values",
           {{"changed", plan.difference.values},
            {"changes", value_changes(plan)},
            {"digest", plan.bill.values_digest},
            {"merged", plan.values.tree},
            {"origins", plan.values.origins},
            {"text", core::values_yaml(plan.values.tree)}}},
          {"pipeline", {{"name", plan.engine.name}, {"parameters", plan.given.parameters}}},
          {"bill", plan.bill.hash()},
          {"nothing_to_do", plan.nothing_to_do},
          {"rests_on", plan.rests_on ? json{{"revision", plan.rests_on->revision},
                                            {"actor", plan.rests_on->actor.name},
                                            {"ended_at", time_of(plan.rests_on->ended_at)}}
                                     : json()},
          {"selection_changes", plan.selection_changes},
          {"lacking", plan.lacking},
          {"repeats", number_or_null(plan.repeats)},
          {"back_to", number_or_null(plan.back_to)},
          {"attaches", plan.attaches},
          {"running", unfinished == nullptr ? json() : json(unfinished->revision)},
          {"behind", behind ? json(plan.running->revision) : json()},
          {"skips", skips ? json(plan.queued->revision) : json()}};
}

json body_of(const core::Deployment& d) {
  json lines = json::object();
  for (const auto& [name, line] : d.bill.lines) lines[name] = body_of(line);
  return {{"application", d.application},
          {"environment", d.environment},
          {"revision", d.revision},
          {"status", core::word_of(d.status)},
          {"effect", d.effect ? json(core::word_of(*d.effect)) : json()},
          {"back_to", number_or_null(d.back_to)},
          {"generation", number_or_null(d.generation)},
          {"teardown", d.teardown},
          {"actor",
           {{"name", d.actor.name}, {"origin", core::word_of(d.actor.origin)}, {"id", d.actor.id}}},
          {"reason", d.reason},
          {"engine", d.engine},
          {"execution", d.execution.id},
          {"link", d.link},
          {"cause", d.cause},
          {"cause_reason", d.cause_reason},
          {"cause_args", d.cause_args},
          {"stages", stages_of(d)},
          {"troubles", json(d.troubles)},
          {"warnings", d.warnings},
          {"changes", changes_of(d)},
          {"bill",
           {{"hash", d.bill.hash()},
            {"components", std::move(lines)},
            {"chart", d.bill.chart.version},
            {"values_digest", d.bill.values_digest},
            {"parameters", d.bill.parameters}}},
          {"created_at", time_of(d.created_at)},
          {"started_at", time_of(d.started_at)},
          {"ended_at", time_of(d.ended_at)}};
}

json body_of(const core::AuditEntry& entry) {
  return {{"sequence", entry.sequence},
          {"at", time_of(entry.at)},
          {"actor", entry.actor},
          {"actor_id", entry.actor_id},
          {"door", entry.door},
          {"command", entry.command},
          {"application", entry.application},
          {"environment", entry.environment},
          {"group", entry.group},
          {"outcome", entry.outcome},
          {"reason", entry.reason},
          {"request", entry.request},
          {"chain", entry.chain}};
}

json body_of(const core::Identity& person) {
  return {{"id", person.id},
          {"name", person.name},
          {"email", person.email},
          {"mobile", person.mobile},
          {"accounts", person.accounts},
          {"linked_by", person.linked_by},
          {"changed_at", time_of(person.changed_at)}};
}

json body_of(const std::optional<core::Hold>& hold) {
  if (!hold) return json();
  return {{"by", hold->by},
          {"by_id", hold->by_id},
          {"why", hold->why},
          {"since", time_of(hold->since)},
          {"until", time_of(hold->until)}};
}

json brief_of(const workflow::EnvironmentLine& line) {
  const core::EnvironmentSummary& e = line.environment;
  json out = {{"name", e.name},
              {"state", core::word_of(e.state)},
              {"class", e.environment_class},
              {"iteration", e.iteration},
              {"namespace", e.ns},
              {"domain", e.domain},
              {"address", line.address},
              {"epoch", e.epoch},
              {"created_at", time_of(e.created_at)},
              {"changed_at", time_of(e.changed_at)},
              {"created_by", e.created_by},
              {"created_by_id", e.created_by_id},
              {"revision", line.newest ? json(line.newest->revision) : json()},
              {"status", line.newest ? json(core::word_of(line.newest->status)) : json()},
              {"runs_known", e.doubtful_revision == 0},
              {"runs_revision", number_or_null(e.deployed_revision)},
              {"runs_status", line.brought ? json(core::word_of(line.brought->status)) : json()},
              {"waits_to_start", line.newest && core::waits_to_start(*line.newest)},
              {"running", line.running ? json(line.running->revision) : json()},
              {"desired_generation", e.desired_generation},
              {"deployed_generation", number_or_null(e.deployed_generation)},
              {"doubtful_revision", number_or_null(e.doubtful_revision)},
              {"hold", body_of(line.hold)},
              {"waiting", json::array()}};
  for (const auto& [component, waiting] : e.waiting) {
    out["waiting"].push_back(
        {{"component", component}, {"branch", waiting.branch}, {"build_url", waiting.build_url}});
  }
  return out;
}

json body_of(const workflow::EnvironmentView& view, const std::string& chart_rule) {
  const core::Environment& e = view.environment;
  json out = brief_of(view.line());
  json lines = json::array();
  for (const auto& [name, choice] : e.desired.selection.components) {
    json line = {
        {"component", name}, {"choice", body_of(choice)}, {"runs", json()}, {"waiting", json()}};
    const bool known = !e.doubt || !e.doubt->components.contains(name);
    line["runs_known"] = known;
    if (known && e.deployed && e.deployed->lines.contains(name))
      line["runs"] = body_of(e.deployed->lines.at(name));
    if (const auto at = e.waiting.find(name); at != e.waiting.end())
      line["waiting"] = waiting_of(at->second);
    lines.push_back(std::move(line));
  }
  out["components"] = std::move(lines);
  const bool chart_known = e.deployed && !(e.doubt && e.doubt->settings);
  out["chart"] = {{"runs", chart_known ? json(e.deployed->chart.version) : json()},
                  {"choice", chart_choice(e.desired.selection.chart, chart_rule)}};
  out["parameters"] = e.desired.parameters;
  out["desired"] = {
      {"generation", e.desired.generation}, {"by", e.desired.by},
      {"by_id", e.desired.by_id},           {"why", e.desired.why},
      {"since", time_of(e.desired.since)},  {"values_layers", e.desired.values_layers}};
  out["set_aside"] = json::array();
  for (const core::SetAside& one : e.set_aside) {
    out["set_aside"].push_back({{"component", one.line.component},
                                {"version", one.line.version},
                                {"digest", one.line.digest},
                                {"revision", one.revision},
                                {"since", time_of(one.since)}});
  }
  const auto& chart = e.chart_set_aside;
  out["chart_set_aside"] = chart ? json{{"name", chart->chart.name},
                                        {"version", chart->chart.version},
                                        {"digest", chart->chart.digest},
                                        {"revision", chart->revision},
                                        {"since", time_of(chart->since)}}
                                 : json();
  out["deployment"] = view.newest ? body_of(*view.newest) : json();
  return out;
}

json body_of(const core::Candidate& candidate) {
  const core::Artifact& a = candidate.artifact;
  return {{"component", a.component},
          {"version", a.version},
          {"digest", a.digest},
          {"image", a.image.text()},
          {"size", a.size},
          {"branch", a.from.branch},
          {"commit", a.from.commit},
          {"build", a.from.build ? json(*a.from.build) : json()},
          {"author", a.from.author},
          {"build_url", a.from.build_url},
          {"built_at", time_of(a.shown_at())},
          {"known_from", core::word_of(a.source)},
          {"aliases", candidate.aliases},
          {"moved", candidate.moved}};
}

Event opened(const workflow::DeploymentKey& key,
             const std::optional<workflow::Expectation>& expected, Instant now) {
  json body = {{"kind", "following"},
               {"at", to_rfc3339(now, true)},
               {"environment", key.environment},
               {"revision", key.revision},
               {"expected", nullptr}};
  if (expected) {
    json stages = json::array();
    for (const auto& [name, took] : expected->stages)
      stages.push_back({{"name", name}, {"took_ms", took.count()}});
    body["expected"] = {{"took_ms", expected->total.count()}, {"stages", std::move(stages)}};
  }
  return {"following", std::move(body)};
}

Event event_of(const core::Deployment& deployment, const workflow::Event& event) {
  json body = {{"kind", workflow::word_of(event.kind)},      {"at", to_rfc3339(event.at, true)},
               {"environment", deployment.environment},      {"revision", deployment.revision},
               {"status", core::word_of(deployment.status)}, {"link", event.link}};
  body["started_at"] = time_of(deployment.started_at);
  body["stages"] = stages_of(deployment);
  body["stage"] = event.stage ? json(*event.stage) : json();
  body["error"] = event.detail ? to_document(*event.detail) : json();
  return {std::string(workflow::word_of(event.kind)), std::move(body)};
}

card::Card deploy_card(const workflow::Plan& plan) {
  card::Card card{
      .kind = "deploy", .subject = plan.after.name, .revision = workflow::identity_of(plan)};
  card.settings = {{"namespace", card::FieldKind::shown, plan.after.ns, {}},
                   {"domain", card::FieldKind::shown, plan.after.domain, {}},
                   {"class", card::FieldKind::shown, plan.after.desired.environment_class, {}},
                   {"chart", card::FieldKind::shown, plan.chart.wanted.version, {}}};
  for (const auto& p : plan.difference.parameters) {
    card.settings.push_back({p.name, card::FieldKind::shown, p.after.value_or(""), {}});
  }
  card.columns = {{"component", card::CellKind::text},
                  {"runs", card::CellKind::text},
                  {"wanted", card::CellKind::text},
                  {"change", card::CellKind::word}};
  for (const auto& line : plan.lines) {
    if (line.change == core::Change::same && !line.waiting) continue;
    card.rows.push_back({line.component,
                         {line.component, version_or(line.runs), version_or(line.wanted),
                          std::string(core::word_of(line.change))}});
  }
  card.buttons = {{"deploy", card::Tone::primary}, {"cancel", card::Tone::plain}};
  return card;
}

}  // namespace chatops::command
