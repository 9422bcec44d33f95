// Whoever uses the sandbox's profile and has stopped the sandbox is told so, instead of a refused
// connection; whoever has nothing but that profile is told of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/http.hpp"

namespace chatops::sandbox_process {

/// The name of the profile that `sandbox start --write-profile` writes.
inline constexpr std::string_view profile_name = "sandbox";

/// What of the configuration tells whether the sandbox is meant.
struct Chosen {
  std::string profile;                ///< in effect
  std::vector<std::string> profiles;  ///< all there are
  std::string url;                    ///< of the tracker, as configured
  bool configured = false;            ///< a tracker is configured at all
  std::string state_dir;
};

/// The same error, or sandbox_stopped where `where` is an address of the sandbox that is configured
/// and nobody listens there.
Error told_of_sandbox(Error error, const Chosen& chosen);
/// A client whose errors are told so. `http` outlives it.
std::unique_ptr<net::Http> told_of_sandbox(net::Http& http, Chosen chosen);

/// Names the sandbox's profile (`profile`) in an error of what is missing, where that profile is
/// all that is configured.
Error with_sandbox_profile_named(Error error, const Chosen& chosen);

}  // namespace chatops::sandbox_process
