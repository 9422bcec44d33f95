// Starts, finds and stops the simulators, which are a program of their own (chatops-sandbox).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/system.hpp"
#include "config/paths.hpp"
#include "core/sandbox_host.hpp"

namespace chatops::sandbox_process {

/// The program is looked for in `program_folder`, beside it in ../sandbox (a build tree) and in
/// ../../bin (installed).
std::unique_ptr<core::SandboxHost> make_sandbox_host(System system, config::Paths paths,
                                                     std::string program_folder);

/// The configuration file's text with the profile `sandbox` put in, or put in again: our block is
/// recognised by its first and last comment, everything else stays byte for byte.
std::string with_sandbox_profile(const std::string& text, const std::string& block);

}  // namespace chatops::sandbox_process
