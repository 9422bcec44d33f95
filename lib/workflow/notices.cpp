// See notices.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/notices.hpp"

#include "core/bill_rules.hpp"
#include "core/codec.hpp"
#include "core/error_json.hpp"
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
           {"cause", d.cause},
           {"cause_reason", d.cause_reason},
           {"changes", changes_of(d)},
           {"behind", number_or_null(facts.behind)},
           {"can_roll_back", number_or_null(facts.can_roll_back)},
           {"set_aside", facts.set_aside},
           {"started_at", time_of(d.started_at)},
           {"ended_at", time_of(d.ended_at)}}};
}

std::string card_of(const DeploymentKey& key) {
  return "deployment/" + key.application + "/" + key.environment + "/" +
         std::to_string(key.revision);
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

core::Notice updated_notice(const Plan& plan, const core::Deployment& deployment, bool several) {
  json changes = json::array();
  for (const PlanLine& line : plan.lines) {
    if (line.change == core::Change::same || !line.wanted) continue;
    changes.push_back({{"component", line.component},
                       {"before", line.runs ? json(line.runs->version) : json()},
                       {"after", line.wanted->version},
                       {"author", line.wanted->from.author},
                       {"link", line.wanted->from.build_url}});
  }
  if (plan.chart.change != core::Change::same) {
    changes.push_back({{"component", plan.chart.wanted.name},
                       {"before", plan.chart.runs ? json(plan.chart.runs->version) : json()},
                       {"after", plan.chart.wanted.version}});
  }
  return {"updated",
          {{"application", deployment.application},
           {"several", several},
           {"environment", deployment.environment},
           {"revision", deployment.revision},
           {"changes", std::move(changes)}}};
}

core::Notice definition_notice(const std::string& application, const Error& why) {
  return {"definition_invalid",
          {{"application", application}, {"problems", json::array({core::to_document(why)})}}};
}

}  // namespace chatops::workflow
