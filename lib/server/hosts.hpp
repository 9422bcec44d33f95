// What a server hosts, as its doors need it: which project a group belongs to, which applications
// that project has, what their commands act on, and who its people are. Implemented by wire, and by
// fakes in tests. Used from any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command/services.hpp"
#include "core/chat.hpp"
#include "core/ports.hpp"

namespace chatops::server {

struct ProjectRef {
  std::string tracker, project;  ///< as in core::IterationKey
  bool operator==(const ProjectRef&) const = default;
};

class Hosts {
 public:
  virtual ~Hosts() = default;
  /// Whose own group this is, where it is no iteration's (those the store knows). Nothing = it is
  /// none of ours.
  virtual std::optional<ProjectRef> project(const core::GroupRef& group) = 0;
  /// Names, sorted.
  virtual std::vector<std::string> applications(const ProjectRef& project) = 0;
  /// Of one of those. The object is the caller's alone until it lets go of it.
  virtual std::shared_ptr<command::Services> services(const std::string& application) = 0;
  /// The people of the project. Remembered for a while, so that every command may ask.
  virtual Known<std::vector<core::Member>> members(const Call& call, const ProjectRef& project) = 0;
};

}  // namespace chatops::server
