// CODING's ports over the real HTTP client, against a server on its worst days: what each comes to,
// and that a trigger is sent once whatever happens.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <atomic>
#include <ostream>

#include "coding/coding.hpp"
#include "coding/section.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

using namespace chatops;
using namespace chatops::coding;

namespace {

struct Day {
  const char* name;
  net::ServerResponse answer;
  Reason read, start;
  bool refused;  ///< the trigger certainly began nothing
};

net::ServerResponse plain(int status, std::string body, net::Headers headers = {}) {
  net::ServerResponse out;
  out.status = status;
  out.headers = std::move(headers);
  out.body = std::move(body);
  return out;
}

net::ServerResponse spoiled(bool cut, bool hang_up) {
  net::ServerResponse out = plain(200, R"({"Response":{"Data":{"PipelineExecutionId":"01X"}}})");
  out.cut = cut;
  out.hang_up = hang_up;
  return out;
}

const std::string pipelines =
    R"({"Response":{"Data":{"PipelineConfigs":[{"Id":"1","Name":"deploy","JsonContent":"{}"}]}}})";

struct Bench {
  explicit Bench(const net::ServerResponse& bad)
      : server(
            net::serve({}, [this, bad](const net::ServerRequest& in, const net::Respond& respond) {
              const bool describes = in.query == "Action=DescribeCdPipelineConfigs";
              if (!describes) ++calls;
              respond(describes ? plain(200, pipelines) : bad);
            })) {
    Settings settings;
    settings.url = "http://127.0.0.1:" + std::to_string(server->port());
    settings.team = "acme";
    settings.project = "classroom";
    settings.token = make_token("", Secret("t"));
    net::ClientOptions options{.user_agent = "contract"};
    options.retry = {.attempts = 2, .base = Millis(1), .cap = Millis(2)};
    http = net::make_client(system, options);
    coding.emplace(system, *http, settings);
  }

  std::atomic<int> calls{0};
  SystemClock clock;
  SystemRandom random;
  MapVariables variables{{}};
  SystemSpawner spawner;
  System system{clock, random, variables, spawner};
  std::unique_ptr<net::Server> server;
  std::unique_ptr<net::Http> http;
  std::optional<Coding> coding;
  Call call{.deadline = clock.tick() + Millis(30000), .stop = {}, .trace = nullptr};
};

core::EngineSettings settings() {
  return settings_of({.application = "classroom", .name = "deploy"}, std::nullopt);
}
core::Order order() {
  core::Order out;
  out.own = {{"pipeline", settings().own.at("deploy")}};
  return out;
}

}  // namespace

TEST_CASE("every bad answer has one reason, and starts nothing twice") {
  const Day days[] = {
      {"html", plain(200, "<html>maintenance</html>"), Reason::answer_not_json,
       Reason::answer_not_json, false},
      {"empty", plain(200, ""), Reason::answer_not_json, Reason::answer_not_json, false},
      {"deep", plain(200, std::string(300000, '[')), Reason::answer_too_deep,
       Reason::answer_too_deep, false},
      {"large", plain(200, std::string(100U << 20U, ' ')), Reason::answer_too_large,
       Reason::answer_too_large, false},
      {"cut", spoiled(true, false), Reason::answer_cut, Reason::answer_cut, false},
      {"hang up", spoiled(false, true), Reason::answer_cut, Reason::answer_cut, false},
      {"500", plain(500, "oops"), Reason::server_error, Reason::server_error, false},
      {"502", plain(502, "<html>"), Reason::server_error, Reason::server_error, false},
      {"503", plain(503, "", {{"Retry-After", "0"}}), Reason::server_error, Reason::server_error,
       false},
      {"429", plain(429, "", {{"Retry-After", "0"}}), Reason::rate_limited, Reason::rate_limited,
       true},
      {"401", plain(401, ""), Reason::auth_invalid, Reason::auth_invalid, true},
      {"403", plain(403, ""), Reason::auth_scope, Reason::auth_scope, true},
      {"login page", plain(302, "", {{"Location", "/login"}}), Reason::answer_odd,
       Reason::answer_odd, false},
      {"odd type", plain(200, R"({"Response":{"Data":7,"Iteration":[]}})"), Reason::answer_odd,
       Reason::answer_odd, false},
  };
  for (const auto& day : days) {
    CAPTURE(day.name);
    Bench bench(day.answer);
    const auto iteration = make_tracker(*bench.coding)->iteration(bench.call, "42");
    REQUIRE_FALSE(iteration);
    CHECK(code_of(iteration.error().reason) == code_of(day.read));
    bench.calls = 0;
    const auto result = make_deploy_engine(*bench.coding)->start(bench.call, order());
    CHECK(bench.calls == 1);
    REQUIRE(std::holds_alternative<core::Refused>(result) == day.refused);
    const Error why =
        day.refused ? std::get<core::Refused>(result).why : std::get<core::Lost>(result).why;
    CHECK(code_of(why.reason) == code_of(day.start));
  }
}

TEST_CASE("nobody there: refused, because nothing was sent") {
  Bench bench(plain(200, ""));
  const auto engine = make_deploy_engine(*bench.coding);
  REQUIRE(engine->describe(bench.call, settings()));
  bench.server->stop();
  bench.server.reset();
  const auto result = engine->start(bench.call, order());
  REQUIRE(std::holds_alternative<core::Refused>(result));
  CHECK(std::get<core::Refused>(result).why.reason == Reason::unreachable);
}

TEST_CASE("a stop while CODING is silent is an interrupt") {
  Bench bench(plain(200, ""));
  std::stop_source stop;
  const auto silent = net::serve(
      {}, [&stop](const net::ServerRequest&, const net::Respond&) { stop.request_stop(); });
  auto settings = bench.coding->client.settings();
  settings.url = "http://127.0.0.1:" + std::to_string(silent->port());
  Coding coding(bench.system, *bench.http, settings);
  Call call = bench.call;
  call.stop = stop.get_token();
  CHECK_THROWS_AS(make_tracker(coding)->iteration(call, "1"), Interrupted);
}
