// The steps in their order: exists, bears the name, has its people, was greeted, ends.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/iteration/keep.hpp"

#include <algorithm>
#include <set>

#include "workflow/iteration/announce.hpp"
#include "workflow/iteration/people.hpp"
#include "workflow/iteration/record.hpp"
#include "workflow/iteration/retire.hpp"

namespace chatops::workflow {

namespace {

constexpr Millis at_once{0};

/// The group was dissolved, or the bot put out of it, by somebody: not made anew by itself.
IterationStep lose_group(IterationDependencies& deps, core::IterationRecord& row) {
  record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
    next.group_lost = true;
    tell_project(tx, deps.policy, plain_notice("group_lost", next), "group-lost/" + row.group.id);
  });
  return {.again = at_once};
}

IterationStep create_group(const Call& call, IterationDependencies& deps,
                           core::IterationRecord& row) {
  core::NewGroup wanted{.name = row.last.name, .members = {}, .key = text_of(row.key)};
  if (row.former_groups > 0) wanted.key += '/' + std::to_string(row.former_groups);
  // Whoever does not hear the answer must know that there may be one.
  if (!row.group_asked)
    record(deps, row, [](core::Tx&, core::IterationRecord& next) { next.group_asked = true; });
  const core::GroupRef group = value_or_throw(deps.chat.groups().create(call, wanted));
  record(deps, row, [&](core::Tx&, core::IterationRecord& next) {
    next.group = group;
    next.group_asked = false;
    next.group_name.clear();  // it may have been made, under another name, by a try before
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

/// Records who belongs there, then adds and removes; tells of people whom nobody could find, once.
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
  std::vector<std::string> unmatched;
  std::vector<core::Person> news;
  for (const core::Person& person : accounts.unmatched) {
    const std::string& id = person.id.empty() ? person.email : person.id;
    unmatched.push_back(id);
    if (std::ranges::find(row.unmatched, id) == row.unmatched.end()) news.push_back(person);
  }
  std::vector<std::string> codes;
  for (const core::Issue& issue : issues) codes.push_back(issue.code);
  std::ranges::sort(codes);
  if (changes.members != row.members || unmatched != row.unmatched || codes != row.issues) {
    record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
      next.issues = codes;
      next.members = changes.members;
      next.unmatched = unmatched;
      if (!news.empty()) tell(tx, next, unmatched_notice(news), "");
    });
  }
  // Neither waits for the other: a platform may take one of them for good.
  if (!changes.add.empty()) value_or_throw(deps.chat.groups().add(call, row.group, changes.add));
  if (!changes.remove.empty())
    value_or_throw(deps.chat.groups().remove(call, row.group, changes.remove));
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

/// Those who are to be asked whether it is over were asked. They are others once its group is lost.
bool asked_about(IterationDependencies& deps, const core::IterationRecord& row) {
  const Readers readers = readers_of(row, deps.policy, "missing");
  if (readers.group.empty() || mutes(row, plain_notice("missing", row))) return true;
  bool out = false;
  deps.store.read([&](core::Tx& tx) { out = tx.outbox().knows(readers.group, readers.card); });
  return out;
}

/// That the tracker has it no more proves nothing: its group is asked, or the project's where it
/// has none. Whoever is to be asked must be there: a group that was dissolved is seen first.
IterationStep keep_missing(const Call& call, IterationDependencies& deps,
                           core::IterationRecord& row) {
  if (row.group.empty() && row.group_asked) return create_group(call, deps, row);
  if (has_group(row) && dissolved(call, deps, row)) return lose_group(deps, row);
  if (!row.missing || (row.over_by.empty() && !asked_about(deps, row))) {
    record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
      next.missing = true;
      tell_of_end(tx, next, deps.policy, plain_notice("missing", next), "missing");
    });
  }
  if (row.over_by.empty()) return {};
  return advance_end(deps, row);
}

void find_again(IterationDependencies& deps, core::IterationRecord& row) {
  record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
    next.missing = false;
    next.over_by.clear();
    tell_of_end(tx, next, deps.policy, plain_notice("reopened", next), "missing");
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
  if (!read && read.error().reason == Reason::outside_not_found)
    return keep_missing(call, deps, row);
  const core::Iteration now_is = value_or_throw(std::move(read));
  if (row.missing) find_again(deps, row);
  if (now_is != row.last || !row.welcomed) {
    row.last = now_is;
    row.read_at = deps.system.clock.now();
    if (has_group(row)) {
      greet(deps, row);
    } else {
      record(deps, row, [&](core::Tx&, core::IterationRecord&) {});
    }
  }
  if (row.group.empty()) return create_group(call, deps, row);
  if (row.group_lost) return advance_end(deps, row);

  const auto group = deps.chat.groups().facts(call, row.group);
  if (!group && group.error().reason == Reason::group_gone) return lose_group(deps, row);
  if (!group) throw Error(group.error());
  if (row.group_name != row.last.name) {
    if (group->name != row.last.name)
      value_or_throw(deps.chat.groups().rename(call, row.group, row.last.name));
    record(deps, row,
           [&](core::Tx&, core::IterationRecord& next) { next.group_name = row.last.name; });
    return {.again = at_once};
  }
  IterationStep out;
  std::optional<Error> failed;
  try {
    out = keep_members(call, deps, row, *group);
  } catch (const Error& error) {
    failed = error;  // the end does not wait for people who cannot be read
  }
  const IterationStep end = advance_end(deps, row);
  if (failed) throw Error(*failed);
  out.again = sooner(out.again, end.again);
  return out;
}

