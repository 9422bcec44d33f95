// Iterations and issues, with the oddities of CODING's answers.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

Json sprint(int code, const char* status) {
  return {{"Code", code},
          {"Name", "Sprint " + std::to_string(code)},
          {"Goal", "g"},
          {"Status", status},
          {"StartAt", 1725120000000},
          {"EndAt", "-28800000"},
          {"Assignee", 5},
          {"WaitProcessCount", 2},
          {"ProcessingCount", "3"},
          {"CompletedCount", nullptr}};
}

void with_members(World& world) {
  world.on["DescribeProjectMembers"] = [](const Json& body) {
    CHECK(body.at("ProjectId") == 7);
    return said({{"Data",
                  {{"ProjectMembers", {{{"Id", 5}, {"Name", "李雷"}, {"Email", "li@acme.test"}}}},
                   {"TotalCount", 1}}}});
  };
}

void with_sprints(World& world, Json list) {
  world.on["DescribeIterationList"] = [list](const Json& body) {
    CHECK(body.at("ProjectName") == "classroom");
    return said({{"Data", {{"List", list}, {"TotalRow", list.size()}}}});
  };
}

}  // namespace

TEST_CASE("an iteration is read through its quirks") {
  World world;
  with_members(world);
  with_sprints(world, {sprint(42, "PROCESSING"), sprint(43, "WAIT_PROCESS"),
                       sprint(41, "COMPLETED"), sprint(40, "???")});
  const auto tracker = make_tracker(world.coding);
  const auto list = tracker->iterations({});
  REQUIRE(list);
  REQUIRE(list->size() == 4);
  const auto& first = list->front();
  CHECK(first.code == "42");
  CHECK(first.state == core::IterationState::active);
  CHECK(first.starts_at == Instant(Millis(1725120000000)));
  CHECK(first.starts_on == "2024-09-01");  // midnight in UTC+8, still August in UTC
  CHECK_FALSE(first.ends_at);
  CHECK(first.ends_on.empty());
  CHECK(first.owner->name == "李雷");
  CHECK(first.issues_open == 5);
  CHECK(first.issues_done == 0);
  CHECK(first.url == "http://coding.test/p/classroom/iterations/42/issues");
  CHECK((*list)[1].state == core::IterationState::planned);
  CHECK((*list)[2].state == core::IterationState::ended);
  CHECK((*list)[3].state == core::IterationState::odd);
  CHECK(world.calls["DescribeProjectMembers"] == 1);
}

TEST_CASE("an owner without readable members is an id") {
  World world;
  world.on["DescribeProjectMembers"] = [](const Json&) {
    return said_error("UnauthorizedOperation", "scope");
  };
  with_sprints(world, {sprint(1, "PROCESSING"), sprint(2, "PROCESSING")});
  const auto list = make_tracker(world.coding)->iterations({});
  REQUIRE(list);
  CHECK(list->front().owner == core::Person{"5", "", ""});
  CHECK(world.calls["DescribeProjectMembers"] == 1);
}

TEST_CASE("an iteration is found by code, else by its exact name") {
  World world;
  with_members(world);
  with_sprints(world, {sprint(42, "PROCESSING")});
  world.on["DescribeIteration"] = [](const Json& body) {
    return body.at("IterationCode") == 42 ? said({{"Iteration", sprint(42, "PROCESSING")}})
                                          : said_error("InvalidParameterValue", "资源未找到");
  };
  const auto tracker = make_tracker(world.coding);
  CHECK(tracker->iteration({}, "42")->name == "Sprint 42");
  CHECK(tracker->iteration({}, "Sprint 42")->code == "42");
  CHECK(tracker->iteration({}, "sprint").error().reason == Reason::outside_not_found);
  CHECK(tracker->iteration({}, "43").error().reason == Reason::outside_not_found);
}

TEST_CASE("an answer that cannot be an iteration is unknown") {
  World world;
  with_members(world);
  world.on["DescribeIteration"] = [](const Json&) { return said({{"Iteration", sprint(7, "x")}}); };
  CHECK(make_tracker(world.coding)->iteration({}, "42").error().reason == Reason::answer_odd);
  with_sprints(world, {{{"Name", "no code"}}});
  CHECK(make_tracker(world.coding)->iterations({}).error().reason == Reason::answer_odd);
}

TEST_CASE("issues are filtered here, whatever the condition meant") {
  const Json mine = {{"Code", 9},
                     {"Type", "DEFECT"},
                     {"Name", "echo"},
                     {"IssueStatusName", "进行中"},
                     {"AssigneeId", 0},
                     {"Assignees", nullptr},
                     {"Iteration", {{"Code", 42}, {"Id", 9000}}}};
  Json other = mine;
  other["Iteration"] = {{"Code", 0}};
  Json bare = mine;
  bare["Iteration"] = nullptr;
  for (const bool by_code : {true, false}) {
    CAPTURE(by_code);
    World world;
    world.on["DescribeIssueListWithPage"] = [&](const Json& body) {
      const bool filtered = body.contains("Conditions");
      Json list = Json::array();
      if (!filtered || by_code) list = {mine, other, bare};
      return said({{"Data", {{"List", list}, {"TotalCount", list.size()}}}});
    };
    const auto issues = make_tracker(world.coding)->issues({}, "42");
    REQUIRE(issues);
    REQUIRE(issues->size() == 1);
    CHECK(issues->front().title == "echo");
    CHECK_FALSE(issues->front().assignee);
    CHECK(world.calls["DescribeIssueListWithPage"] == (by_code ? 1 : 2));
  }
}
