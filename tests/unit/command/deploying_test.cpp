// deploy, branch, rollback: what is asked, what is followed, and that nobody is held meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/command/desk.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {
namespace {

using test::Desk;
using test::version_of;

core::Environment stored(Desk& desk, const std::string& name) {
  return workflow::show_environment(desk.deps, name).environment;
}

DeployRequest deploy_request() { return DeployRequest{.environment = "s42", .create = true}; }

TEST_CASE("deploy asks, is answered, and returns before anything is started") {
  Desk desk;
  const Need need = desk.need(deploy_request());
  CHECK(need.kind == "plan");
  CHECK(need.means == Means::card);
  const Request confirmed = desk.answered(need, {.answer = card::prefilled(need.card)});
  const Following following = desk.following(confirmed);
  CHECK(following.environment == "s42");
  CHECK(following.way == Way::to_the_end);
  CHECK(desk.outside.executions.empty());
  CHECK(desk.host.touched == "s42");

  const Outcome outcome = follow(desk.host, desk.envelope, following);
  CHECK(outcome.kind == "deployment");
  CHECK(outcome.body["status"] == "succeeded");
  CHECK_FALSE(outcome.error);
  CHECK(desk.outside.executions.size() == 1);
}

TEST_CASE("whoever asked stands in what is stored, by name and by id") {
  Desk desk;
  desk.envelope.actor = {.name = "Lin Mei", .origin = core::Origin::ci, .id = "coding:7"};
  DeployRequest request = deploy_request();
  request.overrides = {{"api", version_of("main", 10), "", "pin"}};
  request.options.yes = true;
  const Outcome outcome = follow(desk.host, desk.envelope, desk.following(request));
  CHECK(outcome.body["actor"] ==
        nlohmann::json{{"name", "Lin Mei"}, {"origin", "ci"}, {"id", "coding:7"}});
  const core::Environment environment = stored(desk, "s42");
  CHECK(environment.created_by == "Lin Mei");
  CHECK(environment.created_by_id == "coding:7");
  CHECK(std::get<core::Pin>(environment.desired.selection.components.at("api")).by_id ==
        "coding:7");
  CHECK(environment.desired.by == "Lin Mei");
  CHECK(environment.desired.by_id == "coding:7");
}

TEST_CASE("--no-wait is followed until the engine has it") {
  Desk desk;
  DeployRequest request = deploy_request();
  request.options = {.yes = true, .wait = false};
  const Following following = desk.following(request);
  CHECK(following.way == Way::until_started);
  CHECK(follow(desk.host, desk.envelope, following).body["status"] == "running");
}

TEST_CASE("--timeout bounds --no-wait, too, however long the engine asks for patience") {
  Desk desk;
  desk.outside.fault = [](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at == "start") return Error(Reason::rate_limited);
    return std::nullopt;
  };
  DeployRequest request = deploy_request();
  request.options = {.yes = true, .wait = false, .timeout_ms = 1000};
  const Following following = desk.following(request);
  const Tick began = desk.clock.tick();
  try {
    (void)follow(desk.host, desk.envelope, following);
    FAIL("it was told to give up");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::deployment_still_running);
  }
  CHECK(desk.clock.tick() - began == Millis(1000));
}

TEST_CASE("a dry run records nothing") {
  Desk desk;
  DeployRequest request = deploy_request();
  request.options.dry_run = true;
  CHECK(desk.outcome(request).kind == "plan");
  CHECK(workflow::list_environments(desk.deps).empty());
}

TEST_CASE("a failed deployment leaves the choice and says what is set aside") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.add_image(test::image_of("api"), version_of("feature-x", 12), "feature/x", 12);
  desk.outside.next_fails = true;
  DeployRequest request = deploy_request();
  request.overrides = {{"api", "", "feature/x", ""}};
  request.options.yes = true;
  const Outcome outcome = follow(desk.host, desk.envelope, desk.following(request));
  REQUIRE(outcome.error);
  CHECK(outcome.error->reason == Reason::deployment_failed);
  REQUIRE(outcome.notes.size() == 1);
  CHECK(outcome.notes[0].reason == Reason::version_set_aside);
  CHECK(outcome.notes[0].args.get("what") == "api=" + version_of("feature-x", 12));
  const core::Environment after = stored(desk, "s42");
  CHECK(std::get<core::Follow>(after.desired.selection.components.at("api")).rule == "feature/x");
}

TEST_CASE("--no-wait behind another deployment says that nothing starts it by itself") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.add_image(test::image_of("api"), version_of("main", 11), "main", 11);
  DeployRequest request = deploy_request();
  request.options = {.yes = true, .wait = false};
  CHECK(follow(desk.host, desk.envelope, desk.following(request)).body["status"] == "running");
  request.overrides = {{"api", version_of("main", 10), "", "pin"}};
  const Outcome outcome = follow(desk.host, desk.envelope, desk.following(request));
  CHECK_FALSE(outcome.error);
  CHECK(outcome.body["status"] == "queued");
  REQUIRE_FALSE(outcome.notes.empty());
  CHECK(outcome.notes.back().reason == Reason::deployment_not_started);
  const auto line = workflow::list_environments(desk.deps).at(0);
  CHECK(line.running->revision == 2);
  CHECK(line.newest->revision == 3);
  CHECK(line.environment.desired_generation == 2);
  CHECK(line.environment.deployed_generation == 1);
}

