// The newest build of a branch.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

Json build(int number, const char* branch, const char* status) {
  return {{"Number", std::to_string(number)},
          {"Branch", branch},
          {"Status", status},
          {"CommitId", "c"},
          {"CreatedAt", 1725120000000 + number}};
}

void with_jobs(World& world) {
  world.on["DescribeCodingCIJobs"] = [](const Json&) {
    return said({{"JobList",
                  {{{"Id", 1}, {"Name", "live-build"}, {"DepotName", "live"}},
                   {{"Id", "2"}, {"Name", "live-nightly"}, {"DepotName", "live"}},
                   {{"Id", 3}, {"Name", "chat"}, {"DepotName", "chat"}}}}});
  };
}

}  // namespace

TEST_CASE("the newest build of the branch, over all jobs of the repository") {
  World world;
  with_jobs(world);
  world.on["DescribeCodingCIBuilds"] = [](const Json& body) {
    const int job = body.at("JobId").get<int>();
    if (job == 1) {
      return said({{"Data",
                    {{"BuildList",
                      {build(7, "main", "SUCCEED"), build(9, "main", "FAILED"),
                       build(12, "fix", "RUNNING")}},
                     {"TotalCount", 3}}}});
    }
    if (job == 2) {
      return said(
          {{"Data", {{"BuildList", {build(20, "origin/main", "QUEUED")}}, {"TotalCount", 1}}}});
    }
    return said({{"Data", {{"BuildList", nullptr}, {"TotalCount", 0}}}});
  };
  const std::vector<core::BranchQuery> queries = {
      {"live", "main"}, {"live-build", "main"}, {"chat", "main"}, {"nobody", "main"}};
  const auto builds = make_builds(world.coding)->newest({}, queries);
  REQUIRE(builds[0]);
  CHECK((*builds[0])->number == 20);
  CHECK((*builds[0])->running);
  CHECK((*builds[0])->url == "http://coding.test/p/classroom/ci/job/2/build/20/pipeline");
  CHECK((*builds[1])->number == 9);
  CHECK((*builds[1])->failed);
  CHECK_FALSE((*builds[1])->running);
  CHECK_FALSE(builds[2]->has_value());
  CHECK_FALSE(builds[3]->has_value());
  CHECK(world.calls["DescribeCodingCIJobs"] == 1);
}

TEST_CASE("paging ends with the page that has the branch") {
  World world;
  with_jobs(world);
  world.on["DescribeCodingCIBuilds"] = [](const Json& body) {
    Json list = Json::array();
    const int page = body.at("PageNumber").get<int>();
    for (int i = 0; i < 100; ++i)
      list.push_back(build(1000 - page * 100 + i, page == 2 ? "x" : "y", "SUCCEED"));
    return said({{"Data", {{"BuildList", list}, {"TotalCount", 900}, {"PageSize", 100}}}});
  };
  const std::vector<core::BranchQuery> queries = {{"chat", "x"}};
  CHECK((*make_builds(world.coding)->newest({}, queries)[0])->number == 899);
  CHECK(world.calls["DescribeCodingCIBuilds"] == 2);
}

TEST_CASE("a token without CI scope leaves builds unknown, and says which it needs") {
  auto settings = test_settings();
  settings.ci_token = make_token("", Secret("pt1:x"));
  World world(settings);
  world.on["DescribeCodingCIJobs"] = [](const Json&) {
    return said_error("UnauthorizedOperation", "x");
  };
  const std::vector<core::BranchQuery> queries = {{"live", "main"}};
  const auto builds = make_builds(world.coding)->newest({}, queries);
  CHECK(builds[0].error().reason == Reason::auth_scope);
  CHECK(builds[0].error().args.get("scope") == "open_ci_manager");
  CHECK(world.http.seen.back().headers.get("Authorization") == "Basic cHQxOng=");
}