namespace {

/// Clocks of two machines differ that much, at most.
constexpr Millis clocks_apart{std::chrono::minutes{10}};

/// What was known of a project before it was read now.
struct FirstSight {
  std::optional<Instant> at;  ///< nothing = it was never read
  bool empty = true;          ///< no iteration was ever recorded
};

/// Certainly not there yet when the project was first seen.
bool created_later(const core::Iteration& iteration, const FirstSight& first, Instant now) {
  if (!first.at) return false;
  if (!iteration.created_at) return !first.empty;
  // A first sight in the future was told by a clock that has been put right since.
  return *iteration.created_at + clocks_apart >= std::min(*first.at, now);
}

/// Of what ended before anybody read of it only that matters for which something was made.
bool left_something(core::Tx& tx, const IterationDependencies& deps,
                    const core::Iteration& iteration) {
  return iteration.created_at &&
         std::ranges::any_of(deps.applications, [&](const auto& application) {
           return !tx.environments()
                       .of_iteration(application->application.name, iteration.code)
                       .empty();
         });
}

/// Environments that were not looked after when their iteration was closed, because their
/// application could not be read: it is not closed yet.
void close_again(core::Tx& tx, const IterationDependencies& deps) {
  std::set<std::string> left;
  for (const auto& application : deps.applications) {
    for (const auto& one : tx.environments().list(application->application.name, false)) {
      if (!one.iteration.empty()) left.insert(one.iteration);
    }
  }
  for (const std::string& code : left) {
    const core::IterationKey key = key_of(deps.policy, code);
    if (tx.iterations().stage(key) != core::IterationStage::retired) continue;
    auto row = *tx.iterations().find(key);
    row.stage = core::IterationStage::retiring;
    row.environments_gone = false;
    row.changed_at = deps.system.clock.now();
    tx.iterations().put(row);
  }
}

}  // namespace

std::vector<std::string> keep_project(const Call& call, IterationDependencies& deps) {
  const auto iterations = value_or_throw(deps.tracker.iterations(call));
  std::vector<std::string> open;
  deps.store.write([&](core::Tx& tx) {
    open.clear();
    const Instant now = deps.system.clock.now();
    const IterationPolicy& policy = deps.policy;
    const FirstSight first{
        .at = tx.iterations().first_sight(policy.tracker, policy.project),
        .empty = tx.iterations().list(policy.tracker, policy.project, true).empty()};
    for (const core::Iteration& iteration : iterations) {
      if (tx.iterations().stage(key_of(policy, iteration.code))) continue;
      const bool later = created_later(iteration, first, now);
      const bool ended = iteration.state == core::IterationState::ended;
      if (ended && !(later && left_something(tx, deps, iteration))) continue;
      core::IterationRecord row{
          .key = key_of(policy, iteration.code),
          .last = iteration,
          .read_at = now,
          .stage = later ? core::IterationStage::active : core::IterationStage::seen,
          .created_at = now,
          .changed_at = now};
      tx.iterations().put(row);
    }
    if (!first.at) tx.iterations().know_project(policy.tracker, policy.project, now);
    close_again(tx, deps);
    for (const auto& row : tx.iterations().list(policy.tracker, policy.project, false)) {
      if (row.stage != core::IterationStage::seen) open.push_back(row.key.code);
    }
  });
  return open;
}

namespace {

/// It goes on after its end; what was taken away is not brought back.
void begin_again(core::IterationRecord& row, const IterationPolicy& policy) {
  row.stage = core::IterationStage::active;
  row.ended.reset();
  row.announcement.reset();
  row.kept_by.clear();
  if (!row.group.empty() && !policy.keep_group) row.group_lost = true;
  row.environments_gone = row.missing = false;
  row.over_by.clear();
}

}  // namespace

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
    if (row.stage == core::IterationStage::retired) begin_again(row, deps.policy);
    if (row.group_lost) want_new_group(row);
    if (!group.empty()) {
      if (group != row.group) row.members.clear();
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

bool asks_whether_over(const core::IterationRecord& row) {
  const bool goes_on =
      row.stage == core::IterationStage::active || row.stage == core::IterationStage::ending;
  return row.missing && row.over_by.empty() && goes_on;
}

void end_missing(core::IterationRecord& row, const core::Actor& person) { row.over_by = person.id; }

void keep_after_end(core::Tx& tx, core::IterationRecord& row, const core::Actor& person) {
  row.announcement->stopped = true;
  row.kept_by = person.id;
  tell(tx, row, kept_notice(row, person), "ending");
}

}  // namespace chatops::workflow
