// The steps in their order: exists, bears the name, has its people, was greeted, ends.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/iteration/keep.hpp"

#include <algorithm>

#include "workflow/iteration/announce.hpp"
#include "workflow/iteration/people.hpp"
#include "workflow/iteration/record.hpp"
#include "workflow/iteration/retire.hpp"

namespace chatops::workflow {

namespace {

constexpr Millis at_once{0};

bool lost(const Error& error) { return error.reason == Reason::group_gone; }

/// The group was dissolved, or the bot put out of it, by somebody: not made anew by itself.
IterationStep lose_group(IterationDependencies& deps, core::IterationRecord& row) {
  record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
    next.group_lost = true;
    tell_project(tx, deps.policy, plain_notice("group_lost", next), "group-lost/" + row.group.id);
  });
  return {};
}

IterationStep create_group(const Call& call, IterationDependencies& deps,
                           core::IterationRecord& row) {
  core::NewGroup wanted{.name = row.last.name, .members = {}, .key = text_of(row.key)};
  if (row.former_groups > 0) wanted.key += '/' + std::to_string(row.former_groups);
  const core::GroupRef group = value_or_throw(deps.chat.groups().create(call, wanted));
  record(deps, row, [&](core::Tx&, core::IterationRecord& next) {
    next.group = group;
    next.group_name = wanted.name;
  });
  return {.again = at_once};
}

std::vector<core::Person> wanted_people(const core::IterationRecord& row,
                                        const IterationPolicy& policy,
                                        std::span<const core::Issue> issues) {
  auto out = people_of(row.last, issues);
  for (const std::string& email : policy.always) out.push_back({.email = email});
  return out;
}

/// Adds and removes, and tells of people whom nobody could find, once.
IterationStep keep_members(const Call& call, IterationDependencies& deps,
                           core::IterationRecord& row, const core::GroupFacts& group) {
  const auto issues = value_or_throw(deps.tracker.issues(call, row.key.code));
  const Accounts accounts = accounts_of(call, deps, wanted_people(row, deps.policy, issues));
  // At the end issues move on; whoever worked on them is told of it, and may press Keep.
  const bool ended = row.last.state == core::IterationState::ended;
  const auto leave_after = ended ? std::nullopt : std::optional(deps.policy.leave_after);
  const MemberChanges changes =
      member_changes(row.members, accounts.found,
                     std::set<std::string>(group.members.begin(), group.members.end()),
                     deps.system.clock.now(), leave_after);
  if (!changes.add.empty())
    value_or_throw(deps.chat.groups().add(call, row.group, changes.add));
  else if (!changes.remove.empty())
    value_or_throw(deps.chat.groups().remove(call, row.group, changes.remove));
  std::vector<std::string> unmatched;
  std::vector<core::Person> news;
  for (const core::Person& person : accounts.unmatched) {
    const std::string& id = person.id.empty() ? person.email : person.id;
    unmatched.push_back(id);
    if (std::ranges::find(row.unmatched, id) == row.unmatched.end()) news.push_back(person);
  }
  std::vector<core::GroupMember> members = changes.members;
  if (!changes.add.empty() && !changes.remove.empty()) {
    // One effect a step: whoever is to go is still there.
    for (const core::GroupMember& member : row.members)
      if (std::ranges::find(changes.remove, member.account) != changes.remove.end())
        members.push_back(member);
  }
  if (members != row.members || unmatched != row.unmatched) {
    record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
      next.members = members;
      next.unmatched = unmatched;
      if (!news.empty()) tell(tx, next, unmatched_notice(news), "");
    });
  }
  if (!changes.add.empty() && !changes.remove.empty()) return {.again = at_once};
  return {.again = changes.again};
}

std::optional<Millis> sooner(std::optional<Millis> a, std::optional<Millis> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

/// The welcome card lives: it shows the dates and owner as they are now.
void greet(IterationDependencies& deps, core::IterationRecord& row) {
  record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
    next.welcomed = true;
    tell(tx, next, welcome_notice(next, deps), "welcome");
  });
}

}  // namespace

