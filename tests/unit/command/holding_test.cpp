// env follow, env pin, env hold and env unhold: what an environment is kept at, and by whom.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/command/desk.hpp"
#include "workflow/environments.hpp"
#include "workflow/update.hpp"

namespace chatops::command {
namespace {

using test::Desk;
using test::version_of;

core::Environment stored(Desk& desk) {
  return workflow::show_environment(desk.deps, "s42").environment;
}
core::Choice choice_of(Desk& desk, const std::string& component) {
  return stored(desk).desired.selection.components.at(component);
}

void newer_api(Desk& desk, int build) {
  desk.outside.add_image(test::image_of("api"), version_of("main", build), "main", build);
}

/// What the server does by itself.
bool updated(Desk& desk) {
  workflow::Facts facts(desk.application);
  const std::vector<std::string> names = {"s42"};
  bool out = false;
  workflow::update_each(desk.call, desk.deps, facts, names, false,
                        [&](workflow::Update done) { out = done.brought.has_value(); });
  return out;
}

Outcome carried_out(Desk& desk, const Request& request) {
  Reply reply = desk.run(request);
  if (auto* following = std::get_if<Following>(&reply))
    return follow(desk.host, desk.envelope, *following);
  REQUIRE(std::holds_alternative<Outcome>(reply));
  return std::get<Outcome>(std::move(reply));
}

TEST_CASE("env pin keeps a component at what runs, and env follow lets it go again") {
  Desk desk;
  desk.deployed("s42");
  newer_api(desk, 11);
  const Outcome pinned = carried_out(
      desk, EnvPinRequest{.environment = "s42", .components = {"api"}, .reason = "demo"});
  CHECK_FALSE(pinned.error);
  const auto pin = std::get<core::Pin>(choice_of(desk, "api"));
  CHECK(pin.version == version_of("main", 10));
  CHECK(pin.why == "demo");
  CHECK(pin.by == "lin");
  CHECK_FALSE(pin.until);
  CHECK(std::holds_alternative<core::Follow>(choice_of(desk, "web")));

  const Outcome followed = carried_out(
      desk,
      EnvFollowRequest{.environment = "s42", .components = {"api"}, .options = {.yes = true}});
  CHECK(followed.body["status"] == "succeeded");
  CHECK(std::get<core::Follow>(choice_of(desk, "api")).rule == "main");
  CHECK(stored(desk).deployed->lines.at("api").version == version_of("main", 11));
}

TEST_CASE("a pin with a time ends by itself") {
  Desk desk;
  desk.deployed("s42");
  carried_out(desk,
              EnvPinRequest{.environment = "s42", .components = {"api"}, .until_ms = 3'600'000});
  const auto pin = std::get<core::Pin>(choice_of(desk, "api"));
  REQUIRE(pin.until);
  newer_api(desk, 11);
  CHECK_FALSE(updated(desk));
  desk.clock.advance(Millis{3'600'001});
  CHECK(updated(desk));
}

TEST_CASE("env pin at another version asks as deploy does, and is answered") {
  Desk desk;
  newer_api(desk, 9);
  desk.deployed("s42");
  const Need need = desk.need(
      EnvPinRequest{.environment = "s42", .components = {"api=" + version_of("main", 9)}});
  CHECK(need.kind == "plan");
  const Following following =
      desk.following(desk.answered(need, {.answer = card::prefilled(need.card)}));
  CHECK(follow(desk.host, desk.envelope, following).body["status"] == "succeeded");
  CHECK(std::get<core::Pin>(choice_of(desk, "api")).version == version_of("main", 9));
}

TEST_CASE("env follow of a branch, and of what there is not") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.add_image(test::image_of("api"), version_of("feature-x", 12), "feature/x", 12);
  carried_out(desk,
              EnvFollowRequest{
                  .environment = "s42", .components = {"api@feature/x"}, .options = {.yes = true}});
  CHECK(std::get<core::Follow>(choice_of(desk, "api")).rule == "feature/x");
  CHECK(test::reason_of([&] {
          desk.run(EnvFollowRequest{.environment = "s42", .components = {"nope"}});
        }) == Reason::unknown_component);
  CHECK(test::reason_of([&] {
          desk.run(EnvPinRequest{.environment = "s42", .components = {"nope"}});
        }) == Reason::unknown_component);
}

TEST_CASE("what never ran cannot be pinned without a version") {
  Desk desk;
  desk.outcome(EnvCreateRequest{.environment = "s42"});
  CHECK(test::reason_of([&] {
          desk.run(EnvPinRequest{.environment = "s42", .components = {"api"}});
        }) == Reason::usage_missing_argument);
}

TEST_CASE("a held environment is not updated by itself; a person's own deployment goes on") {
  Desk desk;
  desk.deployed("s42");
  const Outcome held = desk.outcome(EnvHoldRequest{.environment = "s42", .reason = "demo"});
  CHECK(held.kind == "hold");
  CHECK(held.body["hold"]["by"] == "lin");
  CHECK(held.body["hold"]["why"] == "demo");
  CHECK(held.body["hold"]["until"].is_null());
  newer_api(desk, 11);
  CHECK_FALSE(updated(desk));
  CHECK(desk.outcome(EnvShowRequest{.environment = "s42"}).body["hold"]["why"] == "demo");
  CHECK(desk.outcome(EnvListRequest{}).body["items"][0]["hold"]["why"] == "demo");

  CHECK(desk.deployed("s42").body["revision"] == 2);
  CHECK(stored(desk).hold);
  newer_api(desk, 12);
  CHECK_FALSE(updated(desk));
  CHECK(desk.outcome(EnvUnholdRequest{.environment = "s42"}).body["hold"].is_null());
  CHECK(desk.outcome(EnvListRequest{}).body["items"][0]["hold"].is_null());
  CHECK(updated(desk));
}

TEST_CASE("a hold runs out") {
  Desk desk;
  desk.deployed("s42");
  desk.outcome(EnvHoldRequest{.environment = "s42", .until_ms = 60'000});
  newer_api(desk, 11);
  CHECK_FALSE(updated(desk));
  desk.clock.advance(Millis{60'000});
  CHECK(desk.outcome(EnvShowRequest{.environment = "s42"}).body["hold"].is_null());
  CHECK(desk.outcome(EnvListRequest{}).body["items"][0]["hold"].is_null());
  CHECK(updated(desk));
}

TEST_CASE("an environment that is not there cannot be held") {
  Desk desk;
  for (const Request& request : {Request(EnvHoldRequest{.environment = "s42"}),
                                 Request(EnvUnholdRequest{.environment = "s42"})})
    CHECK(test::reason_of([&] { desk.run(request); }) == Reason::unknown_environment);
}

}  // namespace
}  // namespace chatops::command
