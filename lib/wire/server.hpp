// Puts the server together: state, chat, keepers, doors. Decides nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/server_host.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

/// `system` outlives it.
std::unique_ptr<core::ServerHost> make_server_host(System system, Options options);

/// Where the server of a state file listens for commands of this machine.
std::string socket_of(const std::string& state_file);

}  // namespace chatops::wire
