// People by what the tracker says of them, joined with their accounts at the chat.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/iteration/people.hpp"

#include <algorithm>

namespace chatops::workflow {

core::IterationKey key_of(const IterationPolicy& policy, const std::string& code) {
  return {.tracker = policy.tracker, .project = policy.project, .code = code};
}

std::vector<core::Person> people_of(const core::Iteration& iteration,
                                    std::span<const core::Issue> issues) {
  std::map<std::string, core::Person> out;
  const auto take = [&out](const core::Person& person) {
    if (person.id.empty()) return;
    core::Person& known = out.try_emplace(person.id, person).first->second;
    if (known.email.empty()) known.email = person.email;
    if (known.mobile.empty()) known.mobile = person.mobile;
  };
  if (iteration.owner) take(*iteration.owner);
  for (const core::Issue& issue : issues) {
    if (issue.assignee) take(*issue.assignee);
    std::ranges::for_each(issue.watchers, take);
  }
  std::vector<core::Person> people;
  people.reserve(out.size());
  for (auto& [id, person] : out) people.push_back(std::move(person));
  return people;
}

MemberChanges member_changes(std::span<const core::GroupMember> recorded,
                             const std::map<std::string, std::string>& wanted,
                             const std::set<std::string>& present, Instant now,
                             std::optional<Millis> leave_after) {
  MemberChanges out;
  std::set<std::string> ours;
  for (const core::GroupMember& member : recorded) {
    ours.insert(member.account);
    if (!present.contains(member.account)) {
      if (!wanted.contains(member.person)) continue;
      core::GroupMember comes = member;
      comes.adding = member.adding || member.not_wanted_since;
      comes.not_wanted_since.reset();
      // Else they left, or were put out, by a person: not brought back while the same is wanted.
      if (comes.adding) out.add.push_back(member.account);
      out.members.push_back(std::move(comes));
      continue;
    }
    core::GroupMember now_is = member;
    now_is.adding = false;
    if (wanted.contains(member.person) || !leave_after) {
      now_is.not_wanted_since.reset();
      out.members.push_back(now_is);
      continue;
    }
    // Not later than now: the clock that told so has been put right since.
    now_is.not_wanted_since = std::min(now_is.not_wanted_since.value_or(now), now);
    const Millis left = *now_is.not_wanted_since + *leave_after - now;
    if (left <= Millis{0}) {
      out.remove.push_back(member.account);
      out.members.push_back(now_is);  // until they are seen to be gone
      continue;
    }
    out.again = std::min(out.again.value_or(left), left);
    out.members.push_back(now_is);
  }
  for (const auto& [person, account] : wanted) {
    if (ours.contains(account) || present.contains(account)) continue;
    out.add.push_back(account);
    out.members.push_back(
        {.account = account, .person = person, .not_wanted_since = std::nullopt, .adding = true});
  }
  return out;
}

namespace {

/// Fills in how people can be reached, where the tracker told it only of the project's members.
void complete(const Call& call, IterationDependencies& deps, std::vector<core::Person>& people) {
  const auto reachable = [](const core::Person& person) {
    return !person.email.empty() || !person.mobile.empty();
  };
  if (std::ranges::all_of(people, reachable)) return;
  const auto members = value_or_throw(deps.members.members(call));
  for (core::Person& person : people) {
    const auto member =
        std::ranges::find(members, person.id, [](const core::Member& m) { return m.person.id; });
    if (member == members.end()) continue;
    if (person.name.empty()) person.name = member->person.name;
    if (person.email.empty()) person.email = member->person.email;
    if (person.mobile.empty()) person.mobile = member->person.mobile;
  }
}

core::Identity identity_of(const std::string& tracker, const core::Person& person, Instant now) {
  const bool known = !person.id.empty();
  core::Identity out{.id = known ? tracker + ":" + person.id : "email:" + person.email,
                     .name = person.name.empty() ? person.email : person.name,
                     .email = person.email,
                     .mobile = person.mobile,
                     .changed_at = now};
  if (known) out.accounts[tracker] = person.id;
  return out;
}

}  // namespace

Accounts accounts_of(const Call& call, IterationDependencies& deps,
                     std::vector<core::Person> people) {
  const std::string platform = deps.chat.name();
  Accounts out;
  const auto remembered = [&](core::Tx& tx, const core::Person& person) {
    auto known = person.id.empty() ? std::nullopt
                                   : tx.identities().by_account(deps.policy.tracker, person.id);
    if (!known && !person.email.empty()) known = tx.identities().by_email(person.email);
    return known;
  };
  const auto name_of = [](const core::Person& person) {
    return person.id.empty() ? person.email : person.id;
  };
  std::vector<core::Person> asked;
  deps.store.read([&](core::Tx& tx) {
    out.found.clear();
    asked.clear();
    for (const core::Person& person : people) {
      const auto identity = remembered(tx, person);
      if (identity && identity->accounts.contains(platform))
        out.found[name_of(person)] = identity->accounts.at(platform);
      else
        asked.push_back(person);
    }
  });
  if (asked.empty()) return out;
  complete(call, deps, asked);
  const auto accounts = value_or_throw(deps.chat.directory().find(call, asked));
  const Instant now = deps.system.clock.now();
  deps.store.write([&](core::Tx& tx) {
    out.unmatched.clear();
    for (std::size_t i = 0; i < asked.size(); ++i) {
      core::Identity identity =
          remembered(tx, asked[i]).value_or(identity_of(deps.policy.tracker, asked[i], now));
      if (!accounts.at(i)) {
        out.unmatched.push_back(asked[i]);
        continue;
      }
      // An account that another person has already is not taken away by an equal address.
      if (const auto other = tx.identities().by_account(platform, accounts[i]->id);
          other && other->id != identity.id) {
        out.found[name_of(asked[i])] = accounts[i]->id;
        continue;
      }
      identity.accounts[platform] = accounts[i]->id;
      if (!asked[i].id.empty()) identity.accounts[deps.policy.tracker] = asked[i].id;
      identity.changed_at = now;
      tx.identities().put(identity);
      out.found[name_of(asked[i])] = accounts[i]->id;
    }
  });
  return out;
}

}  // namespace chatops::workflow
