// The simulators as a thing that is started, found and stopped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/call.hpp"

namespace chatops::core {

/// What is known of the simulators that run, or ran.
struct SandboxFacts {
  bool running = false;
  std::string url, directory;
  std::int64_t pid = 0;
  std::string token;  ///< of the simulated CODING; it protects nothing but the simulation
  std::vector<std::pair<std::string, std::string>> variables;  ///< what to set to use it
  std::string profile_file;  ///< where a profile was written; "" = not
  std::string application;   ///< --app for the example application
};

/// Options of the program by their names; "" = not given.
struct SandboxOptions {
  std::string directory, port, kubeconfig, helm, pull_host, ingress, cd, quirks, auth_status,
      rate_limit, page_size, speed;
  bool write_profile = false;
};

/// `directory` "" = the usual one.
class SandboxHost {
 public:
  virtual ~SandboxHost() = default;
  /// Starts it detached and waits until it answers; already running: says so. program_missing,
  /// port_taken.
  virtual SandboxFacts start(const Call& call, const SandboxOptions& options) = 0;
  /// `forget`: its directory goes too.
  virtual SandboxFacts stop(const Call& call, const std::string& directory, bool forget) = 0;
  virtual SandboxFacts status(const std::string& directory) = 0;
};

}  // namespace chatops::core
