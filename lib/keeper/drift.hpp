// What somebody changed in a cluster beside us, told to the group of the iteration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "keeper/dev_sessions.hpp"
#include "keeper/landscape.hpp"

namespace chatops::keeper {

/// Compares all environments of the application with what their clusters say, in one question. The
/// same difference is told once, and that it is over. Not compared: those that are being deployed
/// to, or go away, and those whose clusters do not answer. `namespaces`: only those that are there;
/// empty = all. What is in dev mode runs something else on purpose.
void tell_drift(const Call& call, core::Store& store, const ServedApplication& served, bool several,
                const std::set<std::string>& namespaces, const InDevMode& in_dev_mode);

}  // namespace chatops::keeper
