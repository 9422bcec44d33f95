// The sentences that go into files. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/run.hpp"

namespace chatops::command {

/// Says remarks in the caller's language.
core::Say say_in(const Context& context);

}  // namespace chatops::command