IterationStep keep_iteration(const Call& call, IterationDependencies& deps,
                             const std::string& code) {
  std::optional<core::IterationRecord> found;
  deps.store.read([&](core::Tx& tx) { found = tx.iterations().find(key_of(deps.policy, code)); });
  if (!found || found->stage == core::IterationStage::seen ||
      found->stage == core::IterationStage::retired)
    return {};
  core::IterationRecord row = std::move(*found);
  if (row.stage == core::IterationStage::retiring) return retire(call, deps, row);

  auto read = deps.tracker.iteration(call, code);
  if (!read && read.error().reason == Reason::outside_not_found) {
    // That the tracker has it no more proves nothing: the group is asked.
    record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
      tell(tx, next, plain_notice("missing", next), "missing");
    });
    return {};
  }
  const core::Iteration now_is = value_or_throw(std::move(read));
  if (now_is != row.last || !row.welcomed) {
    const bool greets = !row.group.empty() && !row.group_lost;
    row.last = now_is;
    row.read_at = deps.system.clock.now();
    if (greets) {
      greet(deps, row);
    } else {
      record(deps, row, [&](core::Tx&, core::IterationRecord&) {});
    }
  }
  if (row.group.empty()) return create_group(call, deps, row);
  if (row.group_lost) return advance_end(deps, row);

  const auto group = deps.chat.groups().facts(call, row.group);
  if (!group && lost(group.error())) return lose_group(deps, row);
  if (!group) throw Error(group.error());
  if (row.group_name != row.last.name) {
    value_or_throw(deps.chat.groups().rename(call, row.group, row.last.name));
    record(deps, row,
           [&](core::Tx&, core::IterationRecord& next) { next.group_name = row.last.name; });
    return {.again = at_once};
  }
  IterationStep out = keep_members(call, deps, row, *group);
  const IterationStep end = advance_end(deps, row);
  out.again = sooner(out.again, end.again);
  return out;
}

ProjectStep keep_project(const Call& call, IterationDependencies& deps) {
  const auto iterations = value_or_throw(deps.tracker.iterations(call));
  ProjectStep out;
  deps.store.write([&](core::Tx& tx) {
    out = {};
    const Instant now = deps.system.clock.now();
    const IterationPolicy& policy = deps.policy;
    const bool baseline = !tx.iterations().project_known(policy.tracker, policy.project);
    for (const core::Iteration& iteration : iterations) {
      auto known = tx.iterations().find(key_of(policy, iteration.code));
      if (known || iteration.state == core::IterationState::ended) continue;
      core::IterationRecord row{
          .key = key_of(policy, iteration.code),
          .last = iteration,
          .read_at = now,
          .stage = baseline ? core::IterationStage::seen : core::IterationStage::active,
          .created_at = now,
          .changed_at = now};
      tx.iterations().put(row);
      if (!baseline) out.fresh.push_back(iteration.code);
    }
    if (baseline) tx.iterations().know_project(policy.tracker, policy.project, now);
    for (const auto& row : tx.iterations().list(policy.tracker, policy.project, false)) {
      if (row.stage != core::IterationStage::seen) out.open.push_back(row.key.code);
    }
  });
  return out;
}

core::IterationRecord adopt_iteration(const Call& call, IterationDependencies& deps,
                                      const std::string& code, const core::GroupRef& group) {
  const auto iteration = deps.tracker.iteration(call, code);
  if (!iteration && iteration.error().reason == Reason::outside_not_found)
    throw Error(Reason::unknown_iteration, {{"what", code}});
  const core::Iteration now_is = value_or_throw(iteration);
  core::IterationRecord row;
  deps.store.write([&](core::Tx& tx) {
    const Instant now = deps.system.clock.now();
    row = tx.iterations()
              .find(key_of(deps.policy, now_is.code))
              .value_or(core::IterationRecord{.key = key_of(deps.policy, now_is.code),
                                              .created_at = now});
    row.last = now_is;
    row.read_at = row.changed_at = now;
    if (row.stage == core::IterationStage::seen) row.stage = core::IterationStage::active;
    if (row.group_lost) want_new_group(row);
    if (!group.empty()) {
      row.group = group;
      row.group_name.clear();
      row.welcomed = false;
    }
    tx.iterations().put(row);
  });
  return row;
}

void want_new_group(core::IterationRecord& row) {
  row.group = {};
  row.group_name.clear();
  row.group_lost = row.welcomed = false;
  row.members.clear();
  ++row.former_groups;
}

void keep_after_end(core::Tx& tx, core::IterationRecord& row, const core::Actor& person) {
  row.announcement->stopped = true;
  row.kept_by = person.id;
  tell(tx, row, kept_notice(row, person), "ending");
}

}  // namespace chatops::workflow
