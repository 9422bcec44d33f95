// `deploy --diff`: shows what would change, and never deploys.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using test::Desk;

const DeployRequest wanted_diff{.environment = "s42", .diff = true};

TEST_CASE(
    "deploy --diff ends with 1 where something would change, and with 0 where nothing would") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.previewed = {
      {.kind = "Deployment", .ns = "n", .name = "api", .before = {{"a", 1}}, .after = {{"a", 2}}},
      {.kind = "Job", .ns = "n", .name = "new", .before = {}, .after = {{"a", 1}}},
      {.kind = "Job",
       .ns = "n",
       .name = "old",
       .before = {{"a", 1}},
       .after = {},
       .why = Error(Reason::object_invalid)}};
  const Outcome outcome = desk.outcome(wanted_diff);
  CHECK(outcome.kind == "diff");
  CHECK(outcome.code == 2);  // one of them would not be taken
  REQUIRE(outcome.body["items"].size() == 3);
  CHECK(outcome.body["items"][0]["change"] == "changed");
  CHECK(outcome.body["items"][1]["change"] == "added");
  CHECK(outcome.body["items"][2]["change"] == "removed");
  CHECK(outcome.body["items"][2]["error"]["reason"] == "object_invalid");
  CHECK(desk.outcome(EnvHistoryRequest{.environment = "s42"}).body["items"].size() == 1);

  desk.outside.previewed->pop_back();
  CHECK(desk.outcome(wanted_diff).code == 1);
  desk.outside.previewed.emplace();
  CHECK_FALSE(desk.outcome(wanted_diff).code);
}

TEST_CASE("deploy --diff: an engine that cannot tell says so, and no error ends with 1") {
  Desk desk;
  desk.deployed("s42");
  const Outcome outcome = desk.outcome(wanted_diff);
  REQUIRE(outcome.error);
  CHECK(outcome.error->reason == Reason::diff_not_with_engine);
  CHECK(outcome.code.value_or(exit_code(outcome.error->kind())) > 1);
}

}  // namespace
}  // namespace chatops::command
