// What a person may do in a project: its tracker decides. Deny by default.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "command/authorise.hpp"
#include "core/iteration.hpp"
#include "core/store/identities.hpp"
#include "server/hosts.hpp"

namespace chatops::server {

/// Members deploy to their project's iterations; who owns the iteration, and administrators, may
/// take away and force; an environment of no iteration is for administrators. Guests read. Bits of
/// table::Right.
unsigned rights_of(core::Role role, bool of_an_iteration, bool owns_it);

/// The authority of a known person. `iteration`: that of the environment concerned, nothing = it
/// has none. right_missing where there is none at all (`what` = the command, `why` = not_a_member |
/// role_unknown | members_unread).
Result<command::Authority> authority_of(const Call& call, Hosts& hosts, const ProjectRef& project,
                                        const core::Identity& person,
                                        const std::optional<core::Iteration>& iteration,
                                        std::string_view command);

}  // namespace chatops::server
