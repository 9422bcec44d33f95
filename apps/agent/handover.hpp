// How a stream gets from the process that an exec started to the agent that holds the session: its
// two descriptors are passed over a socket in the abstract namespace, so that nothing is written to
// the container's disk and no byte is copied on its way.
// unix(7): SCM_RIGHTS, SO_PEERCRED
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/fd.hpp"

namespace chatops::agent {

/// The socket of a session's agent; not open with errno EADDRINUSE when there is an agent.
Fd listen_for(const std::string& session);

/// Passes standard input and output to the agent of the session and waits until it is done with
/// them. False when there is no agent.
bool hand_over(const std::string& session);

struct Handed {
  Fd in, out, relay;
};
/// Nothing when the peer is another user or brought something else.
std::optional<Handed> take_streams(int listening);

}  // namespace chatops::agent
