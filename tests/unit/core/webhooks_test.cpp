// What is to be said of a project's hooks.
// SPDX-License-Identifier: Apache-2.0
#include "core/webhooks.hpp"

#include <doctest/doctest.h>

using namespace chatops;
using namespace chatops::core;

TEST_CASE("flaws of hooks, one by one, and a hook that is not there") {
  const WantedHook wanted{.name = "chatops", .url = "https://ops.test/hooks/coding", .secrets = {}};
  auto said = flaws_of({}, wanted);
  REQUIRE(said.size() == 1);
  CHECK(said[0].reason == Reason::webhook_missing);
  CHECK(said[0].args.get("where") == wanted.url);

  HookState ours{.id = "1", .name = "chatops", .url = wanted.url, .ours = true, .enabled = true};
  CHECK(flaws_of({ours}, wanted).empty());
  ours.flaws = {HookFlaw::events, HookFlaw::disabled};
  ours.missing = {"A", "B"};
  const HookState other{.id = "2", .flaws = {HookFlaw::twice}};
  said = flaws_of({other, ours}, wanted);
  REQUIRE(said.size() == 3);
  CHECK(said[0].args.get("what") == "2");
  CHECK(said[0].args.get("why") == "hook_twice");
  CHECK(said[1].args.get("why") == "hook_events");
  CHECK(said[1].args.get("events") == "A B");
  CHECK(said[2].reason == Reason::webhook_differs);
  CHECK(said[2].args.get("why") == "hook_disabled");
}
