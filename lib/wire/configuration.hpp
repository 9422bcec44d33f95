// The user's configuration, read once and as a whole: profile, CODING, registries, language.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/system.hpp"
#include "coding/profile.hpp"
#include "command/services.hpp"
#include "config/paths.hpp"
#include "config/problems.hpp"
#include "config/profile.hpp"
#include "config/stored_credential.hpp"
#include "core/application.hpp"
#include "registry/hosts.hpp"
#include "sandbox_process/stopped.hpp"

namespace chatops::wire {

/// What the command line says about configuration.
struct Options {
  std::optional<std::string> profile;  ///< --profile
  std::string app;                     ///< --app
  std::string folder;                  ///< the current folder, absolute
  std::string program_folder;          ///< where this program lies, for the programs beside it
};

struct Configuration {
  config::Paths paths;
  config::Profile profile;
  coding::Configured coding;
  registry::HostTable registries;
  std::vector<core::ClusterAccess> clusters;
  std::vector<config::StoredCredential> credentials;  ///< of this profile, by `auth login`
  std::string language;                               ///< as the profile says; "" = not
  std::string application;  ///< the profile's own, used when nothing nearer is found; "" = none
  std::string ca_file;
  config::Problems problems;  ///< mistakes in the profile
};

/// Throws what keeps the file from being read at all; mistakes in it are in `problems`.
Configuration read_configuration(const Variables& variables, const Options& options);
/// Reads on past every mistake: those outside of the profile are in `problems` too. Throws what
/// keeps the file from being read at all.
Configuration examine_configuration(const Variables& variables, const Options& options);
/// The mistakes of the whole file, all its profiles, by place and each once. Throws nothing.
std::vector<Error> all_mistakes(const Variables& variables, Options options);
/// The lines of `config show`.
std::vector<command::Setting> shown_settings(const Variables& variables,
                                             const Configuration& configuration);
/// What of it tells whether the sandbox is meant.
sandbox_process::Chosen sandbox_chosen(const Configuration& configuration);
/// The state file of this profile, in the user's state directory.
std::string state_file(const Configuration& configuration);

}  // namespace chatops::wire
