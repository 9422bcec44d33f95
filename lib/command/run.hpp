// The one way from an envelope to a reply: resolve the row, authorise, handle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/call.hpp"
#include "command/authorise.hpp"
#include "command/envelope.hpp"
#include "command/reply.hpp"
#include "command/services.hpp"
#include "core/streams.hpp"

namespace chatops::command {

/// What a door lends to the commands that it runs.
struct Host {
  const Call& call;
  Services& services;
  Listener& listener;
  Authority authority;
  /// The environment that a command began to change or watch; says where to look again after an
  /// interruption.
  std::string touched{};
  /// Whom a program that runs elsewhere is joined with; null = the door has none.
  core::Console* console = nullptr;
};

/// What a handler works with. Nobody but run() and follow() makes one, so that no handler is
/// reached past the rule of authorise.hpp.
class Context {
 public:
  const Call& call;
  Services& services;
  Listener& listener;
  const Envelope& envelope;
  std::string& touched;    ///< Host::touched
  core::Console* console;  ///< Host::console
  const unsigned rights;   ///< Authority::rights, for what a row cannot say

 private:
  Context(const Call& for_call, Host& host, const Envelope& of)
      : call(for_call),
        services(host.services),
        listener(host.listener),
        envelope(of),
        touched(host.touched),
        console(host.console),
        rights(host.authority.rights) {}
  friend class Running;
};

/// Runs the request; what was odd on the way stands beside its reply. Throws refusal()'s error, the
/// command's Error, and Interrupted. Never waits for a deployment.
Reply run(Host& host, const Envelope& envelope);

/// Stays with a deployment that run() answered with, as far as it says, and tells its events to the
/// listener; the outcome is what the command ends with. Throws as run().
Outcome follow(Host& host, const Envelope& envelope, const Following& following);

}  // namespace chatops::command
