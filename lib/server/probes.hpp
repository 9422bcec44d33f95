// Whether the server lives, and in numbers how it does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "base/secret.hpp"
#include "core/server_host.hpp"
#include "net/routes.hpp"
#include "net/worker_pool.hpp"

namespace chatops::server {

/// GET /healthz: 200 while the process answers. GET /metrics, for Prometheus, with a bearer token.
/// Both outlive the routes.
std::vector<net::Route> probe_routes(core::ServerControl& control, const Clock& clock);

/// GET /: people are sent to the chat page.
net::Route front_route();

/// For the kind `bearer`: whoever shows that token, compared in constant time. Without one, nobody.
net::Authenticate bearer(std::optional<Secret> token);

/// The text format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
std::string metrics_text(const core::ServerStatus& status, Instant now);

}  // namespace chatops::server
