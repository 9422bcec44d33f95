// The git host: smart HTTP over bare repositories, through git's own CGI program, and what a push
// sets going.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "git/repositories.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// Mounted at /git/; the last part of the path that names a depot counts
/// ("/git/acme/classroom/portal.git/info/refs").
class GitHost final : public Part {
 public:
  GitHost(World& world, Repositories& repositories, BuildMachine& builds)
      : world_(world), repositories_(repositories), builds_(builds) {}
  net::ServerResponse answer(const net::ServerRequest& request) override;
  /// Compares the branches with what the world last saw, remembers them, and starts a build of
  /// every job of the depot for every branch that moved. A commit message with [fail] or [crash] is
  /// the build's wish.
  void look_for_pushes(const std::string& depot, Id user_id);

 private:
  net::ServerResponse backend(const net::ServerRequest& request, const std::string& depot,
                              const std::string& rest, const std::string& user);

  World& world_;
  Repositories& repositories_;
  BuildMachine& builds_;
  std::mutex pushes_;
};

}  // namespace chatops::sandbox
