// What an iteration's group is told, as notices. Their shapes are described in render/notices.hpp,
// where they are worded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/store/iterations.hpp"
#include "core/store/outbox.hpp"
#include "workflow/iteration/dependencies.hpp"

namespace chatops::workflow {

/// It has a group that messages reach, as far as anybody knows.
bool has_group(const core::IterationRecord& row);
/// The group does not want to hear of that.
bool mutes(const core::IterationRecord& row, const core::Notice& notice);
/// Queues it for the iteration's group; nothing where it has none, or mutes it. `card` as
/// OutboxItem::card.
void tell(core::Tx& tx, const core::IterationRecord& row, core::Notice notice,
          const std::string& card);
/// What concerns all that belongs to the iteration, and may be stopped by a person: for its group,
/// or the project's where it has none (any more).
struct Readers {
  core::GroupRef group;  ///< empty = there is nobody to tell
  std::string card;      ///< `card` as the group's outbox knows it
};
Readers readers_of(const core::IterationRecord& row, const IterationPolicy& policy,
                   const std::string& card);
void tell_of_end(core::Tx& tx, const core::IterationRecord& row, const IterationPolicy& policy,
                 core::Notice notice, const std::string& card);
/// … once for each `key` (OutboxItem::key).
void tell_once(core::Tx& tx, const core::IterationRecord& row, core::Notice notice,
               const std::string& key);
/// … for the project's group, where there is one; `key` as OutboxItem::key.
void tell_project(core::Tx& tx, const IterationPolicy& policy, core::Notice notice,
                  const std::string& key);

core::Notice welcome_notice(const core::IterationRecord& row, const IterationDependencies& deps);
core::Notice unmatched_notice(std::span<const core::Person> people);
core::Notice ending_notice(const core::IterationRecord& row, const IterationPolicy& policy,
                           const std::vector<std::string>& environments);
core::Notice kept_notice(const core::IterationRecord& row, const core::Actor& person);
/// `left`: what may still be there, environment_forgotten.
core::Notice retired_notice(const core::IterationRecord& row, const IterationPolicy& policy,
                            const std::vector<std::string>& environments,
                            const std::vector<Error>& left);
core::Notice stuck_notice(const core::IterationRecord& row, const Error& why);
/// "missing", "reopened", "group_lost": what says nothing but which iteration.
core::Notice plain_notice(const char* kind, const core::IterationRecord& row);

}  // namespace chatops::workflow
