// CODING's tokens, as `auth` tries and lists them: with the same settings as the commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "coding/profile.hpp"
#include "core/accounts.hpp"
#include "core/application.hpp"
#include "net/http.hpp"

namespace chatops::coding {

struct LoginOptions {
  config::Paths paths;
  Configured configured;
  /// The application where there is one that can be read, else null. Asked on the calling thread.
  std::function<const core::Application*(const Call&)> application;
  /// How the lack of any token is told.
  std::function<Error(Error)> told = [](Error error) { return error; };
};

/// `http` and `paces` outlive it.
std::unique_ptr<core::Login> make_login(System system, net::Http& http, net::Paces& paces,
                                        LoginOptions options);

}  // namespace chatops::coding