TEST_CASE("the environment is the one given, else CHATOPS_ENV, else what the folder uses") {
  Desk desk;
  desk.deployed("s42");
  desk.deployed("s43");
  DeployRequest request{.options = {.dry_run = true}};
  CHECK(test::reason_of([&] { desk.run(request); }) == Reason::no_environment_chosen);
  desk.envelope.place.used = "s43";
  CHECK(desk.outcome(request).body["environment"] == "s43");
  desk.envelope.place.environment = "s42";
  CHECK(desk.outcome(request).body["environment"] == "s42");
  request.environment = "s43";
  CHECK(desk.outcome(request).body["environment"] == "s43");
}

TEST_CASE("'.' is what is built from the repository of the caller's checkout") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.heads["api-repo@feature/x"] = {"feature/x", "c2", "lin", "", std::nullopt};
  for (const char* component : {"api", "worker"})
    desk.outside.add_image(test::image_of(component), version_of("feature-x", 12), "feature/x", 12);
  const DeployRequest request{.environment = "s42",
                              .overrides = {{".", "", "feature/x", ""}},
                              .options = {.dry_run = true}};
  CHECK(reads_place(Request(request)));
  CHECK(test::reason_of([&] { desk.run(request); }) == Reason::unknown_repository);
  desk.envelope.place.remotes = {"https://me@git/acme/api-repo.git"};
  const Outcome outcome = desk.outcome(request);
  int follow_it = 0;
  for (const auto& line : outcome.body["components"])
    follow_it += line["choice"].value("follow", "") == "feature/x" ? 1 : 0;
  CHECK(follow_it == 2);
  desk.envelope.place.unread = Error(Reason::program_missing, {{"what", "git"}});
  CHECK(test::reason_of([&] { desk.run(request); }) == Reason::program_missing);
}

TEST_CASE("a form's answer is taken through the one way, and what was seen is what is done") {
  Desk desk;
  DeployRequest request = deploy_request();
  request.form = true;
  const Need form = desk.need(request);
  CHECK(card::is_form(form.card));
  card::Answer answer = card::prefilled(form.card);
  for (const card::Row& row : form.card.rows) answer.seen[row.id] = row.wanted;
  const Request filled = desk.answered(form, {.answer = answer});
  CHECK(std::holds_alternative<Following>(desk.run(filled)));
}

TEST_CASE("branch records the choice, and deploys when told to") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.heads["api-repo@feature/x"] = {"feature/x", "c2", "lin", "", std::nullopt};
  for (const char* component : {"api", "worker"})
    desk.outside.add_image(test::image_of(component), version_of("feature-x", 12), "feature/x", 12);
  BranchRequest request{.environment = "s42", .branch = "feature/x"};
  desk.envelope.place.remotes = {"git@git:acme/api-repo.git"};
  const Outcome outcome = desk.outcome(request);
  CHECK(outcome.body["branch"]["repository"] == "api-repo");
  CHECK(outcome.body["remembered"] == true);
  CHECK(std::get<core::Follow>(stored(desk, "s42").desired.selection.components.at("api")).rule ==
        "feature/x");
  request.deploy = true;
  const Need need = desk.need(request);
  const Request confirmed = desk.answered(need, {.answer = card::prefilled(need.card)});
  CHECK(std::holds_alternative<Following>(desk.run(confirmed)));
}

TEST_CASE("rollback tells what it goes back to, before and after") {
  Desk desk;
  desk.deployed("s42");
  desk.outside.add_image(test::image_of("api"), version_of("main", 11), "main", 11);
  desk.deployed("s42");
  const Need need = desk.need(RollbackRequest{.environment = "s42"});
  CHECK(need.card.kind == "rollback");
  CHECK(need.body["target"]["revision"] == 1);
  const Request confirmed = desk.answered(need, {.answer = card::prefilled(need.card)});
  const Outcome outcome = follow(desk.host, desk.envelope, desk.following(confirmed));
  CHECK(outcome.body["status"] == "succeeded");
  CHECK(outcome.body["target"]["revision"] == 1);
}

TEST_CASE("a reply goes through JSON and comes back the same") {
  Desk desk;
  DeployRequest request = deploy_request();
  request.options.yes = true;
  const Following following = desk.following(request);
  CHECK(to_document(following_of(to_document(following))) == to_document(following));
  CHECK_THROWS_AS(following_of(nlohmann::json::object()), Error);
}

}  // namespace
}  // namespace chatops::command
