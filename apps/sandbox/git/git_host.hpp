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
class GitHost final : public Part, public SourceHost {
 public:
  GitHost(World& world, const Settings& settings, Repositories& repositories, BuildMachine& builds)
      : world_(world), settings_(settings), repositories_(repositories), builds_(builds) {}
  net::ServerResponse answer(const net::ServerRequest& request) override;
  void look_for_pushes(const std::string& depot, Id user_id) override;
  std::string merge(const MergeOrder& order) override;

 private:
  net::ServerResponse backend(const net::ServerRequest& request, const std::string& depot,
                              const std::string& rest, const std::string& user);
  std::vector<hooks::PushedRef> moved_refs(const std::string& depot_name);

  World& world_;
  const Settings& settings_;
  Repositories& repositories_;
  BuildMachine& builds_;
  std::mutex pushes_;
};

}  // namespace chatops::sandbox
