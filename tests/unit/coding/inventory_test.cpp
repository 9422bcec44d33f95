// What a project has: kinds told apart, sources from properties, unknown where an answer is odd.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

TEST_CASE("inventory: images and charts, and what built them") {
  World world;
  world.on["DescribeArtifactRepositoryList"] = [](const Json&) {
    return said({{"Data",
                  {{"InstanceSet",
                    {{{"Name", "images"}, {"Type", 2}},
                     {{"Name", "npm"}, {"Type", 4}},
                     {{"Name", "charts"}, {"Type", "6"}}}},
                   {"TotalCount", 3}}}});
  };
  world.on["DescribeArtifactPackageList"] = [](const Json& body) {
    const bool images = body.at("Repository") == "images";
    Json one = {{"Name", images ? "api" : "shop"}, {"LatestVersionName", "main-1-0123abc"}};
    return said({{"Data", {{"InstanceSet", {one}}, {"TotalCount", 1}}}});
  };
  world.on["DescribeArtifactProperties"] = [](const Json& body) {
    CHECK(body.at("PackageVersion") == "main-1-0123abc");
    return said({{"InstanceSet",
                  {{{"Name", "git.repo.name"}, {"Value", "backend"}},
                   {{"Name", "ci.job.name"}, {"Value", "build-all"}}}}});
  };
  const auto packages = make_inventory(world.coding)->packages({});
  REQUIRE(packages);
  REQUIRE(packages->size() == 2);
  CHECK(packages->at(0).kind == core::PackageKind::image);
  CHECK(packages->at(0).source == "backend");
  CHECK(packages->at(0).job == "build-all");
  CHECK(packages->at(1).kind == core::PackageKind::chart);
  CHECK(packages->at(1).name == "shop");
  CHECK(world.calls["DescribeArtifactProperties"] == 1);
}

TEST_CASE("inventory: repositories page by quoted numbers; a nameless one is odd, not none") {
  World world;
  world.on["DescribeProjectDepotInfoList"] = [](const Json& body) {
    CHECK(body.at("PageNumber").is_string());
    return said({{"DepotData",
                  {{"Depots",
                    {{{"Name", "api"},
                      {"HttpsUrl", "https://e.coding.net/acme/classroom/api.git"},
                      {"DefaultBranch", "refs/heads/main"}}}},
                   {"Page", {{"PageNumber", 1}, {"PageSize", 100}, {"TotalRow", 1}}}}}});
  };
  const auto found = make_inventory(world.coding)->repositories({});
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->at(0).default_branch == "main");
  world.on["DescribeProjectDepotInfoList"] = [](const Json&) {
    return said({{"DepotData", {{"Depots", {{{"Id", 1}}}}, {"Page", {{"TotalRow", 1}}}}}});
  };
  CHECK_FALSE(make_inventory(world.coding)->repositories({}));
}

TEST_CASE("inventory: pipelines of all the project's applications; a refusal is told") {
  World world;
  world.on["DescribeCdApplicationsByProject"] = [](const Json& body) {
    CHECK(body.at("ProjectName") == "classroom");
    return said({{"Data", {{"Applications", {{{"Name", "shop"}}}}}}});
  };
  world.on["DescribeCdPipelineConfigs"] = [](const Json&) {
    const Json config = {{"name", "up"}, {"parameterConfig", {{{"name", "Namespace"}}}}};
    return said(
        {{"Data", {{"PipelineConfigs", {{{"Name", "deploy"}, {"JsonContent", config.dump()}}}}}}});
  };
  const auto found = make_inventory(world.coding)->pipelines({});
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->at(0).application == "shop");
  CHECK(found->at(0).name == "deploy");
  CHECK(found->at(0).parameters.at(0).name == "Namespace");
  world.on["DescribeCdApplicationsByProject"] = [](const Json&) {
    return said_error("UnauthorizedOperation", "no");
  };
  CHECK_FALSE(make_inventory(world.coding)->pipelines({}));
}
