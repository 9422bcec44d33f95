// What `doctor` looks at of the registries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/application.hpp"
#include "net/checks.hpp"
#include "registry/session.hpp"

namespace chatops::registry {

/// How the application's registries are reached, and whether they take the credentials there are.
/// `session` is of `hosts`, which were made of `table`.
Findings check_registries(const Call& call, const net::Looking& looking, Hosts& hosts,
                          const HostTable& table, Session& session,
                          const core::Application& application);

}  // namespace chatops::registry
