// Shapes that several actions share.
// SPDX-License-Identifier: Apache-2.0
#include "openapi/shape.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "world/roles.hpp"

namespace chatops::sandbox::openapi {

void not_found(const std::string& what) {
  throw Refusal{"ResourceNotFound", fmt::format("{} 资源未找到", what)};
}

Page page_of(const Asked& ask, Id default_size, Id most) {
  Page page{ask.integer("PageNumber", 1), ask.integer("PageSize", default_size)};
  if (page.number < 1 || page.size < 1)
    throw Refusal{"InvalidParameterValue", "PageNumber and PageSize begin at 1."};
  if (ask.settings.page_size > 0 && page.size > ask.settings.page_size)
    throw Refusal{"InvalidParameterValue",
                  fmt::format("PageSize is at most {}.", ask.settings.page_size)};
  page.size = std::min(page.size, most);
  return page;
}

Json page_a(const Page& page, std::size_t total, const char* list_name, Json list) {
  return {{"PageNumber", page.number},
          {"PageSize", page.size},
          {"TotalCount", total},
          {list_name, std::move(list)}};
}

const Project& project_of(const Model& model, const Asked& ask) {
  const auto* project = ask.has("ProjectId") ? model.project(ask.integer("ProjectId"))
                                             : model.project(ask.text("ProjectName"));
  if (project == nullptr) not_found("project");
  return *project;
}

Json user_data(const Model& model, Id id, const std::string& role) {
  static const User nobody;
  const auto* user = model.user(id);
  if (user == nullptr) user = &nobody;
  Json roles = Json::array();
  if (!role.empty())
    roles.push_back({{"RoleId", role_id(role)}, {"RoleType", role}, {"RoleTypeName", role}});
  return {{"Id", user->id},
          {"TeamId", user->id == 0 ? 0 : model.team.id},
          {"Name", user->name},
          {"NamePinYin", user->name_pinyin},
          {"GlobalKey", user->global_key},
          {"Avatar", ""},
          {"Email", user->email},
          {"EmailValidation", user->id == 0 ? 0 : 1},
          {"Phone", user->phone},
          {"PhoneValidation", user->id == 0 ? 0 : 1},
          {"Status", user->id == 0 ? 0 : user->status},
          {"Roles", std::move(roles)},
          {"DepartmentMember", nullptr},
          {"UniqueExtField", ""}};
}

Json issue_user(const Model& model, Id id) {
  static const User nobody;
  const auto* user = model.user(id);
  if (user == nullptr) user = &nobody;
  return {{"Id", user->id},
          {"GlobalKey", user->global_key},
          {"Name", user->name},
          {"Email", user->email},
          {"Phone", user->phone},
          {"Avatar", ""},
          {"Status", user->id == 0 ? 0 : user->status},
          {"TeamId", user->id == 0 ? 0 : model.team.id},
          {"TeamGlobalKey", user->id == 0 ? "" : model.team.host}};
}

Moment date_of(const std::string& text, bool end_of_day) {
  int year = 0, month = 0, day = 0, used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
      static_cast<std::size_t>(used) != text.size() || text.size() != 10)
    throw Refusal{"InvalidParameterValue", fmt::format("{} is no date YYYY-MM-DD.", text)};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) throw Refusal{"InvalidParameterValue", fmt::format("{} does not exist.", text)};
  const auto midnight = std::chrono::sys_days(date) - std::chrono::hours(8);
  const auto second =
      end_of_day ? midnight + std::chrono::hours(24) - std::chrono::seconds(1) : midnight;
  return std::chrono::duration_cast<std::chrono::milliseconds>(second.time_since_epoch()).count();
}

Json date_or_unset(const Asked& ask, Moment when) {
  if (when != 0) return when;
  return ask.settings.quirks ? Json(unset_date) : Json(0);
}

}  // namespace chatops::sandbox::openapi
