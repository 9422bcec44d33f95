// Commands while a server owns the state file: they are run by it, and this process only asks and
// shows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/system.hpp"
#include "command/envelope.hpp"
#include "command/reply.hpp"
#include "net/http.hpp"

namespace chatops {

class Remote {
 public:
  /// The server that owns this state file; nothing = none does. Throws where that cannot be told.
  static std::optional<Remote> find(const System& system, net::Http& http,
                                    const std::string& state_file);

  /// As command::run(). Throws the command's error, and server_not_running where the server has
  /// gone meanwhile.
  command::Reply run(const Call& call, const command::Envelope& envelope);
  /// As command::follow(); tells the listener what changes about the deployment's stages.
  command::Outcome follow(const Call& call, const command::Envelope& envelope,
                          const command::Following& following, command::Listener& listener);

 private:
  Remote(const System& system, net::Http& http, std::string socket)
      : system_(&system), http_(&http), socket_(std::move(socket)) {}
  nlohmann::json ask(const Call& call, const char* path, std::string body);
  /// What became of a deployment; `over` where the call's deadline passes first.
  nlohmann::json ask_until(const Call& call, const std::string& question, const Error& over);

  const System* system_;
  net::Http* http_;
  std::string socket_;
};

}  // namespace chatops
