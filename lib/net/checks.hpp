// What `doctor` looks at on the way to other machines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/finding.hpp"
#include "base/system.hpp"
#include "base/workers.hpp"
#include "net/http.hpp"

namespace chatops::net {

/// What looking takes besides the address.
struct Looking {
  System system;
  Workers& workers;
  std::string ca_file, user_agent;  ///< as in ClientOptions
  /// How a failure is told; the same error, mostly.
  std::function<Error(Error)> told = [](Error error) { return error; };
};

/// What is asked, and which answers besides success and "who are you?" the right system gives.
struct Endpoint {
  std::string url, ca_file;
  std::string body;       ///< as in ProbeRequest
  bool any_page = false;  ///< whatever page lies there: only the way is of interest
};

/// Reaches one address; how it is reached, its certificate and its clock are findings.
Findings look_at(const Call& call, const Looking& looking, const Endpoint& place);
/// Side by side, in order.
Findings look_at_all(const Call& call, const Looking& looking, const std::vector<Endpoint>& places);

/// Proxies that are set, and whether they spare this machine itself.
Findings check_proxy(const Variables& variables);

}  // namespace chatops::net
