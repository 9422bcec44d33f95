// Who belongs to a project: principals are users here; groups and departments the sandbox has not.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "net/json.hpp"
#include "openapi/shape.hpp"
#include "world/roles.hpp"

namespace chatops::sandbox::openapi {
namespace {

struct Principal {
  Id user_id = 0;
  std::string role;  ///< "" = the one that the member has
};

/// [{PrincipalId, PrincipalType, PolicyIds}]: ids are texts, a policy is the number of a role.
std::vector<Principal> principals(const Asked& ask, const Model& model) {
  std::vector<Principal> all;
  for (const auto& row : ask.json("Principals")) {
    const auto type = net::text_in(row, "PrincipalType"), text = net::text_in(row, "PrincipalId");
    if (type == "USER_GROUP" || type == "DEPARTMENT")
      throw Refusal{"UnsupportedOperation", "The sandbox has users only."};
    if (type != "USER")
      throw Refusal{"InvalidParameterValue", fmt::format("PrincipalType {} is not known.", type)};
    Principal principal;
    std::from_chars(text.data(), text.data() + text.size(), principal.user_id);
    if (model.user(principal.user_id) == nullptr) not_found("user");
    for (const auto& policy : net::member(row, "PolicyIds")) {
      principal.role = role_of(net::integer_of(policy).value_or(0));
      if (!principal.role.starts_with("Pro"))
        throw Refusal{"InvalidParameterValue", "A policy is the number of a project's role."};
    }
    all.push_back(std::move(principal));
  }
  if (all.empty()) throw Refusal{"InvalidParameterValue", "Principals must not be empty."};
  return all;
}

Project& changed_project(Model& model, const Asked& ask) {
  return *find_by(model.projects, &Project::id, project_of(model, ask).id);
}

Json add_members(const Asked& ask) {
  ask.world.write([&](Model& model) {
    auto& project = changed_project(model, ask);
    for (const auto& [user_id, role] : principals(ask, model)) {
      auto* member = find_by(project.members, &Member::user_id, user_id);
      const bool fresh = member == nullptr;
      if (fresh) project.members.push_back({user_id});
      if (fresh) member = &project.members.back();
      if (!fresh && (role.empty() || member->role == role)) continue;
      if (!role.empty()) member->role = role;
      hooks::member_happened(ask.change(model), fresh ? "MEMBER_CREATED" : "MEMBER_ROLE_UPDATED",
                             project.id, *member);
    }
  });
  return Json::object();
}

Json remove_members(const Asked& ask) {
  ask.world.write([&](Model& model) {
    auto& project = changed_project(model, ask);
    for (const auto& principal : principals(ask, model)) {
      const auto* member = find_by(project.members, &Member::user_id, principal.user_id);
      if (member == nullptr) not_found("member");
      hooks::member_happened(ask.change(model), "MEMBER_DELETED", project.id, *member);
      std::erase_if(project.members,
                    [&](const Member& each) { return each.user_id == principal.user_id; });
    }
  });
  return Json::object();
}

}  // namespace

Actions member_actions() {
  constexpr auto personal = "project:member:rw", project = "project_member_rw";
  return {
      {"CreateProjectMemberPrincipal", "ProjectId* int, Principals* obj[]", personal, project,
       add_members},
      {"DeleteProjectMemberPrincipal", "ProjectId* int, Principals* obj[]", personal, project,
       remove_members},
  };
}

}  // namespace chatops::sandbox::openapi
