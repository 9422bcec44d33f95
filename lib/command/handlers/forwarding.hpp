// What the commands that forward ports have in common. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "command/run.hpp"
#include "core/cluster.hpp"

namespace chatops::command {

/// "8080:80", "80", ":80"; else an Error of kind usage.
core::ForwardedPort forwarded(const std::string& text);

/// An event `forward` for everything that happens, until the call is stopped.
Event event_of(const std::string& component, const core::ForwardEvent& from);
Reply forward_until_stopped(Context& context, const std::string& environment,
                            const core::ForwardQuestion& question);

}  // namespace chatops::command
