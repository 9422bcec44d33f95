// What an iteration's group is told, as notices; their words are render's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "core/store/iterations.hpp"
#include "core/store/outbox.hpp"
#include "workflow/iteration/dependencies.hpp"

namespace chatops::workflow {

/// Queues it for the iteration's group; nothing where it has none. `card` as OutboxItem::card.
void tell(core::Tx& tx, const core::IterationRecord& row, core::Notice notice,
          const std::string& card);
/// … for the project's group, where there is one; `key` as OutboxItem::key.
void tell_project(core::Tx& tx, const IterationPolicy& policy, core::Notice notice,
                  const std::string& key);

core::Notice welcome_notice(const core::IterationRecord& row, const IterationDependencies& deps);
core::Notice unmatched_notice(std::span<const core::Person> people);
core::Notice missing_notice(const core::IterationRecord& row);
core::Notice group_lost_notice(const core::IterationRecord& row);
core::Notice ending_notice(const core::IterationRecord& row);
core::Notice kept_notice(const core::IterationRecord& row, const core::Actor& person);
core::Notice reopened_notice(const core::IterationRecord& row);
core::Notice retired_notice(const core::IterationRecord& row);
core::Notice no_teardown_notice(const core::IterationRecord& row, const Error& why);

}  // namespace chatops::workflow
