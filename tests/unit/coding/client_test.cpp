// Pace, repetition and tokens of the client.
// SPDX-License-Identifier: Apache-2.0
#include "coding/client.hpp"

#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

TEST_CASE("the action stands in query and body, the token in a header") {
  World world;
  world.on["DescribeIteration"] = [](const Json& body) {
    CHECK(body.at("IterationCode") == 3);
    return said({{"Iteration", {{"Code", 3}}}});
  };
  const auto answer = world.coding.client.ask({}, {"DescribeIteration", {{"IterationCode", 3}}});
  REQUIRE(answer);
  const auto& request = world.http.seen.front();
  CHECK(request.method == "POST");
  CHECK(request.headers.get("Authorization") == "token " + std::string(40, 'a'));
  CHECK(request.headers.get("Content-Type") == "application/json");
  CHECK(request.idempotent);
  CHECK_FALSE(request.once);
}

TEST_CASE("reads refused for their pace are asked again, with pauses") {
  World world;
  world.on["DescribeIteration"] = [&](const Json&) {
    return world.calls["DescribeIteration"] < 3 ? said_error("RequestLimitExceeded", "")
                                                : said({{"Iteration", 1}});
  };
  CHECK(world.coding.client.ask({}, {"DescribeIteration", {}}));
  CHECK(world.calls["DescribeIteration"] == 3);
  CHECK(world.machine.clock.waited > Millis(0));
}

TEST_CASE("repetition ends") {
  World world;
  world.on["DescribeIteration"] = [](const Json&) { return said_error("InternalError", "boom"); };
  const auto answer = world.coding.client.ask({}, {"DescribeIteration", {}});
  CHECK(answer.error().reason == Reason::server_error);
  CHECK(world.calls["DescribeIteration"] == 4);
}

TEST_CASE("repetition keeps the deadline") {
  World world;
  world.on["DescribeIteration"] = [](const Json&) {
    return said_error("RequestLimitExceeded", "");
  };
  Call call;
  call.deadline = world.machine.clock.tick() + Millis(10);
  CHECK(world.coding.client.ask(call, {"DescribeIteration", {}}).error().reason ==
        Reason::rate_limited);
  CHECK(world.calls["DescribeIteration"] == 1);
}

TEST_CASE("what changes something is sent once") {
  for (const char* code : {"RequestLimitExceeded", "InternalError", "ResourceUnavailable"}) {
    World world;
    world.on["TriggerCdPipeline"] = [&](const Json&) { return said_error(code, ""); };
    CHECK_FALSE(world.coding.client.ask({}, {"TriggerCdPipeline", {}}));
    CHECK(world.calls["TriggerCdPipeline"] == 1);
    CHECK(world.http.seen.front().once);
    CHECK_FALSE(world.http.seen.front().idempotent);
  }
}

TEST_CASE("an action is asked at most thirty times a second, others go on") {
  World world;
  world.on["DescribeGitBranch"] = [](const Json&) { return said({{"GitBranch", 1}}); };
  world.on["DescribeIteration"] = [](const Json&) { return said({{"Iteration", 1}}); };
  std::vector<Ask> asks(70, Ask{"DescribeGitBranch", {}});
  asks.push_back({"DescribeIteration", {}});
  const auto answers = world.coding.client.ask_all({}, asks);
  CHECK(std::all_of(answers.begin(), answers.end(), [](const auto& a) { return a.has_value(); }));
  CHECK(world.http.batches == std::vector<std::size_t>{31, 30, 10});
  CHECK(world.machine.clock.waited == Millis(2000));
}

TEST_CASE("waiting for the pace ends with the deadline") {
  World world;
  world.on["DescribeGitBranch"] = [](const Json&) { return said({{"GitBranch", 1}}); };
  Call call;
  call.deadline = world.machine.clock.tick() + Millis(500);
  const std::vector<Ask> asks(31, Ask{"DescribeGitBranch", {}});
  const auto answers = world.coding.client.ask_all(call, asks);
  CHECK(answers[29].has_value());
  CHECK(answers[30].error().reason == Reason::deadline_passed);
}

TEST_CASE("without token or address nothing is sent, and the error says what to set") {
  auto settings = test_settings();
  settings.token.reset();
  World world(settings);
  const auto missing = world.coding.client.ask({}, {"DescribeIteration", {}});
  CHECK(missing.error().reason == Reason::auth_missing);
  CHECK(missing.error().args.get("try") == "CHATOPS_CODING_TOKEN");

  World nowhere{Settings{}};
  CHECK(nowhere.coding.client.ask({}, {"DescribeIteration", {}}).error().reason ==
        Reason::not_configured);
  CHECK(nowhere.coding.client.project().error().args.get("what") == "coding.project");
  CHECK(world.http.seen.empty());
}

TEST_CASE("a stop during a pause is an interrupt") {
  World world;
  world.on["DescribeIteration"] = [](const Json&) {
    return said_error("RequestLimitExceeded", "");
  };
  std::stop_source stop;
  stop.request_stop();
  Call call;
  call.stop = stop.get_token();
  CHECK_THROWS_AS(world.coding.client.ask(call, {"DescribeIteration", {}}), Interrupted);
}

TEST_CASE("links fill their placeholders") {
  World world;
  const auto& client = world.coding.client;
  CHECK(client.link("build", {{"job", "4"}, {"number", "12"}}) ==
        "http://coding.test/p/classroom/ci/job/4/build/12/pipeline");
  CHECK(client.link("issue", {{"code", "a b"}}) ==
        "http://coding.test/p/classroom/all/issues/a%20b");
  CHECK(client.link("nothing", {}).empty());
}
