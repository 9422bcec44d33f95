// Serves every environment that the sandbox keeps at the address it was given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "world/parts.hpp"

namespace chatops::sandbox {

/// Answers requests whose Host is an environment's domain, or NAME.localhost with NAME an
/// environment or the first label of its domain. "/" is the page, "/version" all versions as JSON,
/// "/COMPONENT/version" one.
class Site final : public Part {
 public:
  explicit Site(World& world) : world_(world) {}
  /// Whether the Host header means an environment and not the sandbox itself (127.0.0.1,
  /// localhost).
  static bool serves(std::string_view host);
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  World& world_;
};

}  // namespace chatops::sandbox
