// What each event of the Service Hook says has changed.
// SPDX-License-Identifier: Apache-2.0
#include "coding/hook_payload.hpp"

#include <doctest/doctest.h>

#include <set>

#include "hook_bodies.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;
using core::Hint;
using core::HintKind;

namespace {

std::vector<Hint> hints(const Json& body) {
  const auto found = make_service_hook()->read(delivery_of(body));
  if (!found) FAIL("unreadable: " << found.error().args.get("why"));
  return *found;
}

Hint one_hint(const Json& body) {
  const auto found = hints(body);
  REQUIRE(found.size() == 1);
  return found.front();
}

std::string lacking(const Json& body) {
  const auto found = make_service_hook()->read(delivery_of(body));
  REQUIRE_FALSE(found);
  CHECK(found.error().reason == Reason::webhook_unreadable);
  CHECK(found.error().args.get("what") == net::text_in(body, "event"));
  return std::string(found.error().args.get("why"));
}

}  // namespace

TEST_CASE("a ping") {
  const auto hint = one_hint(hook_body("PING", {{"zen", "z"}}));
  CHECK(hint.kind == HintKind::ping);
  CHECK(hint.project == "classroom");
}

TEST_CASE("iterations") {
  for (const char* event :
       {"ITERATION_CREATED", "ITERATION_UPDATED", "ITERATION_DELETED", "ITERATION_PLANNED"}) {
    CAPTURE(event);
    const auto hint = one_hint(hook_body(event, {{"iteration", iteration_body(42)}}));
    CHECK(hint.kind == HintKind::iteration);
    CHECK(hint.project == "classroom");
    CHECK(hint.code == "42");
    CHECK(hint.title == "Sprint 42");
    CHECK(hint.author == "王芳");
    CHECK(hint.url == "https://acme.test/p/classroom/iterations/42");
    CHECK(hint.created == (std::string(event) == "ITERATION_CREATED"));
    CHECK(hint.deleted == (std::string(event) == "ITERATION_DELETED"));
  }
  // Of planning only the issue may be told.
  CHECK(one_hint(hook_body("ITERATION_PLANNED", {{"issue", issue_body(9)}})).code == "42");
  CHECK(lacking(hook_body("ITERATION_UPDATED", {{"iteration", Json::object()}})) ==
        "iteration.code");
  CHECK(lacking(hook_body("ITERATION_UPDATED", {{"iteration", "42"}})) == "iteration.code");
}

TEST_CASE("issues, with the iteration they are in") {
  for (const char* event :
       {"ISSUE_CREATED", "ISSUE_DELETED", "ISSUE_STATUS_UPDATED", "ISSUE_ASSIGNEE_CHANGED",
        "ISSUE_ITERATION_CHANGED", "ISSUE_RELATIONSHIP_CHANGED", "ISSUE_UPDATED"}) {
    CAPTURE(event);
    const std::string name = event;
    const auto found =
        hints(hook_body(event, {{"issue", issue_body(9)}, {"defect", issue_body(9)}}));
    REQUIRE_FALSE(found.empty());
    CHECK(found[0].kind == HintKind::issue);
    CHECK(found[0].code == "9");
    CHECK(found[0].iteration == "42");
    CHECK(found[0].title == "画面卡顿");
    CHECK(found[0].created == (name == "ISSUE_CREATED"));
    CHECK(found[0].deleted == (name == "ISSUE_DELETED"));
    // Its iteration has one issue more or less.
    const bool moves =
        name == "ISSUE_CREATED" || name == "ISSUE_DELETED" || name == "ISSUE_ITERATION_CHANGED";
    REQUIRE(found.size() == (moves ? 2 : 1));
    if (!moves) continue;
    CHECK(found[1].kind == HintKind::iteration);
    CHECK(found[1].code == "42");
    CHECK_FALSE(found[1].created);
    CHECK_FALSE(found[1].deleted);
  }
}

