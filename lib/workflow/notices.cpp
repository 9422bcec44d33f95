// See notices.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/notices.hpp"

#include "core/bill_rules.hpp"
#include "core/codec.hpp"
#include "core/error_json.hpp"
#include "core/mentions.hpp"
#include "core/names.hpp"
#include "workflow/open.hpp"
#include "workflow/rollback.hpp"

namespace chatops::workflow {

using nlohmann::json;

namespace {

json time_of(Instant when) { return when == Instant{} ? json() : json(to_rfc3339(when)); }
json time_of(const std::optional<Instant>& when) { return when ? time_of(*when) : json(); }

json stages_of(const core::Deployment& deployment) {
  json out = json::array();
  for (const core::Stage& stage : deployment.stages) {
    out.push_back({{"name", stage.name},
                   {"status", core::word_of(stage.status)},
                   {"started_at", time_of(stage.started_at)},
                   {"ended_at", time_of(stage.ended_at)},
                   {"cause", stage.cause},
                   {"link", stage.link},
                   {"log", stage.log}});
  }
  return out;
}

json changes_of(const core::Deployment& deployment) {
  json out = json::array();
  if (deployment.teardown) return out;
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

json number_or_null(std::int64_t number) { return number > 0 ? json(number) : json(); }

bool starts_later(const core::Deployment& deployment) {
  return deployment.status == core::DeploymentStatus::intended ||
         deployment.status == core::DeploymentStatus::queued;
}

}  // namespace

core::Notice deployment_notice(const core::Deployment& d, const CardFacts& facts) {
  return {"deployment",
          {{"application", d.application},
           {"several", facts.several},
           {"environment", d.environment},
           {"iteration", facts.iteration},
           {"epoch", d.epoch},
           {"revision", d.revision},
           {"status", core::word_of(d.status)},
           {"teardown", d.teardown},
           {"back_to", number_or_null(d.back_to)},
           {"actor", {{"name", d.actor.name}, {"origin", core::word_of(d.actor.origin)}}},
           {"reason", d.reason},
           {"address", d.teardown ? std::string() : facts.address},
           {"link", d.link},
           {"stages", stages_of(d)},
           {"troubles", json(d.troubles)},
           {"cause", d.cause},
           {"cause_reason", d.cause_reason},
           {"cause_args", d.cause_args},
           {"changes", changes_of(d)},
           {"behind", number_or_null(facts.behind)},
           {"can_roll_back", number_or_null(facts.can_roll_back)},
           {"set_aside", facts.set_aside},
           {"started_at", time_of(d.started_at)},
           {"ended_at", time_of(d.ended_at)}}};
}

std::string cards_of(const std::string& application, const std::string& environment) {
  return "deployment/" + application + "/" + environment + "/";
}

std::string card_of(const DeploymentKey& key) {
  return cards_of(key.application, key.environment) + std::to_string(key.revision);
}

std::optional<core::OutboxItem> deployment_card(Dependencies& deps, const DeploymentKey& key,
                                                const core::GroupRef& group, bool several) {
  std::optional<core::Deployment> row;
  std::optional<core::Environment> environment;
  CardFacts facts{.several = several};
  deps.store.read([&](core::Tx& tx) {
    facts = {.several = several};
    row = tx.deployments().find(key.application, key.environment, key.revision);
    environment = tx.environments().find(key.application, key.environment);
    if (!row || !starts_later(*row)) return;
    const auto asked = open_deployments(tx, key.application, key.environment).asked;
    if (asked && asked->revision != key.revision) facts.behind = asked->revision;
  });
  if (!row) return std::nullopt;
  if (environment) {
    facts.iteration = environment->iteration;
    facts.address = core::environment_address(deps.application, *environment).value_or("");
    if (core::finished(row->status) && environment->epoch == row->epoch) {
      if (const auto target = rollback_target(deps, *environment))
        facts.can_roll_back = target->revision;
    }
    for (const core::SetAside& one : environment->set_aside) {
      if (one.revision == row->revision)
        facts.set_aside.push_back(one.line.component + "=" + one.line.version);
    }
  }
  return core::OutboxItem{.group = group,
                          .card = card_of(key),
                          .notice = deployment_notice(*row, facts),
                          .due = deps.system.clock.now()};
}

namespace {

/// What will run when the turn comes: what is under way comes first, and has been told already.
const core::Bill* bill_before(const Plan& plan) {
  const auto& running = plan.running;
  const bool known = running && !running->teardown &&
                     running->status != core::DeploymentStatus::unknown && !plan.creates;
  return known ? &running->bill : nullptr;
}

PlanLine from_bill(PlanLine line, const core::Bill& before) {
  const auto runs = before.lines.find(line.component);
  if (runs == before.lines.end()) return line;
  line.runs = runs->second;
  line.change = core::change_of(runs->second, *line.wanted);
  return line;
}

}  // namespace

Brought brought_by(const Plan& plan, const core::Deployment& deployment) {
  Brought out{.deployment = key_of(deployment), .lines = {}, .chart = {}};
  const core::Bill* before = bill_before(plan);
  for (const PlanLine& planned : plan.lines) {
    if (!planned.wanted) continue;
    PlanLine line = before != nullptr ? from_bill(planned, *before) : planned;
    if (line.change == core::Change::same) continue;
    line.newer.clear();
    out.lines.push_back(std::move(line));
  }
  PlanChart chart = plan.chart;
  if (before != nullptr) {
    const core::BillDifference changes = core::difference(before, plan.bill);
    chart.runs = changes.chart_before;
    chart.change = changes.chart;
  }
  if (chart.change != core::Change::same) {
    chart.newer.clear();
    out.chart = std::move(chart);
  }
  return out;
}

Commits read_commits(const Call& call, Dependencies& deps, const Brought& brought,
                     ReadCommits& read) {
  Commits out;
  std::vector<std::string> components;
  std::vector<core::CommitQuery> queries;
  for (const PlanLine& line : brought.lines) {
    const core::Component* component = deps.application.component(line.component);
    if (line.wanted->from.commit.empty() || component == nullptr) continue;
    const auto known = read.find({component->repository, line.wanted->from.commit});
    if (known != read.end()) {
      out.emplace(line.component, known->second);
      continue;
    }
    const core::Repository* repository = deps.application.repository(component->repository);
    components.push_back(line.component);
    queries.push_back({.repository = component->repository,
                       .commit = line.wanted->from.commit,
                       .path = repository == nullptr ? std::string() : repository->path()});
  }
  if (queries.empty()) return out;
  auto answers = deps.source.commits(call, queries);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i]) continue;
    read.emplace(std::pair(queries[i].repository, queries[i].commit), *answers[i]);
    out.emplace(components[i], std::move(*answers[i]));
  }
  return out;
}

