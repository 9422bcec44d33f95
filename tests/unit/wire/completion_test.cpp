// What is gathered for completion from the state and from outside, and what is left when the
// outside is silent.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "command/completion/gather.hpp"
#include "support/classroom.hpp"
#include "workflow/environments.hpp"

using namespace chatops;
using namespace chatops::command::completion;

namespace {

const Section* section(const Sections& all, const std::string& kind, const std::string& of = "") {
  for (const Section& one : all) {
    if (one.kind == kind && one.of == of) return &one;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("the state alone tells environments, what they run and what is in use") {
  test::Scene scene;
  workflow::create_environment(scene.call, scene.deps, {.name = "s42"});
  workflow::use_environment(scene.deps, "/work", "s42");
  const Sections found = local_sections(scene.deps, "/work", "api-repo");
  CHECK(section(found, "used")->lines == std::vector<std::vector<std::string>>{{"s42"}});
  CHECK(section(found, "here")->lines[0][0] == "api-repo");
  CHECK(section(found, "environment")->lines[0][1] == "creating");
  CHECK(section(found, "component")->lines.size() == 3);
  CHECK(section(found, "repository")->lines.size() == 2);
  CHECK(section(found, "class")->lines.size() == 2);
  CHECK(scene.outside.calls.empty());
  CHECK(section(local_sections(scene.deps, "/elsewhere", ""), "used") == nullptr);
}

TEST_CASE(
    "the outside tells versions, newest first and not too many, with the branch they are of") {
  test::Scene scene;
  scene.outside.heads["api-repo@feature/x"] = {"feature/x", "c2", "lin", "", std::nullopt};
  for (int build = 11; build < 60; ++build)
    scene.outside.add_image(test::image_of("api"), test::version_of("main", build), "main", build);
  scene.outside.add_image(test::image_of("api"), test::version_of("feature-x", 60), "feature/x",
                          60);
  const Sections found = outside_sections(scene.call, scene.deps);
  const Section* api = section(found, "version", "api");
  REQUIRE(api->lines.size() == 30);
  CHECK(api->lines[0][1] == test::version_of("feature-x", 60));
  CHECK(api->lines[0][2] == "feature/x");
  CHECK(api->lines[1][1] == test::version_of("main", 59));
  CHECK(section(found, "chart")->lines[0][0] == "2.0.0");
  // What is ours to fill in is not offered.
  CHECK(section(found, "parameter")->lines[0][0] == "LogLevel");
  CHECK(section(found, "parameter")->lines.size() == 1);
  CHECK(section(found, "option")->lines.size() == 2);
  CHECK(section(found, "branch", "api-repo")->known);
}

TEST_CASE("what one outside system does not say is unknown, and not empty") {
  test::Scene scene;
  scene.outside.fault = [](const std::string&, test::Moment) {
    return std::optional<Error>(Error(Reason::unreachable));
  };
  for (const Section& one : outside_sections(scene.call, scene.deps)) {
    CAPTURE(one.kind);
    CHECK_FALSE(one.known);
  }
}
