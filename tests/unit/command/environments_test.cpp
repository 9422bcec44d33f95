// The commands of `env`.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/command/desk.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {
namespace {

using test::Desk;

Following started(Desk& desk, const std::string& environment) {
  const Following following = desk.following(DeployRequest{
      .environment = environment, .create = true, .options = {.yes = true, .wait = false}});
  follow(desk.host, desk.envelope, following);
  return following;
}

TEST_CASE("env list names what there is") {
  Desk desk;
  CHECK(desk.outcome(EnvListRequest{}).body["items"].empty());
  desk.deployed("s42");
  const Outcome outcome = desk.outcome(EnvListRequest{});
  REQUIRE(outcome.body["items"].size() == 1);
  CHECK(outcome.body["items"][0]["name"] == "s42");
  CHECK(outcome.body["items"][0]["created_by_id"] == "user:lin@desk");
}

TEST_CASE("env show follows a deployment that runs, and starts none") {
  Desk desk;
  desk.deployed("s42");
  EnvShowRequest request{.environment = "s42", .wait = true};
  CHECK(desk.outcome(request).kind == "environment");  // nothing runs

  desk.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  started(desk, "s42");
  const Following following = desk.following(request);
  CHECK(following.way == Way::only_look);
  const auto starts = desk.outside.executions.size();
  const Outcome outcome = follow(desk.host, desk.envelope, following);
  CHECK(outcome.kind == "environment");
  CHECK(outcome.body["state"] == "ready");
  CHECK(desk.outside.executions.size() == starts);
  request.watch = false;
  CHECK(desk.outcome(request).kind == "environment");
}

TEST_CASE("env create records, and touches nothing outside") {
  Desk desk;
  const Outcome outcome =
      desk.outcome(EnvCreateRequest{.environment = "s44", .environment_class = "aliyun"});
  CHECK(outcome.body["name"] == "s44");
  CHECK(outcome.body["class"] == "aliyun");
  CHECK(desk.outside.executions.empty());
}

TEST_CASE("env delete wants the name, and is a deployment to follow") {
  Desk desk;
  desk.deployed("s42");
  EnvDeleteRequest request{.environment = "s42"};
  const Need need = desk.need(request);
  REQUIRE(need.unanswered);
  CHECK(need.unanswered->args.get("try") == "--confirm s42");
  card::Answer wrong = card::prefilled(need.card);
  wrong.settings["name"] = "s43";
  CHECK(test::reason_of([&] { desk.answered(need, {.answer = wrong}); }) == Reason::cancelled);
  card::Answer right = wrong;
  right.settings["name"] = "s42";
  const Following following = desk.following(desk.answered(need, {.answer = right}));
  CHECK(following.says == Says::removal);
  const Outcome outcome = follow(desk.host, desk.envelope, following);
  CHECK(outcome.kind == "removal");
  CHECK(outcome.body["removed"] == true);
  CHECK(workflow::list_environments(desk.deps).empty());
}

TEST_CASE("env delete of what was never deployed takes the record at once") {
  Desk desk;
  desk.outcome(EnvCreateRequest{.environment = "s44"});
  const Outcome outcome = desk.outcome(EnvDeleteRequest{.environment = "s44", .confirm = "s44"});
  CHECK(outcome.body["removed"] == true);
}

TEST_CASE("env use keeps the choice of the caller's folder") {
  Desk desk;
  desk.deployed("s42");
  desk.envelope.place.folder = "/src/api";
  CHECK(desk.outcome(EnvUseRequest{.environment = "s42"}).body["environment"] == "s42");
  CHECK(workflow::used_environment(desk.deps, "/src/api") == "s42");
  CHECK(desk.outcome(EnvUseRequest{.clear = true}).body["environment"] == "");
}

TEST_CASE("env history is newest first") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  desk.deployed("s42");
  const Outcome outcome = desk.outcome(EnvHistoryRequest{.environment = "s42"});
  REQUIRE(outcome.body["items"].size() == 2);
  CHECK(outcome.body["items"][0]["revision"] == 2);
}

TEST_CASE("env values and env export tell what is delivered") {
  Desk desk;
  desk.deployed("s42");
  const Outcome values = desk.outcome(EnvValuesRequest{.environment = "s42"});
  CHECK(values.body["delivered"]["replicas"] == 2);
  const Outcome exported = desk.outcome(EnvExportRequest{.environment = "s42"});
  CHECK(exported.kind == "export");
  CHECK(exported.body["bill"]["components"].contains("api"));
}

TEST_CASE("what only reads starts and changes nothing outside") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  desk.following(DeployRequest{.environment = "s42", .options = {.yes = true}});  // and left alone
  const auto executions = desk.outside.executions.size();
  for (const Request& request : std::vector<Request>{
           EnvListRequest{}, EnvShowRequest{.environment = "s42"},
           EnvHistoryRequest{.environment = "s42"}, EnvValuesRequest{.environment = "s42"},
           EnvExportRequest{.environment = "s42"}, ArtifactListRequest{}, IterationListRequest{},
           DeployRequest{.environment = "s42", .options = {.dry_run = true}}}) {
    CAPTURE(std::string(path_of(request)));
    desk.outcome(request);
    CHECK(desk.outside.executions.size() == executions);
  }
}

}  // namespace
}  // namespace chatops::command
