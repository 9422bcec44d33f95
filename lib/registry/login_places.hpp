// Where an application logs in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/application.hpp"
#include "registry/hosts.hpp"

namespace chatops::registry {

/// A host, or that part of it which has credentials of its own.
struct LoginPlace {
  std::string host;
  std::string repository;  ///< one of that part; "" = the host
  std::string name_space;
  Result<Credentials> credentials;
  std::string shown() const { return name_space.empty() ? host : host + "/" + name_space; }
};

/// Hosts of the table or that the application (null = none) takes images and charts from; beside a
/// host, the namespaces of its repositories that docker keeps credentials for.
std::vector<LoginPlace> login_places(const Call& call, Hosts& hosts, const HostTable& table,
                                     const core::Application* application, Purpose purpose);

}  // namespace chatops::registry
