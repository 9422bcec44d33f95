// The end of an iteration: read twice, announced with a way to stop it, then its environments go,
// then its group. A failure in one does not hold up the other for ever: it is told, and tried
// again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/iteration/keep.hpp"

namespace chatops::workflow {

/// Follows what the tracker says of the end (`row.last`, read just now), or a person of an
/// iteration that is missing just now: announces it, takes it back when the iteration goes on, and
/// lets it retire when it is proved.
IterationStep advance_end(IterationDependencies& deps, core::IterationRecord& row);

/// Its group was dissolved, or the bot put out of it, by somebody. Another error of the chat says
/// neither.
bool dissolved(const Call& call, IterationDependencies& deps, const core::IterationRecord& row);

/// One step of an iteration whose end is proved.
IterationStep retire(const Call& call, IterationDependencies& deps, core::IterationRecord& row);

}  // namespace chatops::workflow
