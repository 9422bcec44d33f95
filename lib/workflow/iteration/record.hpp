// The one way to change what is recorded of an iteration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/iteration/dependencies.hpp"

namespace chatops::workflow {

/// `change(tx, row)` is given the row as it was read, and may run again; what it did is stored, and
/// `row` is what was stored. state_conflict when somebody else changed it meanwhile.
template <class Change>
void record(IterationDependencies& deps, core::IterationRecord& row, const Change& change) {
  core::IterationRecord next;
  deps.store.write([&](core::Tx& tx) {
    next = row;
    change(tx, next);
    next.changed_at = deps.system.clock.now();
    tx.iterations().put(next);
  });
  row = std::move(next);
}

}  // namespace chatops::workflow
