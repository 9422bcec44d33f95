// What groups are told of their environments: the living card of each deployment, a line for an
// automatic update. Asked to say the same again, nothing is sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "keeper/landscape.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

/// In the group of the environment's iteration; nowhere, where it has none. `several`: the group
/// has several applications, and is told which.
void show_deployments(core::Store& store, const ServedApplication& served,
                      const std::string& environment, std::span<const core::Deployment> shown,
                      bool several);
void tell_updated(core::Store& store, const ServedApplication& served,
                  const workflow::Update& update, bool several);
/// In the project's group: the definition cannot be read, and the old one holds.
void tell_broken(core::Store& store, const workflow::IterationPolicy& policy,
                 const std::string& application, const Error& why);

}  // namespace chatops::keeper
