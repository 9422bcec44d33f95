// The table of checks. A room that brings a new outside system adds its row in checks.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "application/locate.hpp"
#include "base/system.hpp"
#include "command/finding.hpp"
#include "core/application.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire::doctor {

using Findings = std::vector<command::Finding>;

/// What every check may look at, read once before they start. Whatever could not be read is absent,
/// with the reasons beside it.
struct Patient {
  System system;
  const Options& options;
  std::optional<Configuration> configuration;
  std::vector<Error> configuration_mistakes;
  std::optional<core::Application> application;
  std::optional<Error> application_missing;
  std::vector<Error> application_mistakes;
  Known<coding::Settings> coding;  ///< tokens fetched
};

/// One row. `run` may block until the call's deadline; checks run on threads of their own.
struct Check {
  std::string_view code;  ///< "check.CODE" is its title
  Findings (*run)(const Call& call, const Patient& patient);
};

std::span<const Check> checks();

command::Finding fine(std::string what, std::string detail = {});
command::Finding note(std::string what, Error why);
command::Finding problem(std::string what, Error why);
command::Finding not_known(std::string what, Error why);

// ---- this machine ----
Findings check_configuration(const Call& call, const Patient& patient);
Findings check_application(const Call& call, const Patient& patient);
Findings check_state(const Call& call, const Patient& patient);
Findings check_proxy(const Call& call, const Patient& patient);
Findings check_programs(const Call& call, const Patient& patient);
Findings check_keyring(const Call& call, const Patient& patient);
Findings check_terminal(const Call& call, const Patient& patient);
Findings check_completion(const Call& call, const Patient& patient);
Findings check_version(const Call& call, const Patient& patient);
// ---- outside ----
Findings check_coding(const Call& call, const Patient& patient);
Findings check_tokens(const Call& call, const Patient& patient);
Findings check_git_host(const Call& call, const Patient& patient);
Findings check_registries(const Call& call, const Patient& patient);
Findings check_chart(const Call& call, const Patient& patient);
Findings check_pipeline(const Call& call, const Patient& patient);

}  // namespace chatops::wire::doctor
