// What `doctor` looks at of CODING.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "coding/client.hpp"
#include "core/application.hpp"
#include "net/checks.hpp"

namespace chatops::coding {

/// Whether the interface is reached. None where `url` is "".
Findings check_address(const Call& call, const net::Looking& looking, const std::string& url);
/// What the client's tokens may. `application` may be null.
Findings check_tokens(const Call& call, Client& client, const core::Application* application);
/// The same where there is no token: a problem for an application that needs one. `told` says how
/// the lack is told.
Findings without_token(const core::Application* application,
                       const std::function<Error(Error)>& told);
/// The hosts that git itself clones from.
Findings check_git_hosts(const Call& call, const net::Looking& looking,
                         const core::Application& application);

}  // namespace chatops::coding
