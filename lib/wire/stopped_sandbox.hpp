// Whoever uses the sandbox's profile and has stopped the sandbox is told so, instead of a refused
// connection; whoever has nothing but that profile is told of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "net/http.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

/// The name of the profile that `sandbox start --write-profile` writes.
inline constexpr std::string_view sandbox_profile = "sandbox";

/// The same error, or sandbox_stopped where `where` is an address of the sandbox that is configured
/// and nobody listens there.
Error told_of_sandbox(Error error, const Configuration& configuration);
/// A client whose errors are told so. `configuration` outlives it.
std::unique_ptr<net::Http> told_of_sandbox(std::unique_ptr<net::Http> http,
                                           const Configuration& configuration);

/// Names the sandbox's profile (`profile`) in an error of what is missing, where that profile is
/// all that is configured.
Error with_sandbox_profile_named(Error error, const Configuration& configuration);

}  // namespace chatops::wire
