// Who belongs into an iteration's group, and who of those that chatops put there does no longer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/store/iterations.hpp"
#include "workflow/iteration/dependencies.hpp"

namespace chatops::workflow {

/// Assignees and watchers of the issues, and the owner, each once, by id.
std::vector<core::Person> people_of(const core::Iteration& iteration,
                                    std::span<const core::Issue> issues);

/// What is to change about a group's members. Pure.
struct MemberChanges {
  /// As they are to be recorded, before anybody is added: `adding` are those who are, so that they
  /// are known as ours should nobody live to record it afterwards.
  std::vector<core::GroupMember> members;
  std::vector<std::string> add, remove;  ///< accounts
  std::optional<Millis> again;           ///< somebody is to be removed after this
};
/// `wanted` accounts by the person's id; `present` = who is in the group. Only people whom chatops
/// added, and who were not wanted for `leave_after` (nothing = nobody), are removed; whoever was
/// there before chatops added them is not recorded, and stays.
MemberChanges member_changes(std::span<const core::GroupMember> recorded,
                             const std::map<std::string, std::string>& wanted,
                             const std::set<std::string>& present, Instant now,
                             std::optional<Millis> leave_after);

/// The accounts of people at the chat, by the person's id.
struct Accounts {
  std::map<std::string, std::string> found;
  std::vector<core::Person> unmatched;
};
/// As remembered; for others by verified e-mail or mobile, asked of the project's members and the
/// chat, and remembered then. Throws what an outside system answers.
Accounts accounts_of(const Call& call, IterationDependencies& deps,
                     std::vector<core::Person> people);

}  // namespace chatops::workflow
