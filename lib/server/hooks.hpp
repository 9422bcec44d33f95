// The door for webhooks: what a source sends is checked over its raw bytes, kept, and acknowledged.
// It is read later, by the keepers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

#include "core/hint.hpp"
#include "keeper/intake.hpp"
#include "net/routes.hpp"
#include "server/log.hpp"

namespace chatops::server {

/// One hook of the configuration; `dialect` outlives it.
struct Hook {
  const core::WebhookDialect* dialect = nullptr;
  core::WebhookSecrets secrets;
};

struct HookCounts {
  std::atomic<std::uint64_t> accepted{0}, repeated{0}, refused{0}, failed{0};
};

/// Larger deliveries are refused unread, bytes.
inline constexpr std::size_t delivery_cap = 2U << 20U;

/// POST /hooks/{name}: 200 when it is kept, or was kept before; 401 when a check fails; 404 for a
/// hook that the configuration does not know; 503 when it cannot be kept, so that the source may
/// try again. All outlive the route.
net::Route hook_route(const std::map<std::string, Hook>& hooks, keeper::Intake& intake,
                      const Clock& clock, Log& log, HookCounts& counts);

}  // namespace chatops::server
