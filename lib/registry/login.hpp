// Registries' passwords, as `auth` tries and lists them: with the same clients as the commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "core/accounts.hpp"
#include "core/application.hpp"
#include "net/http.hpp"
#include "registry/hosts.hpp"

namespace chatops::registry {

struct LoginOptions {
  config::Paths paths;
  HostTable table;
  /// The application where there is one that can be read, else null. Asked on the calling thread.
  std::function<const core::Application*(const Call&)> application;
};

/// `http` outlives it.
std::unique_ptr<core::Login> make_login(System system, net::Http& http, LoginOptions options);

}  // namespace chatops::registry
