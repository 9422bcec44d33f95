// The port of kube/api.hpp over HTTP: one cluster, reached as a kubeconfig or a service account
// says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/system.hpp"
#include "kube/access.hpp"
#include "kube/api.hpp"
#include "net/client.hpp"

namespace chatops::kube {

/// Nothing is asked yet. `http` outlives it, and may serve others. `name`: as errors call the
/// cluster; "" = as the access is called.
std::unique_ptr<Api> make_client(System system, net::Client& http, const Access& access,
                                 const std::string& name = "");

}  // namespace chatops::kube
