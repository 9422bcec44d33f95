// Iterations and issues, with the oddities of CODING's answers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

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
    const auto issues = make_tracker(world.coding)->issues_without_watchers({}, "42");
    REQUIRE(issues);
    REQUIRE(issues->size() == 1);
    CHECK(issues->front().title == "echo");
    CHECK_FALSE(issues->front().assignee);
    CHECK(world.calls["DescribeIssueListWithPage"] == (by_code ? 1 : 2));
  }
}

namespace {

Json issue_row(int code, std::int64_t changed) {
  return {{"Code", code},    {"Type", "DEFECT"},     {"Name", "i" + std::to_string(code)},
          {"AssigneeId", 0}, {"UpdatedAt", changed}, {"Iteration", {{"Code", 42}}}};
}

void with_issues(World& world, const Json& list) {
  world.on["DescribeIssueListWithPage"] = [list](const Json&) {
    return said({{"Data", {{"List", list}, {"TotalCount", list.size()}}}});
  };
}

void with_watchers(World& world, Json watchers) {
  world.on["DescribeIssue"] = [watchers = std::move(watchers)](const Json& body) {
    CHECK(body.at("ProjectName") == "classroom");
    return said({{"Issue", {{"Code", body.at("IssueCode")}, {"Watchers", watchers}}}});
  };
}

}  // namespace

TEST_CASE("an iteration that was deleted is not there, however it is told") {
  World world;
  with_members(world);
  auto deleted = sprint(42, "PROCESSING");
  deleted["Deleter"] = 5;
  auto living = sprint(43, "PROCESSING");
  living["Deleter"] = 0;
  with_sprints(world, {deleted, living});
  world.on["DescribeIteration"] = [&](const Json&) { return said({{"Iteration", deleted}}); };
  const auto tracker = make_tracker(world.coding);
  CHECK(tracker->iterations({})->size() == 1);
  CHECK(tracker->iteration({}, "42").error().reason == Reason::outside_not_found);
}

TEST_CASE("watchers are asked for issue by issue, side by side, and again when it changed") {
  World world;
  with_members(world);
  with_issues(world, {issue_row(1, 1000), issue_row(2, 1000)});
  with_watchers(world, {{{"Id", 5}, {"Name", "li"}}, {{"Id", 0}}, {{"Id", 6}, {"Name", "han"}}});
  const auto tracker = make_tracker(world.coding);
  auto issues = tracker->issues({}, "42");
  REQUIRE(issues);
  REQUIRE(issues->size() == 2);
  REQUIRE(issues->front().watchers.size() == 2);
  // The list of members tells more than the issue does.
  CHECK(issues->front().watchers[0] == core::Person{"5", "李雷", "li@acme.test"});
  CHECK(issues->front().watchers[1] == core::Person{"6", "han", ""});
  CHECK(world.calls["DescribeIssue"] == 2);
  CHECK(std::count(world.http.batches.begin(), world.http.batches.end(), 2) == 1);

  with_issues(world, {issue_row(1, 1000), issue_row(2, 2000)});
  with_watchers(world, nullptr);
  issues = tracker->issues({}, "42");
  REQUIRE(issues);
  CHECK(world.calls["DescribeIssue"] == 3);
  CHECK(issues->front().watchers.size() == 2);
  CHECK(issues->back().watchers.empty());

  world.machine.clock.pass(Millis(60'000));
  CHECK(tracker->issues({}, "42")->front().watchers.empty());
  CHECK(world.calls["DescribeIssue"] == 5);
  CHECK(tracker->issues_without_watchers({}, "42")->size() == 2);
  CHECK(world.calls["DescribeIssue"] == 5);
}

TEST_CASE("watchers that are not known are not nobody") {
  World world;
  with_members(world);
  with_issues(world, {issue_row(1, 1000), issue_row(2, 1000)});
  const auto tracker = make_tracker(world.coding);
  world.on["DescribeIssue"] = [](const Json& body) {
    if (body.at("IssueCode") == 2) return said_error("OperationDenied", "no");
    return said({{"Issue", {{"Code", 1}, {"Watchers", {{{"Id", 5}}}}}}});
  };
  CHECK(tracker->issues({}, "42").error().reason == Reason::forbidden);
  // What was told before the failure is not asked for again.
  const int before = world.calls["DescribeIssue"];
  with_watchers(world, nullptr);
  CHECK(tracker->issues({}, "42")->front().watchers.size() == 1);
  CHECK(world.calls["DescribeIssue"] == before + 1);
  for (const Json& odd :
       {Json{{"Code", 3}, {"Watchers", Json::array()}}, Json{{"Code", 1}}, Json(nullptr)}) {
    World other;
    with_issues(other, Json::array({issue_row(1, 1000)}));
    other.on["DescribeIssue"] = [&](const Json&) { return said({{"Issue", odd}}); };
    CHECK(make_tracker(other.coding)->issues({}, "42").error().reason == Reason::answer_odd);
  }
}

TEST_CASE("an issue that is gone since the list was read has no watchers") {
  World world;
  with_issues(world, Json::array({issue_row(1, 1000)}));
  world.on["DescribeIssue"] = [](const Json&) { return said_error("ResourceNotFound", "x"); };
  const auto issues = make_tracker(world.coding)->issues({}, "42");
  REQUIRE(issues);
  CHECK(issues->front().watchers.empty());
}

TEST_CASE("lists that do tell watchers are believed") {
  World world;
  with_members(world);
  auto row = issue_row(1, 1000);
  row["Watchers"] = {{{"Id", 5}}};
  with_issues(world, Json::array({row}));
  CHECK(make_tracker(world.coding)->issues({}, "42")->front().watchers.size() == 1);
  CHECK(world.calls["DescribeIssue"] == 0);
}

TEST_CASE("an iteration is moved on as documented, with the day that it needs") {
  World world;
  with_members(world);
  world.on["DescribeIteration"] = [](const Json&) {
    return said({{"Iteration", sprint(42, "PROCESSING")}});
  };
  Json asked;
  world.on["ModifyIterationStatus"] = [&](const Json& body) {
    asked = body;
    return said({{"Iteration", sprint(42, "COMPLETED")}});
  };
  const auto tracker = make_tracker(world.coding);
  const auto done = tracker->move({}, "42", core::IterationMove::complete, "43");
  REQUIRE(done);
  CHECK(done->state == core::IterationState::ended);
  CHECK(asked.at("Operator") == "complete");
  CHECK(asked.at("IterationCode") == 42);
  CHECK(asked.at("JoinIterationCode") == 43);
  CHECK(asked.at("EndAt").get<std::string>().size() == 10);
  REQUIRE(tracker->move({}, "42", core::IterationMove::start, ""));
  CHECK(asked.at("Operator") == "start");
  CHECK(asked.at("StartAt") == "2024-09-01");
  REQUIRE(tracker->move({}, "42", core::IterationMove::reopen, ""));
  CHECK(asked.at("Operator") == "restart");
}

TEST_CASE("a tracker that cannot move iterations says so") {
  World world;
  with_members(world);
  world.on["DescribeIteration"] = [](const Json&) {
    return said({{"Iteration", sprint(42, "PROCESSING")}});
  };
  world.on["ModifyIterationStatus"] = [](const Json&) { return said({{"Iteration", nullptr}}); };
  const auto tracker = make_tracker(world.coding);
  CHECK_FALSE(tracker->move({}, "42", core::IterationMove::complete, ""));
}
