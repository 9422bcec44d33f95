// What is looked up is asked for again after a while, and not before.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/coding/fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

TEST_CASE("project ids, members and jobs are remembered for ten minutes") {
  World world;
  world.on["DescribeProjectMembers"] = [](const Json&) {
    return said({{"Data", {{"ProjectMembers", Json::array({{{"Id", 5}, {"Name", "lin"}}})}}}});
  };
  world.on["DescribeCodingCIJobs"] = [](const Json&) {
    return said({{"JobList", Json::array({{{"Id", 9}, {"Name", "build"}}})}});
  };
  const auto look = [&] {
    CHECK(value_or_throw(world.coding.project_id({}, "classroom")) == 7);
    CHECK(world.coding.members({})->at(5).person.name == "lin");
    CHECK(world.coding.ci_jobs({})->front().name == "build");
  };
  const auto asked = [&](int times, int pages) {
    CHECK(world.calls["DescribeProjectByName"] == times);
    CHECK(world.calls["DescribeProjectMembers"] == pages);
    CHECK(world.calls["DescribeCodingCIJobs"] == times);
  };
  look();
  const int pages = world.calls["DescribeProjectMembers"];
  look();
  world.machine.clock.pass(remembered - Millis(1));
  look();
  asked(1, pages);
  world.machine.clock.pass(Millis(1));
  look();
  asked(2, 2 * pages);
}

TEST_CASE("members that cannot be read are not asked for with every issue") {
  World world;
  world.on["DescribeProjectMembers"] = [](const Json&) { return said_error("AuthFailure", "no"); };
  CHECK_FALSE(world.coding.members({}));
  CHECK_FALSE(world.coding.members({}));
  CHECK(world.calls["DescribeProjectMembers"] == 1);
  world.machine.clock.pass(Millis(60'000));
  CHECK_FALSE(world.coding.members({}));
  CHECK(world.calls["DescribeProjectMembers"] == 2);
}

TEST_CASE("an id of the settings is never asked for") {
  Settings settings = test_settings();
  settings.project_id = 3;
  World world(settings);
  world.machine.clock.pass(2 * remembered);
  CHECK(value_or_throw(world.coding.project_id({}, "classroom")) == 3);
  CHECK(world.calls["DescribeProjectByName"] == 0);
}

TEST_CASE("clients of one team keep one pace") {
  net::Paces paces;
  Settings one = test_settings(), other = test_settings();
  CHECK(pace_of(one, paces) == pace_of(other, paces));
  other.team = "else";
  CHECK(pace_of(one, paces) != pace_of(other, paces));
}
