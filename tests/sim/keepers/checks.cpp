// What must hold after every step of a keepers' history, and at its end.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "core/set_aside.hpp"
#include "sim/keepers/server.hpp"
#include "workflow/notices.hpp"

namespace chatops::test {
namespace {

[[noreturn]] void violated(const std::string& what) { throw std::logic_error(what); }

std::string joined(const std::set<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += one + " ";
  return out;
}

}  // namespace

core::IterationRecord KeeperHistory::record() {
  std::optional<core::IterationRecord> out;
  kept_.read([&](core::Tx& tx) { out = tx.iterations().find({"coding", "shop", sim_iteration}); });
  return out.value_or(core::IterationRecord{});
}

void KeeperHistory::check() {
  if (!world_.broken_rule.empty()) violated(world_.broken_rule);
  check_groups();
  check_executions();
  check_teardowns();
}

/// Nothing is taken away while the end is not proved and told.
void KeeperHistory::check_teardowns() {
  for (const auto& application : applications_) {
    std::optional<core::DeploymentSummary> newest;
    kept_.read(
        [&](core::Tx& tx) { newest = tx.deployments().newest_summary(application->name, "s1"); });
    if (!newest || newest->revision == newest_[application->name]) continue;
    newest_[application->name] = newest->revision;
    if (!newest->teardown || forced_) continue;
    if (!world_.ended() && world_.trouble != Trouble::missing)
      violated("taken away although the iteration goes on");
    const core::IterationRecord row = record();
    if (!row.group_lost && !world_.told[row.group.id].contains("ending"))
      violated("taken away before anybody was told");
  }
}

void KeeperHistory::check_groups() {
  int living = 0;
  for (const auto& [id, group] : world_.chat.made) {
    if (group.key.ends_with("/old")) violated("a group for what was there before the server");
    if (group.gone) continue;
    ++living;
    for (const std::string& stranger : world_.strangers)
      if (std::ranges::find(group.members, stranger) == group.members.end())
        violated("a stranger was put out");
  }
  if (living > 1) violated("two groups");
}

void KeeperHistory::check_executions() {
  const auto& all = world_.outside.executions;
  for (; seen_executions_ < all.size(); ++seen_executions_) {
    const core::Order& order = all[seen_executions_].order;
    for (std::size_t i = 0; i < seen_executions_; ++i)
      if (all[i].order.correlation == order.correlation)
        violated("started twice: " + order.correlation);
  }
  std::map<std::string, int> open;
  for (const FakeExecution& one : all) {
    const bool waits = one.status == core::ExecutionStatus::waiting;
    if (waits && ++open[one.order.name] > 1) violated("two of ours in the queue");
  }
}

void KeeperHistory::check_end(bool ends) {
  const core::IterationRecord row = record();
  std::int64_t waiting = 0;
  std::size_t unread = 0;
  kept_.read([&](core::Tx& tx) {
    waiting = tx.outbox().waiting();
    unread = tx.deliveries().waiting(10).size();
    const auto old = tx.iterations().find({"coding", "shop", "old"});
    if (!old || old->stage != core::IterationStage::seen)
      violated("what was there before the server was taken up");
  });
  if (unread != 0) violated("a delivery that nobody read");
  if (ends) {
    // One that had ended before the server ever saw it is not its business.
    if (row.version == 0) return;
    if (row.stage != core::IterationStage::retired)
      violated("not retired: " + std::string(core::word_of(row.stage)));
    if (world_.living_group() != nullptr) violated("the group is still there");
  } else {
    check_group_at_end(row);
    if (waiting != 0) violated("messages that nobody sent");
  }
  check_environments_at_end(ends);
  check_cards();
}

void KeeperHistory::check_group_at_end(const core::IterationRecord& row) {
  if (row.stage != core::IterationStage::active)
    violated("not active: " + std::string(core::word_of(row.stage)));
  const auto* group = world_.living_group();
  if (group == nullptr) violated("no group");
  if (group->name != world_.iteration().name) violated("the group's name is " + group->name);
  std::set<std::string> wanted = world_.wanted();
  wanted.insert(world_.strangers.begin(), world_.strangers.end());
  const std::set<std::string> there(group->members.begin(), group->members.end());
  if (wanted != there) violated("in the group: " + joined(there) + "and not " + joined(wanted));
  if (!world_.told[row.group.id].contains("welcome")) violated("nobody was welcomed");
}

void KeeperHistory::check_environments_at_end(bool ends) {
  for (const auto& application : applications_) {
    std::optional<core::Environment> one;
    std::optional<core::Deployment> newest;
    std::vector<core::Deployment> unfinished;
    kept_.read([&](core::Tx& tx) {
      one = tx.environments().find(application->name, "s1");
      newest = tx.deployments().newest(application->name, "s1");
      unfinished = tx.deployments().unfinished(application->name);
    });
    if (!unfinished.empty())
      violated("not finished: revision " + std::to_string(unfinished.front().revision) + " " +
               std::string(core::word_of(unfinished.front().status)));
    if (!one) continue;
    if (ends) {
      if (one->state != core::EnvironmentState::retired)
        violated("the environment is " + std::string(core::word_of(one->state)));
      continue;
    }
    if (one->state == core::EnvironmentState::retired || !one->deployed) continue;
    for (const core::Component& component : application->components) {
      const FakeImage* best = nullptr;
      for (const FakeImage& image : world_.outside.images) {
        if (image.listed.image != component.image) continue;
        core::Artifact taken = image.listed;
        taken.component = component.name;
        taken.from = *image.properties;
        if (!core::may_take(taken, one->set_aside)) continue;
        if (best == nullptr || *image.properties->build > *best->properties->build) best = &image;
      }
      const auto& line = one->deployed->lines.at(component.name);
      const bool failed = std::ranges::any_of(one->set_aside, [&](const core::SetAside& aside) {
        return aside.line.component == component.name && aside.line.version == line.version;
      });
      if (best != nullptr && line.version != best->listed.version && !failed)
        violated(component.name + " runs " + line.version + " and not " + best->listed.version);
    }
  }
}

/// A deployment has one card in a group, and it says how it ended.
void KeeperHistory::check_cards() {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& [group, message] : world_.chat.sent) {
    if (!message.title.starts_with("deployment ")) continue;
    if (!seen.insert({group, message.title}).second) violated("twice: " + message.title);
    const auto living = world_.chat.made.find(group);
    if (living == world_.chat.made.end() || living->second.gone) continue;
    const auto body = nlohmann::json::parse(message.text);
    const auto status = body.at("status").get<std::string>();
    std::optional<core::Deployment> row;
    kept_.read([&](core::Tx& tx) {
      row = tx.deployments().find(body.at("application").get<std::string>(),
                                  body.at("environment").get<std::string>(),
                                  body.at("revision").get<std::int64_t>());
    });
    if (!row || core::word_of(row->status) != status)
      violated("out of date: " + message.title + " says " + status);
  }
}

}  // namespace chatops::test
