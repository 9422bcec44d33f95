// See rights.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "server/rights.hpp"

#include <algorithm>

namespace chatops::server {

namespace {

using command::table::bit_of;
using command::table::Right;

/// The person as the tracker knows them; "" = it does not.
std::string account_at(const core::Identity& person, const std::string& tracker) {
  const auto at = person.accounts.find(tracker);
  return at == person.accounts.end() ? std::string() : at->second;
}

}  // namespace

unsigned rights_of(core::Role role, bool of_an_iteration, bool owns_it) {
  const unsigned read = bit_of(Right::read);
  const unsigned all = read | bit_of(Right::deploy) | bit_of(Right::manage);
  switch (role) {
    case core::Role::odd: return 0;
    case core::Role::guest: return read;
    case core::Role::member:
      if (!of_an_iteration) return read;
      return owns_it ? all : read | bit_of(Right::deploy);
    case core::Role::admin:
    case core::Role::owner: return all;
  }
  return 0;
}

Result<command::Authority> authority_of(const Call& call, Hosts& hosts, const ProjectRef& project,
                                        const core::Identity& person,
                                        const std::optional<core::Iteration>& iteration,
                                        std::string_view command) {
  const auto denied = [&](const char* why) {
    return failure(Reason::right_missing, {{"what", std::string(command)}, {"why", why}});
  };
  const auto members = hosts.members(call, project);
  if (!members) return denied("members_unread");
  const std::string account = account_at(person, project.tracker);
  const auto member = std::find_if(members->begin(), members->end(), [&](const core::Member& one) {
    return !account.empty() && one.person.id == account;
  });
  if (member == members->end()) return denied("not_a_member");
  const bool owns = iteration && iteration->owner && iteration->owner->id == account;
  const unsigned rights = rights_of(member->role, iteration.has_value(), owns);
  if (rights == 0) return denied("role_unknown");
  return command::Authority{command::table::Where::server, rights};
}

}  // namespace chatops::server
