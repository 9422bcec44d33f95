// Users, team, projects and members.
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

Json current_user(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto* user = model.user(ask.who.token.user_id);
    if (user == nullptr) not_found("user");
    return Json{{"User",
                 {{"Id", user->id},
                  {"Status", user->status},
                  {"Email", user->email},
                  {"GlobalKey", user->global_key},
                  {"Avatar", ""},
                  {"Gravatar", ""},
                  {"Name", user->name},
                  {"NamePinYin", user->name_pinyin},
                  {"Phone", user->phone},
                  {"PhoneRegionCode", "+86"},
                  {"PhoneValidation", 1},
                  {"EmailValidation", 1},
                  {"Region", ""},
                  {"TeamId", model.team.id},
                  {"WeComId", ""}}}};
  });
}

Json team(const Asked& ask) {
  return ask.world.read([](const Model& model) {
    return Json{{"Data",
                 {{"Id", model.team.id},
                  {"Name", model.team.name},
                  {"NamePinYin", model.team.name},
                  {"TeamHost", model.team.host + ".coding.net"},
                  {"Avatar", ""},
                  {"IsVerification", true},
                  {"TeamOwner", user_data(model, model.team.owner_id, "EnterpriseOwner")}}}};
  });
}

Json team_members(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    Json list = Json::array();
    for (const auto& user : cut(model.users, page))
      list.push_back(user_data(model, user.id, user.role));
    return Json{{"Data", page_a(page, model.users.size(), "TeamMembers", std::move(list))}};
  });
}

Json team_member(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto* user = model.user(ask.integer("UserId"));
    if (user == nullptr) not_found("user");
    return Json{{"TeamMember", user_data(model, user->id, user->role)}};
  });
}

Json team_member_by_email(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto* user = find_by(model.users, &User::email, ask.text("Email"));
    if (user == nullptr)
      throw Refusal{"InvalidParameterValue.EmailNotFoundAccount", "No account has this email."};
    return Json{{"TeamMember", user_data(model, user->id, user->role)}};
  });
}

Json project_json(const Model& model, const Project& project) {
  return {{"Id", project.id},
          {"Name", project.name},
          {"DisplayName", project.display_name},
          {"Description", project.description},
          {"Icon", ""},
          {"Type", 2},
          {"Status", 1},
          {"CreatedAt", project.created_at},
          {"UpdatedAt", project.updated_at},
          {"StartDate", 0},
          {"EndDate", 0},
          {"TeamId", model.team.id},
          {"TeamOwnerId", model.team.owner_id},
          {"UserOwnerId", 0},
          {"MaxMember", 0},
          {"IsDemo", false},
          {"Archived", project.archived},
          {"ProgramIds", Json::array()}};
}

/// Projects that the asker sees: those of a member, or the one of a project token.
std::vector<Project> visible(const Model& model, const Asked& ask, Id user_id) {
  std::vector<Project> projects;
  for (const auto& project : model.projects) {
    const bool seen = ask.who.personal()
                          ? find_by(project.members, &Member::user_id, user_id) != nullptr
                          : project.id == ask.who.token.project_id;
    if (seen && project.name.find(ask.text("ProjectName")) != std::string::npos)
      projects.push_back(project);
  }
  return projects;
}

Json projects(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto all = visible(model, ask, ask.who.token.user_id);
    Json list = Json::array();
    for (const auto& project : cut(all, page)) list.push_back(project_json(model, project));
    return Json{{"Data", page_a(page, all.size(), "ProjectList", std::move(list))}};
  });
}

Json user_projects(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    Json list = Json::array();
    for (const auto& project : visible(model, ask, ask.integer("UserId")))
      list.push_back(project_json(model, project));
    return Json{{"ProjectList", list_or_null(ask, std::move(list))}};
  });
}

Json one_project(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{{"Project", project_json(model, project_of(model, ask))}};
  });
}

Json project_members(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto& members = project_of(model, ask).members;
    Json list = Json::array();
    for (const auto& member : cut(members, page))
      list.push_back(user_data(model, member.user_id, member.role));
    return Json{{"Data", page_a(page, members.size(), "ProjectMembers", std::move(list))}};
  });
}

Json project_roles(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    std::set<std::string> roles;
    for (const auto& member : project_of(model, ask).members) roles.insert(member.role);
    Json list = Json::array();
    for (const auto& role : roles) list.push_back(user_data(model, 0, role)["Roles"][0]);
    return Json{{"Roles", std::move(list)}};
  });
}

}  // namespace

Actions people_actions() {
  return {
      {"DescribeCodingCurrentUser", "", "user:profile:ro", "-", current_user},
      {"DescribeTeam", "", "team:profile:ro", "", team},
      {"DescribeTeamMembers", "PageNumber* int, PageSize* int, ShowDepartment bool",
       "team:member:ro", "", team_members},
      {"DescribeTeamMember", "UserId* int, ShowDepartment bool", "team:member:ro", "", team_member},
      {"DescribeTeamMemberByEmail", "Email* str", "team:member:ro", "", team_member_by_email},
      {"DescribeCodingProjects", "PageNumber* int, PageSize* int, ProjectName str",
       "project:profile:ro", "-", projects},
      {"DescribeProjectByName", "ProjectName* str", "project:profile:ro", "-", one_project},
      {"DescribeOneProject", "ProjectId* int", "project:profile:ro", "-", one_project},
      {"DescribeUserProjects", "UserId* int, ProjectName str", "project:profile:ro", "",
       user_projects},
      {"DescribeProjectMembers", "ProjectId* int, PageNumber* int, PageSize* int, RoleId int",
       "project:member:ro", "project_member_rw", project_members},
      {"DescribeProjectRoles", "ProjectId* int", "project:member:ro", "project_member_rw",
       project_roles},
  };
}

}  // namespace chatops::sandbox::openapi
