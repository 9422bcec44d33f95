// What a start of the server would find, without one: for `serve --check` and `doctor`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/finding.hpp"
#include "core/server_host.hpp"
#include "wire/configuration.hpp"
#include "wire/server_config.hpp"

namespace chatops::wire {

/// The file's, and what the options say beside it. Throws what is wrong with either.
ServerConfig server_config_of(const core::ServeOptions& options);

/// Profile, configuration, state, hooks with their secrets, applications, and the webhooks of their
/// projects, as far as the token may look at them. Changes nothing. Throws Interrupted alone.
Findings check_server(const Call& call, const System& system, const Options& options,
                      const core::ServeOptions& asked);

}  // namespace chatops::wire
