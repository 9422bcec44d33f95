// The newest build of a branch, as a plan and a list find it: what is asked, what is chosen, and
// what is said where nobody knows.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "unit/workflow/deployments.hpp"
#include "workflow/artifacts.hpp"

using namespace chatops;
using test::FakeImage;
using test::image_of;
using test::Scene;
using test::version_of;
using workflow::Plan;
using workflow::PlanRequest;

namespace {

/// One component, `api`, whose versions are written as `pattern` says.
struct One : Scene {
  explicit One(const std::string& pattern) {
    application.components.resize(1);
    application.components.front().pattern = pattern;
    outside.images.clear();
  }
  FakeImage& add(const std::string& version, const std::string& branch,
                 std::optional<std::int64_t> made_at = {}) {
    FakeImage& image = outside.add_image(image_of("api"), version, branch, 1);
    image.properties.reset();
    image.listed.pushed_at.reset();  // as with a plain registry
    image.listed.source_id.clear();
    if (!branch.empty()) image.labels = {{"git.branch", branch}};
    if (made_at) image.created = clock.now() - std::chrono::minutes(*made_at);
    return image;
  }
  Plan plan(PlanRequest request = {}) {
    request.environment = "s";
    request.create = true;
    request.actor = {"lin", core::Origin::cli};
    for (const workflow::Override& asked : request.overrides) {
      if (!asked.branch.empty()) outside.heads["api-repo@" + asked.branch].branch = asked.branch;
    }
    return workflow::plan(call, deps, request);
  }
  std::string chosen(PlanRequest request = {}) {
    const Plan made = plan(std::move(request));
    return made.lines.front().wanted ? made.lines.front().wanted->version : "";
  }
  std::optional<Error> refusal(PlanRequest request = {}) {
    try {
      (void)plan(std::move(request));
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }
  int count(const std::string& point) {
    return static_cast<int>(std::count_if(outside.calls.begin(), outside.calls.end(),
                                          [&](const auto& c) { return c.starts_with(point); }));
  }
  workflow::ComponentArtifacts listed(const std::string& branch, int limit, int look = 0) {
    return workflow::list_artifacts(call, deps, {{"api", branch, limit, look}}).front();
  }
  std::vector<std::string> names(const std::string& branch, int limit) {
    std::vector<std::string> out;
    for (const auto& one : listed(branch, limit).artifacts)
      out.push_back(one.candidate.artifact.version);
    return out;
  }
};

bool warns(const Plan& plan, Reason reason) {
  return std::any_of(plan.warnings.begin(), plan.warnings.end(),
                     [&](const Error& one) { return one.reason == reason; });
}

}  // namespace

TEST_CASE("commits tell no order: the image that was made last is chosen") {
  One scene("{commit}");
  scene.add("ffffff01", "main", 500);
  scene.add("fe0000aa", "main", 400);
  scene.add("1c0ffee0", "main", 100);
  scene.add("0000beef", "feature/x", 50);
  CHECK(scene.chosen() == "1c0ffee0");
  CHECK(scene.names("main", 9) == std::vector<std::string>{"1c0ffee0", "fe0000aa", "ffffff01"});
}

TEST_CASE("where the images' times say nothing, nothing is chosen and it is said") {
  One scene("{branch}-{commit}");
  for (const char* version : {"main-ffffff01", "main-0badcafe"}) {
    auto& image = scene.add(version, "");
    image.created = Instant{};  // 1970
  }
  const auto error = scene.refusal();
  REQUIRE(error);
  CHECK(error->reason == Reason::order_unknown);
  CHECK(error->args.get("what") == "api");
  // A list of one says that another may be newer.
  const auto list = scene.listed("main", 1);
  CHECK(list.artifacts.size() == 1);
  REQUIRE(list.remarks.size() == 1);
  CHECK(list.remarks.front().reason == Reason::order_unknown);
  // A person may choose.
  CHECK(scene.chosen({.overrides = {{"api", "main-0badcafe", ""}}}) == "main-0badcafe");
}

TEST_CASE("dates and daily counts order builds") {
  One scene("{date}-{build}");
  for (const char* version : {"20220209-4", "20220209-22", "20220210-3", "20220301-1"})
    scene.add(version, "main");
  CHECK(scene.chosen() == "20220301-1");
  CHECK(scene.names("", 9) ==
        std::vector<std::string>{"20220301-1", "20220210-3", "20220209-22", "20220209-4"});
}

TEST_CASE("a build without a pattern is ordered by its number behind the branch's name") {
  One scene("");
  for (int i = 1; i <= 60; ++i)
    scene.add("main-" + std::to_string(i) + "-abcdef" + std::to_string(i), "main", i);
  CHECK(scene.chosen() == "main-60-abcdef60");
  CHECK(scene.count("facts") <= 2);
}

TEST_CASE("labels find a build behind a branch's name that was cut") {
  const std::string branch =
      "feature/JIRA-1234-generate-a-very-long-branch-name-from-the-ticket-title";
  const std::string slug = core::branch_slug(branch).substr(0, 63);
  One scene("{branch}-{build}-{commit}");
  scene.add(slug + "-18-0a1b2c3", branch);
  scene.add(slug + "-19-0a1b2c9", branch + "-v2");
  scene.add("main-16-0a1b2c4", "main");
  CHECK(scene.chosen({.overrides = {{"api", "", branch}}}) == slug + "-18-0a1b2c3");
  CHECK(scene.names(branch, 9) == std::vector<std::string>{slug + "-18-0a1b2c3"});

  One silent("{branch}-{build}-{commit}");
  silent.add(slug + "-17-0a1b2c3", "");
  silent.outside.heads["api-repo@" + branch] = {branch, "c1", "lin", "", std::nullopt};
  const Plan plan = silent.plan({.overrides = {{"api", "", branch}}});
  CHECK_FALSE(plan.lines.front().wanted);
  CHECK(warns(plan, Reason::branch_possible));
  CHECK(silent.names(branch, 9) == std::vector<std::string>{slug + "-17-0a1b2c3"});
}

TEST_CASE("one odd image costs that image, and is marked in lists") {
  const auto spoil = [](FakeImage& image, int how) {
    if (how == 0) image.digest = "";
    if (how == 1) image.unread = Error(Reason::image_unreadable, {{"what", "x"}});
    if (how == 2) image.unread = Error(Reason::digest_mismatch, {{"what", "x"}});
  };
  for (int how = 0; how < 3; ++how) {
    CAPTURE(how);
    One scene("{branch}-{build}-{commit}");
    scene.add(version_of("main", 1), "main");
    spoil(scene.add(version_of("main", 2), "main"), how);
    const Plan plan = scene.plan();
    CHECK(plan.lines.front().wanted->version == version_of("main", 1));
    CHECK(plan.warnings.size() == 1);
    const auto list = scene.listed("main", 1);
    REQUIRE(list.artifacts.size() == 2);
    CHECK(list.artifacts[0].problem);
    CHECK(list.artifacts[0].candidate.artifact.version == version_of("main", 2));
    CHECK_FALSE(list.artifacts[1].problem);
  }
  // What only cannot be verified here can run all the same.
  One scene("{branch}-{build}-{commit}");
  scene.add(version_of("main", 1), "main");
  scene.add(version_of("main", 2), "main").unread =
      Error(Reason::hash_unsupported, {{"what", "x"}, {"why", "blake3"}});
  CHECK(scene.chosen() == version_of("main", 2));
}

TEST_CASE("what can no longer be pulled stays where it runs, and starts nowhere") {
  Scene scene;
  test::Quiet quiet;
  const auto planned = [&](const std::string& environment, bool create) {
    return workflow::plan(
        scene.call, scene.deps,
        {.environment = environment, .create = create, .actor = {"lin", core::Origin::cli}});
  };
  const auto done = workflow::commit(scene.call, scene.deps, planned("s", true));
  (void)workflow::follow(scene.call, scene.deps, workflow::key_of(*done.deployment), quiet);
  for (auto& image : scene.outside.images) {
    if (image.listed.image.path.ends_with("/web")) image.digest = "";
  }
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  const Plan plan = planned("s", false);
  CHECK(warns(plan, Reason::artifact_not_pullable));
  CHECK(plan.bill.lines.at("api").version == version_of("main", 11));
  CHECK(plan.bill.lines.at("web").version == version_of("main", 10));
  CHECK_THROWS_AS(planned("t", true), Error);
}

TEST_CASE("numbered and other versions in one list are ordered by when they were made") {
  One scene("{branch}-{build}-{commit}");
  scene.add("main-1-abcdef1", "main", 90);
  scene.add("v1.2.3", "main", 50);
  scene.add("main-2-abcdef2", "main", 10);
  const auto list = scene.listed("", 9);
  CHECK(scene.names("", 9) ==
        std::vector<std::string>{"main-2-abcdef2", "v1.2.3", "main-1-abcdef1"});
  CHECK(list.remarks.empty());
}

TEST_CASE("what is no image is no candidate, and is not asked twice") {
  One scene("");
  scene.add("main-2-abcdef2", "main");
  scene.add("main-3-abcdef3", "main").other_kind = "application/vnd.cncf.helm.config.v1+json";
  scene.add("sha256-" + std::string(64, 'a') + ".sig", "");
  CHECK(scene.names("", 9) == std::vector<std::string>{"main-2-abcdef2"});
  CHECK(scene.chosen() == "main-2-abcdef2");
  const auto error = scene.refusal({.overrides = {{"api", "main-3-abcdef3", ""}}});
  REQUIRE(error);
  CHECK(error->reason == Reason::not_an_image);
}

TEST_CASE("a branch far down the list is found, and the second look costs nothing") {
  One scene("");
  for (int i = 100; i < 160; ++i) {
    auto& image = scene.add("b" + std::to_string(i), "", 0);
    image.properties = core::Provenance{.branch = i == 103 ? "old" : "main"};
    image.listed.pushed_at = scene.clock.now() - std::chrono::hours(200 - i);
    image.created = image.listed.pushed_at;
    image.listed.listed_hash = "sha1 " + std::to_string(i);
  }
  CHECK(scene.chosen({.overrides = {{"api", "", "old"}}}) == "b103");
  CHECK(scene.count("properties") > 0);
  scene.outside.calls.clear();
  CHECK(scene.chosen({.overrides = {{"api", "", "old"}}}) == "b103");
  CHECK(scene.count("properties") == 0);
  CHECK(scene.count("facts") == 1);  // the chosen one's digest
  scene.outside.calls.clear();
  CHECK(scene.names("old", 1) == std::vector<std::string>{"b103"});
  CHECK(scene.count("properties") == 0);
  CHECK(scene.count("facts") == 0);
}

TEST_CASE("a bound is told, and can be moved") {
  One scene("");
  for (int i = 1000; i < 1150; ++i)
    scene.add("b" + std::to_string(i), i == 1000 ? "old" : "main", 2000 - i);
  const auto list = scene.listed("old", 1);
  CHECK(list.artifacts.empty());
  REQUIRE_FALSE(list.remarks.empty());
  CHECK(list.remarks.front().reason == Reason::search_limited);
  CHECK(list.remarks.front().args.get("count") == "100");
  // What was seen is not asked again: the rest is within the bound now.
  CHECK(scene.names("old", 1) == std::vector<std::string>{"b1000"});
  One other("");
  for (int i = 1000; i < 1150; ++i)
    other.add("b" + std::to_string(i), i == 1000 ? "old" : "main", 2000 - i);
  CHECK(other.listed("old", 1, 200).artifacts.size() == 1);
}

TEST_CASE("a version of unknown branch is listed under no branch") {
  One scene("");
  scene.add("b1", "main", 5);
  scene.add("b2", "", 4);
  CHECK(scene.names("main", 9) == std::vector<std::string>{"b1"});
  CHECK(scene.names("other", 9).empty());
  CHECK(scene.names("", 9).size() == 2);
}

TEST_CASE("a commit stands for what was built from it") {
  One scene("{branch}-{build}-{commit}");
  scene.add("main-3-dd5a97b", "main");
  scene.add("main-4-0a1b2c3", "main");
  CHECK(scene.chosen({.overrides = {{"api", "dd5a97b", ""}}}) == "main-3-dd5a97b");
  CHECK(scene.chosen({.overrides = {{"api", "dd5a97b0112233445566778899aabbccddeeff00", ""}}}) ==
        "main-3-dd5a97b");
  CHECK(scene.refusal({.overrides = {{"api", "dd5a97c", ""}}})->reason == Reason::unknown_version);
  CHECK(workflow::show_artifact(scene.call, scene.deps, "api", "dd5a97b").artifact.version ==
        "main-3-dd5a97b");
  One labels("");
  labels.add("one", "main", 3).labels["org.opencontainers.image.revision"] = "dd5a97b011";
  labels.add("two", "main", 2);
  CHECK(labels.chosen({.overrides = {{"api", "dd5a97b", ""}}}) == "one");
}

TEST_CASE("a tag that stays although its image changes replaces no pod, and it is said") {
  One scene("");
  scene.add("latest", "main", 9);
  test::Quiet quiet;
  const auto done = workflow::commit(scene.call, scene.deps, scene.plan());
  (void)workflow::follow(scene.call, scene.deps, workflow::key_of(*done.deployment), quiet);
  scene.outside.images.front().digest = "sha256:other";
  const auto again = [&] {
    return workflow::plan(scene.call, scene.deps,
                          {.environment = "s", .actor = {"lin", core::Origin::cli}});
  };
  CHECK(warns(again(), Reason::pods_not_replaced));
  scene.application.components.front().values.digest = "api.image.digest";
  CHECK_FALSE(warns(again(), Reason::pods_not_replaced));
}

TEST_CASE("a digest that is not what the source lists is remarked upon") {
  One scene("{branch}-{build}-{commit}");
  auto& image = scene.add(version_of("main", 1), "main");
  image.digest = "sha256:" + std::string(64, '1');
  image.listed.listed_hash = std::string(64, '2');
  CHECK(warns(scene.plan(), Reason::hash_differs));
  image.listed.listed_hash = "sha256:" + std::string(64, '1');
  CHECK_FALSE(warns(scene.plan(), Reason::hash_differs));
  image.listed.listed_hash = "sha1 22";
  CHECK_FALSE(warns(scene.plan(), Reason::hash_differs));
}
