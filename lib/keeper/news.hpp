// What a group hears of the project's work itself: merge requests of its iteration. Nothing is done
// because of one, so the line is told from the delivery, in the transaction that finishes it: once,
// and never lost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "core/hint.hpp"
#include "core/store.hpp"
#include "workflow/iteration/dependencies.hpp"

namespace chatops::keeper {

/// The iterations that an event of this repository and branch concerns, the first rule that finds
/// any: those whose environments follow the branch (not a component's own, which concerns all);
/// those that have one of the issues that it names.
std::vector<core::IterationRecord> concerned(core::Tx& tx,
                                             const workflow::IterationDependencies& project,
                                             const core::Hint& hint);

/// Tells merge requests that were opened, merged or closed: in the groups of the iterations
/// concerned, else in the project's group; each state of one once. False: nothing was told.
bool tell_news(core::Tx& tx, const workflow::IterationDependencies& project,
               std::span<const core::Hint> hints);

}  // namespace chatops::keeper
