// Versions of images and their properties.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

core::ImageName image(const char* path) { return {"acme-docker.pkg.coding.net", path}; }

}  // namespace

TEST_CASE("versions of several images, one project looked up once") {
  World world;
  world.on["DescribeArtifactVersionList"] = [](const Json& body) {
    CHECK(body.at("ProjectId") == 7);
    CHECK(body.at("Repository") == "images");
    if (body.at("Package") == "none") return said_error("ResourceNotFound", "package");
    return said(
        {{"Data",
          {{"InstanceSet",
            {{{"Id", 11},
              {"Version", "main-1-abcdef0"},
              {"Hash", "sha1 00"},
              {"Size", "1.5"},
              {"CreatedAt", "1725120000"},
              {"PkgId", 3}},
             {{"Id", "12"}, {"Version", "main-2-abcdef1"}, {"Size", 2}, {"CreatedAt", 1725120060}},
             {{"Id", "12"},
              {"Version", "main-2-abcdef1"},
              {"Size", 2},
              {"CreatedAt", 1725120060}}}},
           {"TotalCount", "3"}}}});
  };
  const std::vector<core::ImageName> images = {image("classroom/images/api"), image("short/api"),
                                               image("classroom/images/none"),
                                               image("classroom/images/deep/api")};
  const auto lists = make_artifact_source(world.coding)->versions({}, images);
  REQUIRE(lists[0]);
  REQUIRE(lists[0]->size() == 2);
  const auto& first = lists[0]->front();
  CHECK(first.version == "main-1-abcdef0");
  CHECK(first.digest.empty());
  CHECK(first.size == 1572864);
  // When it was pushed; when it was built the image says.
  CHECK(first.pushed_at == Instant(std::chrono::seconds(1725120000)));
  CHECK_FALSE(first.built_at);
  CHECK(first.listed_hash == "sha1 00");
  CHECK(first.source_id == "coding:11");
  CHECK(first.source == core::ProvenanceSource::none);
  CHECK(lists[1].error().reason == Reason::artifact_unknown);
  CHECK(lists[2].error().reason == Reason::outside_not_found);
  CHECK(lists[3]);
  CHECK(Json::parse(world.http.seen.back().body).at("Package") == "deep/api");
  CHECK(world.calls["DescribeProjectByName"] == 1);
  CHECK(world.http.batches == std::vector<std::size_t>{1, 3});
}

TEST_CASE("a project's id that is configured is not looked up") {
  auto settings = test_settings();
  settings.project_id = 7;
  World world(settings);
  world.on["DescribeArtifactVersionList"] = [](const Json& body) {
    CHECK(body.at("ProjectId") == 7);
    return said({{"Data", {{"InstanceSet", Json::array()}, {"TotalCount", 0}}}});
  };
  const std::vector<core::ImageName> images = {image("classroom/r/a")};
  CHECK(make_artifact_source(world.coding)->versions({}, images)[0]);
  CHECK(world.calls["DescribeProjectByName"] == 0);
}

TEST_CASE("an unknown project concerns its own images only") {
  World world;
  world.on["DescribeProjectByName"] = [](const Json& body) {
    return body.at("ProjectName") == "classroom"
               ? said({{"Project", {{"Id", 7}}}})
               : said_error("InvalidParameterValue", "资源未找到");
  };
  world.on["DescribeArtifactVersionList"] = [](const Json&) {
    return said({{"Data", {{"InstanceSet", Json::array()}, {"TotalCount", 0}}}});
  };
  const std::vector<core::ImageName> images = {image("lost/r/a"), image("classroom/r/a")};
  const auto lists = make_artifact_source(world.coding)->versions({}, images);
  CHECK(lists[0].error().reason == Reason::outside_not_found);
  CHECK(lists[1]->empty());
}

TEST_CASE("properties tell where a version comes from") {
  World world;
  world.on["DescribeArtifactProperties"] = [](const Json& body) {
    const auto version = body.at("PackageVersion").get<std::string>();
    if (version == "bare") return said({{"InstanceSet", nullptr}});
    if (version == "odd") return said({{"Something", 1}});
    if (version == "gone") return said_error("ResourceNotFound", "x");
    return said({{"InstanceSet",
                  {{{"Name", "git.branch"}, {"Value", "refs/heads/feature/a"}},
                   {{"Name", "git.commit"}, {"Value", "c0ffee"}},
                   {{"Name", "git.committer.name"}, {"Value", "李雷"}},
                   {{"Name", "ci.build.number"}, {"Value", "18"}},
                   {{"Name", "ci.job.id"}, {"Value", 4}},
                   {{"Name", nullptr}, {"Value", nullptr}}}}});
  };
  std::vector<core::Artifact> artifacts;
  for (const char* version : {"full", "bare", "odd", "gone"}) {
    core::Artifact artifact;
    artifact.image = image("classroom/images/api");
    artifact.version = version;
    artifacts.push_back(artifact);
  }
  const auto read = make_artifact_source(world.coding)->properties({}, artifacts);
  REQUIRE(read[0]);
  CHECK(read[0]->from.branch == "feature/a");
  CHECK(read[0]->from.commit == "c0ffee");
  CHECK(read[0]->from.author == "李雷");
  CHECK(read[0]->from.build == 18);
  CHECK(read[0]->from.build_url == "http://coding.test/p/classroom/ci/job/4/build/18/pipeline");
  CHECK(read[0]->source == core::ProvenanceSource::properties);
  CHECK(*read[1] == artifacts[1]);
  CHECK(read[2].error().reason == Reason::answer_odd);
  CHECK(read[3].error().reason == Reason::outside_not_found);
}

TEST_CASE("what the version's text had said is not taken for a property") {
  World world;
  world.on["DescribeArtifactProperties"] = [](const Json& body) {
    Json list = Json::array();
    if (body.at("PackageVersion") == "built") {
      list = {{{"Name", "git.commit"}, {"Value", ""}}, {{"Name", "git.branch"}, {"Value", "b"}}};
    }
    return said({{"InstanceSet", list}});
  };
  core::Artifact artifact;
  artifact.image = image("classroom/images/api");
  artifact.version = "silent";
  artifact.from.branch = "main";
  artifact.from.commit = "c0ffee";
  artifact.from.build = 7;
  artifact.source = core::ProvenanceSource::pattern;
  std::vector<core::Artifact> artifacts = {artifact, artifact};
  artifacts[1].version = "built";
  const auto read = make_artifact_source(world.coding)->properties({}, artifacts);
  REQUIRE(read[0]);
  CHECK(*read[0] == artifact);
  REQUIRE(read[1]);
  CHECK(read[1]->source == core::ProvenanceSource::properties);
  CHECK(read[1]->from.branch == "b");
  CHECK(read[1]->from.commit == "c0ffee");
  CHECK(read[1]->from.build == 7);
}
