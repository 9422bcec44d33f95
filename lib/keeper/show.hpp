// What groups are told of their environments: the living card of each deployment, a line for an
// automatic update. Asked to say the same again, nothing is sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "keeper/landscape.hpp"
#include "workflow/notices.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

/// The iteration whose group is told of the environment; nothing = there is none.
std::optional<core::IterationRecord> iteration_of(core::Tx& tx, const ServedApplication& served,
                                                  const std::string& environment);

/// Of cards whose names are made of a number that rises, those that the group was told or is about
/// to be: of the newest number, and of a few before it.
std::set<std::string> told_lately(core::Tx& tx, const core::GroupRef& group, std::int64_t newest,
                                  const std::function<std::string(std::int64_t)>& card_of);
/// The revisions whose cards say that they go on, whatever has become of them since.
std::set<std::int64_t> open_cards(core::Store& store, const ServedApplication& served,
                                  const std::string& environment);
/// In the group of the environment's iteration; nowhere, where it has none. `several`: the group
/// has several applications, and is told which.
void show_deployments(core::Store& store, const ServedApplication& served,
                      const std::string& environment, std::span<const core::Deployment> shown,
                      bool several);
/// Told again with the commits that were read meanwhile, the line becomes a fuller one.
void tell_updated(core::Tx& tx, const ServedApplication& served, const workflow::Brought& brought,
                  bool several, const workflow::Commits& commits);
/// The builds that the environment waits for, and that they have come.
void tell_waiting(core::Store& store, const ServedApplication& served,
                  const std::string& environment, bool several);
/// In the project's group: the definition cannot be read, and the old one holds.
void tell_broken(core::Store& store, const workflow::IterationPolicy& policy,
                 const std::string& application, const Error& why);

}  // namespace chatops::keeper
