// What must hold after every step of a keepers' history, and at its end.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
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

core::IterationRecord KeeperHistory::record(const std::string& code) {
  std::optional<core::IterationRecord> out;
  kept_.read([&](core::Tx& tx) { out = tx.iterations().find({"coding", "shop", code}); });
  return out.value_or(core::IterationRecord{});
}

void KeeperHistory::check() {
  if (!world_.broken_rule.empty()) violated(world_.broken_rule);
  check_stage();
  check_groups();
  check_executions();
  check_teardowns();
}

/// Whatever the tracker does not tell is no end, and what somebody keeps stays.
void KeeperHistory::check_stage() {
  const core::IterationRecord row = record();
  if (row.stage == stage_) return;
  const auto before = std::exchange(stage_, row.stage);
  if (row.stage != core::IterationStage::retiring || before == core::IterationStage::retired)
    return;
  const core::Iteration* iteration = world_.tracked();
  const bool told =
      iteration == nullptr ? !row.over_by.empty() : iteration->state == core::IterationState::ended;
  if (!told) violated("it retires although nobody said that it is over");
  if (row.announcement && row.announcement->stopped) violated("it retires although it is kept");
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
    const core::Iteration* told = world_.tracked();
    if (told != nullptr && told->state != core::IterationState::ended)
      violated("taken away although the iteration goes on");
    const core::IterationRecord row = record();
    const std::string readers =
        row.group_lost || row.group.empty() ? sim_project_group : row.group.id;
    if (!world_.told[readers].contains("ending")) violated("taken away before anybody was told");
  }
}

void KeeperHistory::check_groups() {
  std::map<std::string, int> living;
  int made = 0;
  for (const auto& [id, group] : world_.chat.made) {
    if (group.key.ends_with("/old")) violated("a group for what was there before the server");
    const auto parts = split(group.key, '/');  // "", or iteration/coding/shop/CODE[/N]
    if (parts.size() < 4) continue;
    if (!group.gone) ++living[std::string(parts[3])];
    if (parts[3] != sim_iteration) continue;
    ++made;
    for (const std::string& stranger : world_.strangers)
      if (!group.gone && std::ranges::find(group.members, stranger) == group.members.end())
        violated("a stranger was put out");
  }
  for (const auto& [code, count] : living)
    if (count > 1) violated("two groups of " + code);
  if (made > 1 + world_.made_again) violated("a new group that nobody asked for");
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

void KeeperHistory::check_end() {
  const core::IterationRecord row = record();
  std::size_t unread = 0;
  kept_.read([&](core::Tx& tx) {
    unread = tx.deliveries().waiting(10).size();
    const auto old = tx.iterations().find({"coding", "shop", "old"});
    if (!old || old->stage != core::IterationStage::seen)
      violated("what was there before the server was taken up");
  });
  if (unread != 0) violated("a delivery that nobody read");
  check_told_once();
  check_cards();
  if (world_.outside.iterations.contains(sim_twin)) check_group_at_end(record(sim_twin));
  if (row.version == 0) {
    // It had ended, or was deleted, before the server ever saw it. Where the tracker does not tell
    // when it was created, nobody can tell it from one that was there before.
    if (tells_created_ && !world_.deleted) check_environments_at_end(true);
    return;
  }
  const bool kept = row.announcement && row.announcement->stopped;
  if (kept && !kept_once_) violated("kept by nobody");
  // Deleted when its end had been proved already: that changes nothing any more.
  const bool over = world_.deleted
                        ? !row.over_by.empty() || row.stage == core::IterationStage::retired
                        : world_.ended();
  if (over && !kept) {
    if (row.stage != core::IterationStage::retired)
      violated("not retired: " + std::string(core::word_of(row.stage)));
    if (world_.living_group() != nullptr) violated("the group is still there");
  } else {
    const auto wanted = over ? core::IterationStage::ending : core::IterationStage::active;
    const bool asked = world_.deleted && row.missing;
    if (row.stage != wanted && !asked)
      violated("not as it should be: " + std::string(core::word_of(row.stage)));
    if (world_.deleted && !row.missing) violated("nobody knows that it is deleted");
    if (row.group_lost) {
      if (world_.living_group() != nullptr) violated("lost, and there is a group");
    } else if (!world_.deleted) {
      check_group_at_end(row);
    }
  }
  check_environments_at_end(over && !kept);
}

/// What stays as it is is not told again.
void KeeperHistory::check_told_once() {
  std::int64_t waiting = 0;
  kept_.read([&](core::Tx& tx) { waiting = tx.outbox().waiting(); });
  if (waiting != 0) violated("messages that nobody sent");
  const auto broken = world_.count_told(sim_project_group, "definition_invalid");
  if (broken > static_cast<std::int64_t>(applications_.size()))
    violated("a broken definition is told again and again");
  if (world_.count_told(sim_project_group, "group_lost") > world_.dissolved)
    violated("a lost group is told again and again");
  const core::IterationRecord row = record();
  if (row.group_lost && world_.dissolved > 0 &&
      world_.count_told(sim_project_group, "group_lost") == 0)
    violated("nobody was told of the lost group");
  if (row.missing && row.over_by.empty() &&
      !world_.told[row.group_lost || row.group.empty() ? sim_project_group : row.group.id].contains(
          "missing"))
    violated("nobody was asked about what is missing");
}

void KeeperHistory::check_group_at_end(const core::IterationRecord& row) {
  const std::string& code = row.key.code;
  const auto* group = world_.living_group(code);
  if (group == nullptr) violated("no group of " + code);
  const core::Iteration& iteration = world_.outside.iterations.at(code);
  if (group->name != iteration.name) violated("the group's name is " + group->name);
  std::set<std::string> wanted = world_.wanted(code);
  if (code == sim_iteration) wanted.insert(world_.strangers.begin(), world_.strangers.end());
  const std::set<std::string> there(group->members.begin(), group->members.end());
  // At the end people stay until all is told.
  const bool stay = iteration.state == core::IterationState::ended;
  const bool right = stay ? std::ranges::includes(there, wanted) : wanted == there;
  if (!right) violated("in the group: " + joined(there) + "and not " + joined(wanted));
  if (!world_.told[row.group.id].contains("welcome")) violated("nobody was welcomed");
}

void KeeperHistory::check_environments_at_end(bool gone) {
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
    if (gone) {
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
