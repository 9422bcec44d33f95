// Who has what in dev mode, told to the group of the iteration; what nobody holds any more is put
// back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "keeper/landscape.hpp"

namespace chatops::keeper {

/// The components of each environment that are in dev mode.
using InDevMode = std::map<std::string, std::set<std::string>>;

/// Looks at all environments of the application; a session is told once, and that it is over.
/// `namespaces` as of tell_drift. `failed` hears what kept a session from being seen or put back.
InDevMode keep_dev_sessions(const Call& call, core::Store& store, const ServedApplication& served,
                            bool several, const std::set<std::string>& namespaces,
                            const std::function<void(const Error&)>& failed);

}  // namespace chatops::keeper
