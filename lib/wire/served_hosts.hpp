// What the server's doors see of what is looked after.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/expiring.hpp"
#include "keeper/key.hpp"
#include "server/hosts.hpp"
#include "wire/served.hpp"

namespace chatops::wire {

/// Used from any thread.
class ServedHosts final : public server::Hosts {
 public:
  /// Both outlive it.
  ServedHosts(Served& served, const Clock& clock)
      : served_(served), members_(clock, Millis{60'000}) {}

  std::optional<server::ProjectRef> project(const core::GroupRef& group) override;
  std::vector<std::string> applications(const server::ProjectRef& project) override;
  std::shared_ptr<command::Services> services(const std::string& application) override;
  Known<std::vector<core::Member>> members(const Call& call,
                                           const server::ProjectRef& project) override;

  /// The key that a door names: "environment/APPLICATION/NAME", or core::text_of(IterationKey).
  std::optional<keeper::Key> key_of(std::string_view text);

 private:
  Served& served_;
  Expiring<std::string, std::vector<core::Member>> members_;  ///< by Key::project
};

}  // namespace chatops::wire
