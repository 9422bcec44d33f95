// What the two halves of Accounts share. Private to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "coding/token_facts.hpp"
#include "command/accounts.hpp"
#include "core/application.hpp"
#include "net/client.hpp"
#include "wire/configuration.hpp"
#include "wire/stopped_sandbox.hpp"

namespace chatops::wire {

/// For trying all that there is to try.
inline constexpr Millis patience{15'000};

inline std::unique_ptr<net::Http> client_of(System system, const Configuration& configuration) {
  return told_of_sandbox(net::make_client(system, {.user_agent = "chatops/" CHATOPS_VERSION,
                                                   .ca_file = configuration.ca_file}),
                         configuration);
}

/// Whether a token kept for `use` ("" = everything) is for this probe.
inline bool belongs(const std::string& use, const std::string& probe) {
  if (use == "ci") return probe == "ci";
  if (use == "cd") return probe.starts_with("cd");
  return true;
}

inline command::UseOfCredential said(const coding::UseFacts& facts) {
  return {.use = facts.use,
          .scope = facts.scope,
          .access = std::string(coding::word_of(facts.access)),
          .why = facts.why};
}

/// A host, or that part of it which has credentials of its own.
struct RegistryPlace {
  std::string host;
  std::string repository;  ///< one of that part; "" = the host
  std::string name_space;
  Result<registry::Credentials> credentials;
  std::string shown() const { return name_space.empty() ? host : host + "/" + name_space; }
};

/// Hosts that are configured or that the application (null = none) takes images and charts from;
/// beside a host, the namespaces of its repositories that docker keeps credentials for.
std::vector<RegistryPlace> registry_places(const Call& call, registry::Hosts& hosts,
                                           const Configuration& configuration,
                                           const core::Application* application,
                                           registry::Purpose purpose);

/// A failure as a state: what certainly does not work is told apart from what could not be tried.
inline void judge(command::Credential& credential, Error why) {
  const bool refused = why.reason == Reason::auth_invalid || why.reason == Reason::forbidden ||
                       why.reason == Reason::auth_scope;
  credential.state = why.reason == Reason::auth_missing ? "missing"
                     : refused                          ? "refused"
                                                        : "unknown";
  credential.why = std::move(why);
}

inline void set_origin(command::Credential& credential, const config::Origin& origin) {
  credential.origin = std::string(config::word_of(origin.kind));
  credential.detail = origin.detail;
}

}  // namespace chatops::wire
