// The roles of a team and of a project, and their numbers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "world/model.hpp"

namespace chatops::sandbox {

inline constexpr std::array<std::string_view, 8> role_names = {
    "EnterpriseOwner", "EnterpriseAdmin", "EnterpriseMember", "ProjectAdmin",
    "ProjectMember",   "ProjectGuest",    "ProjectManager",   "ProductManager"};

/// From 1; one more than all of them for a role that is none of these.
inline Id role_id(std::string_view role) {
  return std::ranges::find(role_names, role) - role_names.begin() + 1;
}
/// "" where the number is none.
inline std::string_view role_of(Id id) {
  return id >= 1 && id <= static_cast<Id>(role_names.size())
             ? role_names[static_cast<std::size_t>(id - 1)]
             : "";
}

}  // namespace chatops::sandbox
