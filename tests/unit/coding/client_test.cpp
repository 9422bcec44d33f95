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
  CHECK_FALSE(request.repeats);  // the client repeats, and counts what it repeats
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

namespace {

/// The most calls whose moments lie within one second of each other, its end left out.
std::size_t most_in_a_second(const std::vector<Tick>& moments) {
  std::size_t most = 0;
  for (const Tick from : moments) {
    most = std::max<std::size_t>(most,
                                 std::count_if(moments.begin(), moments.end(), [&](const Tick one) {
                                   return one >= from && one < from + Millis(1000);
                                 }));
  }
  return most;
}

}  // namespace

TEST_CASE("an action is asked at most thirty times in any second, others go on") {
  World world;
  std::vector<Tick> arrived;
  world.on["DescribeGitBranch"] = [&](const Json&) {
    arrived.push_back(world.machine.clock.tick());
    return said({{"GitBranch", 1}});
  };
  world.on["DescribeIteration"] = [](const Json&) { return said({{"Iteration", 1}}); };
  std::vector<Ask> asks(70, Ask{"DescribeGitBranch", {}});
  asks.push_back({"DescribeIteration", {}});
  const auto answers = world.coding.client.ask_all({}, asks);
  CHECK(std::all_of(answers.begin(), answers.end(), [](const auto& a) { return a.has_value(); }));
  CHECK(world.http.batches.front() == 11);  // what has no need to wait does not
  CHECK(arrived.size() == 70);
  CHECK(most_in_a_second(arrived) == 30);
  CHECK(world.machine.clock.waited == Millis(2002));  // a second and what a tick cuts off, twice
}

TEST_CASE("calls that arrive late count from their arrival, over one ask after the other") {
  World world;
  std::vector<Tick> arrived;
  world.on["DescribeGitBranch"] = [&](const Json&) {
    // The first of a batch has all connections to make: it arrives at the end of the second.
    if (arrived.empty()) world.machine.clock.pass(Millis(900));
    world.machine.clock.pass(Millis(3));
    arrived.push_back(world.machine.clock.tick());
    return said({{"GitBranch", 1}});
  };
  for (int i = 0; i < 4; ++i) {
    const std::vector<Ask> asks(28, Ask{"DescribeGitBranch", {}});
    (void)world.coding.client.ask_all({}, asks);
  }
  CHECK(arrived.size() == 112);
  CHECK(most_in_a_second(arrived) <= 30);
}

TEST_CASE("repetitions count as calls, and what the network failed counts as well") {
  World world;
  std::vector<Tick> arrived;
  world.on["DescribeGitBranch"] = [&](const Json&) -> Known<net::Response> {
    arrived.push_back(world.machine.clock.tick());
    const bool bad_day = arrived.size() <= 45;
    if (bad_day && arrived.size() % 3 == 0) return test::answer_of(502, "");
    if (bad_day && arrived.size() % 5 == 0) return failure(Reason::answer_cut);
    return said({{"GitBranch", 1}});
  };
  const std::vector<Ask> asks(60, Ask{"DescribeGitBranch", {}});
  const auto answers = world.coding.client.ask_all({}, asks);
  CHECK(std::all_of(answers.begin(), answers.end(), [](const auto& a) { return a.has_value(); }));
  CHECK(arrived.size() == 60 + 21);
  CHECK(most_in_a_second(arrived) <= 30);
}

TEST_CASE("two clients of one process share one pace") {
  auto settings = test_settings();
  net::Paces paces;
  settings.pace = pace_of(settings, paces);
  World one(settings), two(settings);
  const auto reply = [](const Json&) { return said({{"GitBranch", 1}}); };
  one.on["DescribeGitBranch"] = two.on["DescribeGitBranch"] = reply;
  const std::vector<Ask> asks(20, Ask{"DescribeGitBranch", {}});
  (void)one.coding.client.ask_all({}, asks);
  (void)two.coding.client.ask_all({}, asks);
  CHECK(two.http.batches.front() == 10);
  CHECK(two.machine.clock.waited > Millis(0));
}

TEST_CASE("a refusal for the pace is waited for, however many come, and nothing else is asked") {
  // Another process of the same team takes all there is for eight seconds.
  World world;
  const Tick free = world.machine.clock.tick() + std::chrono::seconds(8);
  int refused = 0;
  world.on["DescribeGitBranch"] = [&](const Json&) {
    if (world.machine.clock.tick() >= free) return said({{"GitBranch", 1}});
    ++refused;
    return said_error("RequestLimitExceeded", "");
  };
  const std::vector<Ask> asks(3, Ask{"DescribeGitBranch", {}});
  const auto answers = world.coding.client.ask_all({}, asks);
  CHECK(std::all_of(answers.begin(), answers.end(), [](const auto& a) { return a.has_value(); }));
  CHECK(refused > 6);
  CHECK(refused < 40);
}

TEST_CASE("refusals without an end are the answer, in bounded time") {
  for (const bool http : {true, false}) {
    World world;
    world.on["DescribeIteration"] = [&](const Json&) {
      return http ? test::answer_of(429, "") : said_error("RequestLimitExceeded", "");
    };
    const auto answer = world.coding.client.ask({}, {"DescribeIteration", {}});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().reason == Reason::rate_limited);
    CHECK(world.machine.clock.waited >= std::chrono::seconds(19));
    CHECK(world.machine.clock.waited < std::chrono::seconds(25));
  }
}

TEST_CASE("what is asked to wait longer than anybody would gets the answer instead") {
  World world;
  world.on["DescribeIteration"] = [](const Json&) {
    return test::answer_of(429, "", {{"Retry-After", "3600"}});
  };
  CHECK(world.coding.client.ask({}, {"DescribeIteration", {}}).error().reason ==
        Reason::rate_limited);
  CHECK(world.calls["DescribeIteration"] == 1);
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
  CHECK(answers[30].error().args.get("sent") == "no");
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
