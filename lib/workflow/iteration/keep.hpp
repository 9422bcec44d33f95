// The keeper of one iteration: its group is there, bears its name, has its people and was greeted;
// its end is proved, told and carried out. Level-triggered: each call reads the truth, takes the
// first step that is lacking, and records it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflow/iteration/dependencies.hpp"

namespace chatops::workflow {

/// An environment that something was begun for: its keeper is to look at it.
struct TouchedEnvironment {
  std::string application, name;
};

struct IterationStep {
  std::optional<Millis> again;  ///< look again after this; nothing = when something changes
  std::vector<TouchedEnvironment> touched;
};

/// One step: at most one effect outside. Does nothing for an iteration that is not recorded, was
/// only seen, or is retired. Throws what an outside system answers (unknown is never taken for an
/// end), and state_conflict when the record was changed meanwhile.
IterationStep keep_iteration(const Call& call, IterationDependencies& deps,
                             const std::string& code);

/// Reads which iterations there are, and answers the codes of those that are to be looked after.
/// The first reading of a project is a baseline: what is there then is only `seen`. One that was
/// created later is taken up, also where it has ended and an environment was made for it meanwhile.
/// Whether it was created later is told by the tracker's time, so that a reading which lacked
/// something makes nothing new of it; where the tracker tells none, by a baseline that was not
/// empty. An iteration that was closed without an environment of it, because the application could
/// not be read then, is closed once more. Throws what the tracker answers.
std::vector<std::string> keep_project(const Call& call, IterationDependencies& deps);

/// Takes up an iteration that was only seen, or one that is retired and goes on. A `group` that
/// exists is bound instead of making one. unknown_iteration.
core::IterationRecord adopt_iteration(const Call& call, IterationDependencies& deps,
                                      const std::string& code, const core::GroupRef& group);

/// What was lost stays lost: the keeper makes a new group. For a record whose group is lost.
void want_new_group(core::IterationRecord& row);

/// The tracker has it no more, and only a person can say whether it is over. False: nobody is to be
/// asked (any more).
bool asks_whether_over(const core::IterationRecord& row);
/// It is: noted in the row, which the caller stores. The keeper announces the end as any other, and
/// takes it back should the tracker have the iteration again.
void end_missing(core::IterationRecord& row, const core::Actor& person);

/// A person wants everything to stay although the iteration ended: noted in the row, which the
/// caller stores, and told. For one that is `ending`.
void keep_after_end(core::Tx& tx, core::IterationRecord& row, const core::Actor& person);

}  // namespace chatops::workflow
