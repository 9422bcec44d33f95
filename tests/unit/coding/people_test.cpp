// Members of a project: roles, addresses, and what must not be taken for nobody.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;
using core::Role;

namespace {

Json user(int id, Json roles) {
  Json out = {{"Id", id},
              {"Name", "n" + std::to_string(id)},
              {"Email", "u" + std::to_string(id) + "@acme.test"},
              {"EmailValidation", 1},
              {"Phone", "138 0000-0000"},
              {"PhoneValidation", 1},
              {"Status", 1},
              {"Roles", Json::array()}};
  for (const auto& role : roles) out["Roles"].push_back({{"RoleId", 1}, {"RoleType", role}});
  return out;
}

void with_users(World& world, const Json& users, int at_once = 100) {
  world.on["DescribeProjectMembers"] = [users, at_once](const Json& body) {
    CHECK(body.at("ProjectId") == 7);
    const int page = body.at("PageNumber");
    Json list = Json::array();
    for (std::size_t i = static_cast<std::size_t>((page - 1) * at_once);
         i < users.size() && list.size() < static_cast<std::size_t>(at_once); ++i) {
      list.push_back(users[i]);
    }
    return said({{"Data",
                  {{"ProjectMembers", list},
                   {"PageNumber", page},
                   {"PageSize", at_once},
                   {"TotalCount", std::to_string(users.size())}}}});
  };
}

core::Member only(const Json& one) {
  World world;
  with_users(world, Json::array({one}));
  const auto members = make_members(world.coding)->members({});
  REQUIRE(members);
  REQUIRE(members->size() == 1);
  return members->front();
}

}  // namespace

TEST_CASE("the highest known role counts, and an unknown one is none") {
  CHECK(only(user(1, {"EnterpriseOwner", "ProjectMember"})).role == Role::owner);
  CHECK(only(user(1, {"ProjectMember", "ProjectAdmin"})).role == Role::admin);
  CHECK(only(user(1, {"EnterpriseAdmin"})).role == Role::admin);
  CHECK(only(user(1, {"ProjectMember"})).role == Role::member);
  CHECK(only(user(1, {"ProjectGuest"})).role == Role::member);  // a tester
  CHECK(only(user(1, {"UserDefined"})).role == Role::member);
  CHECK(only(user(1, {"SomethingNew"})).role == Role::odd);
  CHECK(only(user(1, Json::array())).role == Role::odd);
  auto without = user(1, Json::array());
  without["Roles"] = nullptr;
  CHECK(only(without).role == Role::odd);
}

TEST_CASE("addresses that are verified, and whole") {
  auto one = user(1, {"ProjectMember"});
  CHECK(only(one).person == core::Person{"1", "n1", "u1@acme.test", "13800000000"});
  one["Phone"] = "+86 13800000000";
  CHECK(only(one).person.mobile == "+8613800000000");
  one["EmailValidation"] = "0";
  one["PhoneValidation"] = 0;
  CHECK(only(one).person == core::Person{"1", "n1", "", ""});
  one.erase("EmailValidation");
  one.erase("PhoneValidation");
  CHECK(only(one).person.email == "u1@acme.test");
  one["Email"] = "u***@acme.test";
  one["Phone"] = "138****0000";
  CHECK(only(one).person == core::Person{"1", "n1", "", ""});
}

TEST_CASE("who has left is no member, who is locked has no role") {
  World world;
  auto gone = user(1, {"ProjectMember"}), locked = user(2, {"ProjectAdmin"});
  gone["Status"] = "-3";
  locked["Status"] = -1;
  auto nobody = user(0, {"ProjectMember"});
  with_users(world, {gone, locked, nobody, user(3, {"ProjectMember"})});
  const auto members = make_members(world.coding)->members({});
  REQUIRE(members);
  REQUIRE(members->size() == 2);
  CHECK(members->front().person.id == "2");
  CHECK(members->front().role == Role::odd);
}

TEST_CASE("members are read page by page, and anew each time") {
  World world;
  Json users = Json::array();
  for (int i = 1; i <= 25; ++i) users.push_back(user(i, {"ProjectMember"}));
  with_users(world, users, 10);
  const auto port = make_members(world.coding);
  CHECK(port->members({})->size() == 25);
  CHECK(world.calls["DescribeProjectMembers"] == 3);
  CHECK(port->members({})->size() == 25);
  CHECK(world.calls["DescribeProjectMembers"] == 6);
}

TEST_CASE("nobody, or somebody without an id, is no answer") {
  World world;
  with_users(world, Json::array());
  CHECK(make_members(world.coding)->members({}).error().reason == Reason::answer_odd);
  auto odd = user(1, {"ProjectMember"});
  odd.erase("Id");
  with_users(world, {user(2, {"ProjectMember"}), odd});
  CHECK(make_members(world.coding)->members({}).error().reason == Reason::answer_odd);
}
