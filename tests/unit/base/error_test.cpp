// Reasons are a closed list; errors carry them with arguments.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>
#include <set>

#include "base/call.hpp"
#include "base/known.hpp"

using namespace chatops;

TEST_CASE("reason: each code once, found again by its code") {
  std::set<std::string_view> seen;
  for (const auto& row : reasons) {
    CHECK_MESSAGE(seen.insert(row.code).second, row.code);
    CHECK(reason_of(row.code) == row.reason);
    CHECK(code_of(row.reason) == row.code);
    CHECK(kind_of(row.reason) == row.kind);
  }
  CHECK_FALSE(reason_of("no_such_reason"));
}

TEST_CASE("reason: exit codes of kinds are apart and none is success") {
  std::set<int> codes;
  for (const auto kind :
       {Kind::failed, Kind::usage, Kind::not_found, Kind::auth, Kind::denied, Kind::conflict,
        Kind::timeout, Kind::pending, Kind::unavailable, Kind::internal})
    CHECK(codes.insert(exit_code(kind)).second);
  CHECK_FALSE(codes.contains(0));
  CHECK_FALSE(codes.contains(exit_interrupted));
}

TEST_CASE("error: arguments keep their order") {
  Args args{{"what", "api"}, {"where", "a.yaml:1:2"}};
  args.set("what", "chat").set("why", "x");
  CHECK(args == Args{{"what", "chat"}, {"where", "a.yaml:1:2"}, {"why", "x"}});
  CHECK(args.get("none") == "");
  CHECK_FALSE(args.has("none"));

  const Error error(Reason::unreachable, args);
  CHECK(std::string_view(error.what()) == "unreachable");
  CHECK_THROWS_AS(value_or_throw(Result<int>(failure(Reason::refused))), Error);
  CHECK(value_or_throw(Result<int>(3)) == 3);
}

TEST_CASE("call: a stop comes before a deadline, a nearer deadline counts") {
  const SystemClock clock;
  std::stop_source source;
  Call call{.deadline = clock.tick() - Millis(1), .stop = source.get_token()};
  CHECK_THROWS_AS(call.check(clock), Error);
  source.request_stop();
  CHECK_THROWS_AS(call.check(clock), Interrupted);
  const Tick soon = clock.tick() + Millis(5), late = clock.tick() + Millis(5000);
  CHECK(Call{.deadline = late}.until(soon).deadline == soon);
  CHECK(Call{.deadline = soon}.until(late).deadline == soon);
  CHECK_NOTHROW(Call{}.check(clock));
}

TEST_CASE("one cause met many times is told once") {
  std::vector<Error> errors;
  add_once(errors, Error(Reason::refused, {{"what", "a"}}));
  add_once(errors, Error(Reason::refused, {{"what", "a"}}));
  add_once(errors, Error(Reason::refused, {{"what", "b"}}));
  add_once(errors, Error(Reason::unreachable, {{"what", "a"}}));
  CHECK(errors.size() == 3);
  try {
    throw_any(errors);
    FAIL("nothing thrown");
  } catch (const Error& first) {
    CHECK(first.args.get("what") == "a");
    REQUIRE(first.more.size() == 2);
    CHECK(first.more[0].args.get("what") == "b");
    CHECK(first.more[1].reason == Reason::unreachable);
  }
  CHECK_NOTHROW(throw_any({}));
}
