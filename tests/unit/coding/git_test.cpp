// Branches and their heads.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

TEST_CASE("heads are asked side by side by the depot's path") {
  World world;
  world.on["DescribeGitBranch"] = [](const Json& body) {
    CHECK(body.at("DepotId") == 0);
    if (body.at("BranchName") == "gone") return said_error("InternalError", "Ref or Path invalid");
    if (body.at("BranchName") == "odd") return said({{"GitBranch", {{"BranchName", "odd"}}}});
    CHECK(body.at("DepotPath") == "acme/classroom/live");
    return said({{"GitBranch",
                  {{"BranchName", "main"},
                   {"Sha", "abc"},
                   {"LastCommit",
                    {{"Sha", "abc"},
                     {"AuthorName", "韩梅梅"},
                     {"ShortMessage", "m"},
                     {"CommitDate", 1725120000000}}}}}});
  };
  const std::vector<core::BranchQuery> queries = {
      {"live", "main"}, {"other/live", "gone"}, {"team/p/live", "odd"}};
  const auto heads = make_source_host(world.coding)->heads({}, queries);
  REQUIRE(heads[0]);
  CHECK(heads[0]->commit == "abc");
  CHECK(heads[0]->author == "韩梅梅");
  CHECK(heads[0]->committed_at == Instant(Millis(1725120000000)));
  CHECK(heads[1].error().reason == Reason::outside_not_found);
  CHECK(heads[2].error().reason == Reason::answer_odd);
  CHECK(world.http.batches == std::vector<std::size_t>{3});
  CHECK(Json::parse(world.http.seen[1].body).at("DepotPath") == "acme/other/live");
  CHECK(Json::parse(world.http.seen[2].body).at("DepotPath") == "team/p/live");
}

TEST_CASE("a repository lies where its URL says, whatever it is called") {
  World world;
  world.on["DescribeGitBranch"] = [](const Json& body) {
    CHECK(body.at("DepotPath") == "acme/classroom/web-portal");
    return said({{"GitBranch", {{"BranchName", "main"}, {"Sha", "abc"}}}});
  };
  const std::vector<core::BranchQuery> queries = {{"portal", "main", "acme/classroom/web-portal"}};
  CHECK(make_source_host(world.coding)->heads({}, queries)[0]);
}

TEST_CASE(
    "commits are asked by the depot's path, and their message is read whole where it is told") {
  World world;
  world.on["DescribeGitCommitInfo"] = [](const Json& body) {
    CHECK(body.at("DepotId") == 0);
    CHECK(body.at("DepotPath") == "acme/classroom/live");
    if (body.at("Sha") == "gone") return said_error("ResourceNotFound", "no commit");
    if (body.at("Sha") == "odd") return said({{"GitCommit", {{"ShortMessage", "m"}}}});
    if (body.at("Sha") == "short")
      return said(
          {{"GitCommit",
            {{"Sha", "short1"}, {"Committer", {{"Name", "Chen"}}}, {"ShortMessage", "Fix #7"}}}});
    return said({{"GitCommit",
                  {{"Sha", "abc1"},
                   {"AuthorName", "韩梅梅"},
                   {"ShortMessage", "Fix"},
                   {"FullMessage", "Fix\n\n#7"}}}});
  };
  const std::vector<core::CommitQuery> queries = {
      {"live", "abc"}, {"live", "short"}, {"live", "gone"}, {"live", "odd"}};
  const auto commits = make_source_host(world.coding)->commits({}, queries);
  REQUIRE(commits[0]);
  CHECK(*commits[0] == core::Commit{.id = "abc1", .author = "韩梅梅", .message = "Fix\n\n#7"});
  REQUIRE(commits[1]);
  CHECK(*commits[1] == core::Commit{.id = "short1", .author = "Chen", .message = "Fix #7"});
  CHECK(commits[2].error().reason == Reason::outside_not_found);
  CHECK(commits[3].error().reason == Reason::answer_odd);
}

TEST_CASE("branches are narrowed here as well, sorted, each once") {
  World world;
  world.on["DescribeGitBranches"] = [](const Json& body) {
    CHECK(body.at("KeyWord") == "fix");
    return said({{"Branches",
                  {{{"BranchName", "main"}},
                   {{"BranchName", "refs/heads/fix/b"}},
                   {{"BranchName", "fix/a"}},
                   {{"BranchName", "fix/a"}}}},
                 {"TotalCount", "4"}});
  };
  const auto names = make_source_host(world.coding)->branches({}, "live", "fix");
  REQUIRE(names);
  CHECK(*names == std::vector<std::string>{"fix/a", "fix/b"});
}

TEST_CASE("without a team a depot has no path") {
  auto settings = test_settings();
  settings.team.clear();
  World world(settings);
  const std::vector<core::BranchQuery> queries = {{"live", "main"}};
  CHECK(make_source_host(world.coding)->heads({}, queries)[0].error().reason ==
        Reason::not_configured);
}
