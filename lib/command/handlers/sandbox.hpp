// What is known of the simulators as the body of an outcome. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/reply.hpp"
#include "command/services.hpp"

namespace chatops::command {

Outcome outcome_of(const core::SandboxFacts& facts);

}  // namespace chatops::command
