// Credentials of the outside systems: found as the commands find them, tried, kept and removed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/system.hpp"
#include "coding/token_facts.hpp"
#include "command/accounts.hpp"
#include "core/application.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

struct RegistryPlace;

class Accounts final : public command::Accounts {
 public:
  /// The application where there is one that can be read, else null.
  using FindApplication = std::function<const core::Application*(const Call&)>;

  /// `configuration` outlives it.
  Accounts(System system, const Configuration& configuration, FindApplication application)
      : system_(system), configuration_(configuration), find_(std::move(application)) {}

  command::LoginPlace place(const Call& call, const command::AuthLoginRequest& request) override;
  command::LoggedIn log_in(const Call& call, const command::AuthLoginRequest& request) override;
  std::vector<command::Credential> status(const Call& call, bool offline) override;
  command::LoggedOut log_out(const Call& call, const command::AuthLogoutRequest& request) override;

 private:
  /// Looked for once: before threads begin, so that they only read.
  const core::Application* application(const Call& call);
  coding::Settings coding_settings(const Call& call, const std::string& url);
  coding::ProbeHints hints(const Call& call);
  command::Credential try_coding(const Call& call, const command::AuthLoginRequest& request);
  command::Credential try_registry(const Call& call, const command::AuthLoginRequest& request);
  command::Credential coding_status(const Call& call, const std::string& use, bool offline);
  command::Credential registry_status(const Call& call, const RegistryPlace& place,
                                      bool offline) const;
  void keep(const Call& call, const config::Kept& entry, const std::string& store,
            command::LoggedIn& done) const;
  std::vector<Error> supplied_elsewhere(const std::string& kind, const std::string& host) const;

  System system_;
  const Configuration& configuration_;
  FindApplication find_;
  std::optional<const core::Application*> found_;
};

}  // namespace chatops::wire