core::Notice updated_notice(const Brought& brought, bool several, const Commits& commits) {
  json changes = json::array();
  for (const PlanLine& line : brought.lines) {
    const core::Provenance& from = line.wanted->from;
    json change = {{"component", line.component},
                   {"before", line.runs ? json(line.runs->version) : json()},
                   {"after", line.wanted->version},
                   {"author", from.author},
                   {"link", from.build_url}};
    std::vector<std::string> issues;
    core::find_mentions(from.branch, issues);
    if (const auto commit = commits.find(line.component); commit != commits.end()) {
      const core::Commit& told = commit->second;
      change["subject"] = told.message.substr(0, told.message.find_first_of("\r\n"));
      if (from.author.empty()) change["author"] = told.author;
      core::find_mentions(told.message, issues);
    }
    change["issues"] = issues;
    changes.push_back(std::move(change));
  }
  if (const auto& chart = brought.chart) {
    changes.push_back({{"component", chart->wanted.name},
                       {"before", chart->runs ? json(chart->runs->version) : json()},
                       {"after", chart->wanted.version}});
  }
  return {"updated",
          {{"application", brought.deployment.application},
           {"several", several},
           {"environment", brought.deployment.environment},
           {"revision", brought.deployment.revision},
           {"changes", std::move(changes)}}};
}

std::string updated_card(const DeploymentKey& key) {
  return "updated/" + key.application + "/" + key.environment + "/" + std::to_string(key.revision);
}

core::Notice waiting_notice(const core::EnvironmentSummary& environment, bool several) {
  json items = json::array();
  for (const auto& [component, waiting] : environment.waiting)
    items.push_back(
        {{"component", component}, {"branch", waiting.branch}, {"build_url", waiting.build_url}});
  return {"waiting",
          {{"application", environment.application},
           {"several", several},
           {"environment", environment.name},
           {"items", std::move(items)}}};
}

std::string waiting_card(const core::EnvironmentSummary& environment, std::int64_t generation) {
  return "waiting/" + environment.application + "/" + environment.name + "/" +
         std::to_string(generation);
}

Drifts drifts_of(const core::Bill& deployed, const core::RunningNamespace& running) {
  Drifts out;
  for (const auto& [component, line] : deployed.lines) {
    const core::Drift drift = core::drift_of(line, running.workloads);
    if (drift == core::Drift::none) continue;
    ComponentDrift one{component, line.version, drift, {}};
    for (const core::RunningWorkload& workload : running.workloads)
      if (workload.component == component) one.images.push_back(workload.image);
    out.push_back(std::move(one));
  }
  return out;
}

core::Notice drift_notice(const core::Environment& environment, const Drifts& drifts,
                          bool several) {
  json items = json::array();
  for (const ComponentDrift& one : drifts)
    items.push_back({{"component", one.component},
                     {"version", one.version},
                     {"drift", core::word_of(one.drift)},
                     {"images", one.images}});
  return {"drift",
          {{"application", environment.application},
           {"several", several},
           {"environment", environment.name},
           {"items", std::move(items)}}};
}

std::string drift_card(const core::Environment& environment, std::int64_t revision) {
  return "drift/" + environment.application + "/" + environment.name + "/" +
         std::to_string(revision);
}

core::Notice definition_notice(const std::string& application, const Error& why) {
  return {"definition_invalid",
          {{"application", application}, {"problems", json::array({core::to_document(why)})}}};
}

}  // namespace chatops::workflow
