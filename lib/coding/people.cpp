// The people of a project and their roles.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

namespace {

using core::Role;

/// `Status` of a user: they left the team, or an administrator locked them.
constexpr std::int64_t status_left = -3, status_locked = -1;

/// `RoleType`, in lower case. Its ProjectGuest is what CODING's pages call the tester, and testers
/// are whom environments are made for.
constexpr auto roles = std::to_array<std::pair<std::string_view, Role>>({
    {"enterpriseowner", Role::owner},
    {"enterpriseadmin", Role::admin},
    {"projectadmin", Role::admin},
    {"enterprisemember", Role::member},
    {"projectmanager", Role::member},
    {"productmanager", Role::member},
    {"projectoperation", Role::member},
    {"projectmember", Role::member},
    {"projectguest", Role::member},
    {"programowner", Role::member},
    {"programadmin", Role::member},
    {"programmember", Role::member},
    {"programprojectmember", Role::member},
    {"userdefined", Role::member},
});

/// The highest of the roles that are known.
Role role_of(const Json& user) {
  Role out = Role::odd;
  for (const auto& item : list(user, "Roles")) {
    const std::string word = to_lower(text(item, "RoleType"));
    for (const auto& [name, role] : roles) {
      if (name == word) out = std::max(out, role);
    }
  }
  return out;
}

/// Only an address of which CODING says that it is none of theirs is left out.
bool unverified(const Json& user, std::string_view validation) {
  return net::truth_of(net::member(user, validation)) == false;
}

std::string email_of(const Json& user) {
  std::string found = text(user, "Email");
  // Some answers mask it: "l***@acme.test" is nobody's.
  const bool whole = found.find('@') != std::string::npos && found.find('*') == std::string::npos;
  return whole && !unverified(user, "EmailValidation") ? found : std::string();
}

std::string mobile_of(const Json& user) {
  std::string out;
  for (const char c : text(user, "Phone")) {
    if (is_digit(c) || (c == '+' && out.empty())) {
      out += c;
    } else if (c != ' ' && c != '-') {
      return {};
    }
  }
  return unverified(user, "PhoneValidation") ? std::string() : out;
}

class CodingMembers final : public core::Members {
 public:
  explicit CodingMembers(Coding& coding) : coding_(coding) {}

  Known<std::vector<core::Member>> members(const Call& call) override {
    auto people = coding_.read_members(call);
    if (!people) return unknown(std::move(people).error());
    std::vector<core::Member> out;
    out.reserve(people->size());
    for (auto& [id, member] : *people) out.push_back(std::move(member));
    return out;
  }

 private:
  Coding& coding_;
};

}  // namespace

Known<Coding::People> Coding::members(const Call& call) {
  const auto project = client.project();
  if (!project) return unknown(project.error());
  const auto id = project_id(call, *project);
  if (!id) return unknown(id.error());
  if (auto known = members_.get(*id)) return std::move(*known);
  if (auto unread = members_unread_.get(*id)) return unknown(std::move(*unread));
  return read_members(call);
}

Known<Coding::People> Coding::read_members(const Call& call) {
  const auto project = client.project();
  if (!project) return unknown(project.error());
  const auto id = project_id(call, *project);
  if (!id) return unknown(id.error());
  auto list = list_one(client, call,
                       {.action = "DescribeProjectMembers",
                        .parameters = {{"ProjectId", *id}},
                        .container = "Data",
                        .items = "ProjectMembers"});
  if (!list) {
    members_unread_.put(*id, list.error());
    return unknown(std::move(list).error());
  }
  People people;
  for (const auto& item : *list) {
    const auto user = number(item, "Id");
    const auto status = number(item, "Status");
    // Somebody left out here would be taken for somebody who is gone.
    if (!user) return unknown(client.odd("DescribeProjectMembers", "Id"));
    if (*user <= 0 || status == status_left) continue;
    people[*user] = {.person = {.id = std::to_string(*user),
                                .name = text(item, "Name"),
                                .email = email_of(item),
                                .mobile = mobile_of(item)},
                     .role = status == status_locked ? Role::odd : role_of(item)};
  }
  // A project has at least the one who asks, or made the token.
  if (people.empty()) return unknown(client.odd("DescribeProjectMembers", "ProjectMembers"));
  members_.put(*id, people);
  return people;
}

std::unique_ptr<core::Members> make_members(Coding& coding) {
  return std::make_unique<CodingMembers>(coding);
}

}  // namespace chatops::coding
