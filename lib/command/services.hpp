// What handlers act on, made ready only when asked for: a command that needs no tracker builds
// none. Implemented by wire, and by fakes in tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/finding.hpp"
#include "base/system.hpp"
#include "command/reply.hpp"
#include "core/accounts.hpp"
#include "core/config_files.hpp"
#include "core/dev_mode.hpp"
#include "core/sandbox_host.hpp"
#include "core/server_host.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::command {

struct ConfigInitRequest;
struct SandboxStartRequest;
struct SandboxStopRequest;
struct SandboxStatusRequest;

/// One setting in effect. Secrets have `secret` set and no value.
struct Setting {
  std::string name, value;
  std::string origin;  ///< flag | environment | file | keyring | credentials | default | missing
  std::string detail;  ///< which variable, or file:line:col
  bool secret = false;
};

struct ConfigReport {
  std::vector<Setting> settings;
  std::vector<Error> problems;  ///< every mistake found, each with its place
  std::vector<Error> notes;     ///< worth saying, no mistakes
  std::vector<std::string> files;
  std::string application;  ///< its file, read or not; "" = none was found
};

class Services {
 public:
  virtual ~Services() = default;
  virtual System system() = 0;
  /// Finds and reads the application, opens the state, prepares the ports. Throws what is wrong
  /// with them.
  virtual workflow::Dependencies& dependencies(const Call& call) = 0;
  /// The tracker alone; needs no application where the configuration names the project.
  virtual core::Tracker& tracker(const Call& call) = 0;
  /// Reads everything and reports; throws nothing but Interrupted.
  virtual ConfigReport configuration(const Call& call) = 0;
  virtual core::SandboxHost& sandbox() = 0;
  /// Throws what keeps the configuration from being read.
  virtual core::Accounts& accounts() = 0;
  /// Looks at everything, or at `part` alone ("kube"); throws nothing but Interrupted, and
  /// usage_bad_value where there is no such part.
  virtual Findings diagnose(const Call& call, const std::string& part) = 0;
  virtual core::ConfigFiles& config_files() = 0;
  virtual core::ServerHost& server_host() = 0;
  /// Throws what dependencies() throws.
  virtual core::DevMode& dev_mode(const Call& call) = 0;
  /// Of the server that runs the command; server_not_running where none does.
  virtual core::ServerControl& server() = 0;
};

}  // namespace chatops::command
