// The door for commands of this machine: while a server owns the state file, a terminal gives it
// its envelope and gets the reply. Who may connect to the socket is the server's own user, who
// could do all that the server does; so the actor is believed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "command/envelope.hpp"
#include "command/run.hpp"
#include "command/services.hpp"
#include "core/store.hpp"
#include "net/routes.hpp"
#include "net/worker_pool.hpp"

namespace chatops::server {

struct RemoteParts {
  core::Store& store;
  System system;
  /// What the application's commands act on; "" = any application's. Null: it is not served.
  std::function<std::shared_ptr<command::Services>(const std::string& application)> services;
  std::function<std::vector<std::string>()> applications;
  /// A deployment was committed: its keeper is to look.
  std::function<void(const std::string& application, const std::string& environment)> changed;
  /// Accounts were linked or no longer are: whoever asks who somebody is, is to look.
  std::function<void()> people_changed;
};

inline constexpr const char* commands_path = "/v1/commands";
inline constexpr const char* follow_path = "/v1/follow";

/// What it is made of outlives it, and it the server that has its routes.
class RemoteDoor {
 public:
  explicit RemoteDoor(RemoteParts parts);

  /// Kind `peer`.
  std::vector<net::Route> routes();
  /// For the kind `peer`: this process' own user, and root.
  static std::optional<net::Principal> authenticate(const net::ServerRequest& request);

 private:
  net::ServerResponse run(const net::ServerRequest& request);
  net::ServerResponse follow(const net::ServerRequest& request);
  /// What changes something is written to the audit, whatever became of it.
  command::Reply run_and_note(command::Host& host, const command::Envelope& envelope);
  std::shared_ptr<command::Services> services_for(const command::Envelope& envelope);

  const RemoteParts parts_;
  net::WorkerPool pool_;
};

}  // namespace chatops::server
