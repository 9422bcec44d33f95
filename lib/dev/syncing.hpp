// A sync that runs on this machine, and what other commands of it say to it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/system.hpp"
#include "core/dev_mode.hpp"
#include "dev/agent.hpp"
#include "dev/session.hpp"

namespace chatops::dev {

struct SyncParts {
  const System& system;
  kube::Api& api;
  const AgentFile& agent;
  const Held& held;          ///< with its record
  std::string state_folder;  ///< journals and sockets
};

/// core::DevMode::sync for a session that is the caller's.
void keep_alike(const Call& call, const SyncParts& parts, const core::DevSync& order,
                const std::function<void(const core::DevSyncState&)>& told);

/// A session that is over leaves nothing on this machine.
void forget(const std::string& state_folder, const std::string& session);

/// core::DevMode::ask.
std::vector<core::DevSyncing> ask_syncs(const Call& call, const Clock& clock,
                                        const std::string& state_folder,
                                        const core::DevSyncQuestion& question);

/// Waits until the session's sync has brought more edits than `seen`, and answers how many it has;
/// 0 = none were seen, which is answered at once. Errors: dev_sync_absent, those of the sync.
/// Throws Interrupted.
Result<std::uint64_t> wait_for_edits(const Call& call, const Clock& clock,
                                     const std::string& state_folder, const std::string& session,
                                     std::uint64_t seen);

}  // namespace chatops::dev