TEST_CASE("an issue without an iteration, under its type's name alone, with quoted numbers") {
  for (const Json& none : {Json(nullptr), Json{{"code", 0}, {"title", ""}}, Json(0)}) {
    auto issue = issue_body(9);
    issue["iteration"] = none;
    const auto hint = one_hint(hook_body("ISSUE_ITERATION_CHANGED", {{"issue", issue}}));
    CHECK(hint.iteration.empty());
  }
  auto issue = issue_body(9);
  issue["code"] = "9";
  issue["iteration"]["code"] = "42";
  for (const char* type : {"defect", "requirement", "mission", "task", "sub_task", "epic"}) {
    const auto found = hints(hook_body("ISSUE_UPDATED", {{type, issue}}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "9");
    CHECK(found[0].iteration == "42");
  }
  issue["code"] = "nine";
  CHECK(lacking(hook_body("ISSUE_UPDATED", {{"issue", issue}})) == "issue.code");
  CHECK(lacking(hook_body("ISSUE_UPDATED", {{"issue", Json::array()}})) == "issue.code");
}

TEST_CASE("a comment tells its issue, and creates none") {
  auto issue = issue_body(9);
  issue.erase("iteration");
  const auto hint = one_hint(
      hook_body("ISSUE_COMMENT_CREATED", {{"issueComment", {{"content", "c"}, {"issue", issue}}}}));
  CHECK(hint.kind == HintKind::issue);
  CHECK(hint.code == "9");
  CHECK_FALSE(hint.created);
}

TEST_CASE("members") {
  for (const char* event : {"MEMBER_CREATED", "MEMBER_DELETED", "MEMBER_ROLE_UPDATED"}) {
    const auto hint = one_hint(hook_body(event, {{"member", person_body(8, "韩梅梅")}}));
    CHECK(hint.kind == HintKind::members);
    CHECK(hint.project == "classroom");
    CHECK(hint.title == "韩梅梅");
  }
  CHECK(one_hint(hook_body("MEMBER_DELETED", Json::object())).deleted);
}

TEST_CASE("a push") {
  for (const char* ref : {"refs/heads/feature/echo", "feature/echo"}) {
    const auto hint = one_hint(push_body(ref));
    CHECK(hint.kind == HintKind::branch);
    CHECK(hint.repository == "acme/classroom/live");
    CHECK(hint.branch == "feature/echo");
    CHECK(hint.version.empty());
    CHECK(hint.commit == sha_new);
    CHECK(hint.title == "Fix echo (#42)");
    CHECK(hint.author == "韩梅梅");
    CHECK(hint.url.ends_with("/commit/" + sha_new));
    CHECK(hint.mentions == std::vector<std::string>{"42", "7"});
    CHECK_FALSE(hint.created);
    CHECK_FALSE(hint.deleted);
  }
}

TEST_CASE("a branch that is new, one that is gone, and a tag") {
  auto body = push_body("refs/heads/new");
  body["before"] = sha_none;
  CHECK(one_hint(body).created);
  body = push_body("refs/heads/old");
  body["after"] = sha_none;
  auto hint = one_hint(body);
  CHECK(hint.deleted);
  CHECK_FALSE(hint.created);
  CHECK(hint.commit.empty());
  CHECK(hint.branch == "old");
  body = push_body("refs/heads/old");
  body["deleted"] = "true";
  body["commits"] = nullptr;
  body["head_commit"] = nullptr;
  CHECK(one_hint(body).deleted);
  hint = one_hint(push_body("refs/tags/v1.2.3"));
  CHECK(hint.kind == HintKind::branch);
  CHECK(hint.branch.empty());
  CHECK(hint.version == "v1.2.3");
}

TEST_CASE("a push with less in it") {
  auto body = push_body("main");
  body.erase("head_commit");
  body.erase("pusher");
  body["repository"] = {{"name", "live"}};
  auto hint = one_hint(body);
  CHECK(hint.repository == "live");
  CHECK(hint.title == "Fix echo (#42)");
  body["repository"] = {{"name", "live"},
                        {"full_name", "live"},
                        {"clone_url", "https://e.acme.test/acme/classroom/live.git"}};
  CHECK(one_hint(body).repository == "acme/classroom/live");
  body["commits"] = Json::array();
  hint = one_hint(body);
  CHECK(hint.commit == sha_new);
  CHECK(hint.author == "王芳");
  CHECK(hint.url == "https://acme.test/compare/a...b");
  CHECK(hint.mentions.empty());
  body.erase("ref");
  CHECK(lacking(body) == "ref");
  body.erase("repository");
  CHECK(lacking(body) == "repository.name");
}

TEST_CASE("issues that messages name") {
  auto body = push_body("fix-#12");
  body["commits"] = nullptr;
  body["head_commit"]["message"] = "#1, #02 ## #x #3a #4\n\n(#5) a#6 # 7 #999999999999999999999";
  CHECK(one_hint(body).mentions == std::vector<std::string>{"12", "1", "4", "5", "6"});
  std::string many;
  for (int i = 1; i <= 500; ++i) many += " #" + std::to_string(i);
  body["head_commit"]["message"] = many;
  CHECK(one_hint(body).mentions.size() == 50);
}

TEST_CASE("merge requests") {
  for (const char* event : {"GIT_MR_CREATED", "GIT_MR_UPDATED", "GIT_MR_MERGED", "GIT_MR_CLOSED"}) {
    CAPTURE(event);
    const auto hint = one_hint(merge_request_body(event));
    CHECK(hint.kind == HintKind::merge_request);
    CHECK(hint.repository == "acme/classroom/live");
    CHECK(hint.code == "17");
    CHECK(hint.branch == "feature/echo");
    CHECK(hint.commit == (std::string(event) == "GIT_MR_MERGED" ? sha_old : sha_new));
    CHECK(hint.state == (std::string(event) == "GIT_MR_CREATED"  ? "opened"
                         : std::string(event) == "GIT_MR_MERGED" ? "merged"
                         : std::string(event) == "GIT_MR_CLOSED" ? "closed"
                                                                 : ""));
    CHECK(hint.title == "Echo #42");
    CHECK(hint.author == "李雷");
    CHECK(hint.mentions == std::vector<std::string>{"42", "43"});
  }
  auto body = merge_request_body("GIT_MR_UPDATED");
  body.erase("repository");
  CHECK(one_hint(body).repository == "acme/classroom/live");
  body["mergeRequest"].erase("number");
  CHECK(lacking(body) == "mergeRequest.number");
}

TEST_CASE("builds") {
  const auto hint = one_hint(build_body("CI_JOB_STARTED"));
  CHECK(hint.kind == HintKind::build);
  CHECK(hint.code == "88");
  CHECK(hint.name == "build-live");
  CHECK(hint.repository == "acme/classroom/live");
  CHECK(hint.branch == "feature/echo");
  CHECK(hint.commit == sha_new);
  CHECK(hint.created);
  CHECK_FALSE(one_hint(build_body("CI_JOB_FINISHED")).created);
  auto body = build_body("CI_JOB_FINISHED");
  body["ci"]["build"] = nullptr;
  CHECK(lacking(body) == "ci.build.number");
}

TEST_CASE("artifacts") {
  for (const char* event :
       {"ARTIFACTS_VERSION_CREATED", "ARTIFACTS_VERSION_UPDATED", "ARTIFACTS_VERSION_DELETED",
        "ARTIFACTS_VERSION_DOWNLOAD_FORBIDDEN", "ARTIFACTS_VERSION_DOWNLOAD_ALLOWED"}) {
    CAPTURE(event);
    const auto hint = one_hint(artifact_body(event));
    CHECK(hint.kind == HintKind::artifact);
    CHECK(hint.project == "classroom");
    CHECK(hint.place == "images");
    CHECK(hint.name == "live");
    CHECK(hint.version == "main-abc123");
    CHECK(hint.author == "李雷");
  }
  auto body = artifact_body("ARTIFACTS_VERSION_CREATED");
  body.erase("project");
  CHECK(one_hint(body).project == "classroom");
  body["artifact"]["artifactVersionName"] = "";
  CHECK(lacking(body) == "artifact.artifactVersionName");
  body["artifact"].erase("artifactPkgName");
  CHECK(lacking(body) == "artifact.artifactPkgName");
}

TEST_CASE("events that concern nothing here, and those that nobody knows") {
  for (const char* event :
       {"ARTIFACTS_VERSION_DOWNLOADED", "ARTIFACTS_VERSION_DOWNLOAD_BLOCKED",
        "ARTIFACTS_VERSION_RELEASED", "ARTIFACTS_REPO_CREATED", "ARTIFACTS_REPO_DELETED",
        "CI_JOB_CREATED", "CI_JOB_UPDATED", "CI_JOB_DELETED", "GIT_MR_NOTE",
        "ISSUE_HOUR_RECORD_UPDATED", "WIKI_CREATED", "PLAN_STATUE_CHANGED", "NEW_THING", "x"}) {
    CAPTURE(event);
    CHECK(hints(hook_body(event, Json::object())).empty());
  }
}

TEST_CASE("names with control characters are none, and lines for people are one line") {
  auto body = push_body("main\n");
  CHECK(lacking(body) == "ref");
  body = push_body("main");
  body["head_commit"]["message"] = "a\tb\x1b[31m\r\nc";
  body["head_commit"]["url"] = "javascript:alert(1)";
  body["head_commit"]["author"]["name"] = std::string(4000, 'x');
  const auto hint = one_hint(body);
  CHECK(hint.title == "a b [31m");
  CHECK(hint.url == "https://acme.test/compare/a...b");
  CHECK(hint.author.size() == 300);
  auto artifact = artifact_body("ARTIFACTS_VERSION_CREATED");
  artifact["artifact"]["artifactPkgName"] = std::string(2000, 'x');
  CHECK(lacking(artifact) == "artifact.artifactPkgName");
}

TEST_CASE("members of wrong types are as good as absent") {
  for (const Json& odd : {Json(nullptr), Json(true), Json("x"), Json(1.5), Json::array({1}),
                          Json{{"name", Json::array()}}}) {
    for (const char* event : {"ITERATION_UPDATED", "ISSUE_UPDATED", "GIT_PUSHED", "GIT_MR_CREATED",
                              "CI_JOB_STARTED", "ARTIFACTS_VERSION_CREATED"}) {
      Json body = {{"event", event}};
      for (const char* member :
           {"iteration", "issue", "issueComment", "repository", "ref", "commits", "head_commit",
            "mergeRequest", "ci", "artifact", "project", "sender", "member"}) {
        body[member] = odd;
      }
      CHECK_FALSE(make_service_hook()->read(delivery_of(body)));
    }
  }
}

TEST_CASE("every subscribed event is read, and the sure ones suffice for each kind") {
  std::set<About> all, sure;
  for (const auto& event : hook_events) {
    if (!subscribed(event)) continue;
    all.insert(event.about);
    if (event.sure) sure.insert(event.about);
    CHECK(about_of(event.name) == event.about);
  }
  CHECK(all.size() == 7);
  sure.insert(About::build);  // which no certain event tells
  CHECK(sure == all);
}
