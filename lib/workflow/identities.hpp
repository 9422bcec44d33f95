// The person behind an actor, whichever door they came through: a terminal, a job and an account of
// the tracker are accounts that may be linked to one person.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/store.hpp"

namespace chatops::workflow {

/// `actor_id` as Actor::id: "user:lin@desk", "named:Lin", "coding:12345", "person:ULID". Nothing:
/// nobody is linked to it.
std::optional<core::Identity> person_behind(core::Tx& tx, const std::string& actor_id);

/// The same actor, or linked to one person. Who is linked to nobody is nobody else.
bool same_person(core::Tx& tx, const std::string& actor_id, const std::string& other_id);

}  // namespace chatops::workflow
