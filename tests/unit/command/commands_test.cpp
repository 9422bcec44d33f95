// The commands that deploy nothing, each run once through the one way to its handler.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using test::Desk;

TEST_CASE("iteration list and show") {
  Desk desk;
  desk.outside.iterations["42"] = {.code = "42", .name = "Sprint 42"};
  CHECK(desk.outcome(IterationListRequest{}).body["items"][0]["code"] == "42");
  const Outcome shown = desk.outcome(IterationShowRequest{.code = "42"});
  CHECK(shown.body["name"] == "Sprint 42");
  CHECK(shown.body["issues"].empty());
  CHECK(test::reason_of([&] { desk.run(IterationShowRequest{.code = "7"}); }) ==
        Reason::unknown_iteration);
}

TEST_CASE("artifact list and show") {
  Desk desk;
  const Outcome listed = desk.outcome(ArtifactListRequest{.components = {"api"}});
  REQUIRE(listed.body["items"].size() == 1);
  CHECK(listed.body["items"][0]["version"] == test::version_of("main", 10));
  const Outcome shown = desk.outcome(
      ArtifactShowRequest{.component = "api", .version = test::version_of("main", 10)});
  CHECK(shown.body["component"] == "api");
}

TEST_CASE("config show and check tell of the same report") {
  Desk desk;
  desk.services.report.settings = {{.name = "coding.url", .value = "https://x"},
                                   {.name = "coding.token", .value = "geheim", .secret = true}};
  const Outcome shown = desk.outcome(ConfigShowRequest{});
  CHECK(shown.body["items"][0]["value"] == "https://x");
  CHECK(shown.body.dump().find("geheim") == std::string::npos);
  CHECK(desk.outcome(ConfigCheckRequest{}).body["ok"] == true);
  desk.services.report.problems = {Error(Reason::yaml_unknown_key, {{"what", "x"}})};
  const Outcome bad = desk.outcome(ConfigCheckRequest{});
  REQUIRE(bad.error);
  CHECK(bad.error->reason == Reason::yaml_unknown_key);
}

TEST_CASE("config init asks for the text that it shows, and writes that one") {
  Desk desk;
  const Need need = desk.need(ConfigInitRequest{});
  const Request confirmed = desk.answered(need, {.answer = card::prefilled(need.card)});
  desk.services.files.text = "application: other\n";
  CHECK(std::holds_alternative<Need>(desk.run(confirmed)));  // it is another text now
  desk.services.files.text = "application: shop\n";
  CHECK(desk.outcome(confirmed).body["written"] == true);
  CHECK(desk.services.files.written == "application: shop\n");
}

TEST_CASE("config edit: a text with mistakes is asked about, kept or edited again") {
  Desk desk;
  const Need first = desk.need(ConfigEditRequest{});
  CHECK(first.means == Means::edit);
  REQUIRE(first.editing);
  CHECK(first.editing->name == "chatops.yaml");
  const std::string base = first.editing->text;

  const Need again = desk.need(desk.answered(first, {.text = "bad: 1\n", .base = base}));
  CHECK(again.card.kind == "edit_again");
  REQUIRE(again.unanswered);
  CHECK(again.unanswered->reason == Reason::config_invalid);
  card::Answer discard;
  discard.button = "discard";
  CHECK(test::reason_of([&] { desk.answered(again, {.answer = discard}); }) == Reason::cancelled);
  card::Answer keep;
  keep.button = "keep";
  CHECK(desk.outcome(desk.answered(again, {.answer = keep})).body["written"] == true);
  CHECK(desk.services.files.written == "bad: 1\n");
}

TEST_CASE("auth login asks for what is missing, in turn") {
  Desk desk;
  const Need url = desk.need(AuthLoginRequest{.system = "coding"});
  CHECK(url.means == Means::line);
  card::Answer answer = card::prefilled(url.card);
  answer.settings["url"] = "https://acme.coding.net";
  const Need secret = desk.need(desk.answered(url, {.answer = answer}));
  CHECK(secret.means == Means::secret);
  CHECK_FALSE(secret.piped);
  const Outcome outcome = desk.outcome(desk.answered(secret, {.secret = Secret(" token\n")}));
  CHECK(outcome.kind == "login");
  CHECK(desk.services.credentials.used == "token");
  const Need user = desk.need(AuthLoginRequest{.system = "registry", .host = "r.test"});
  CHECK(user.card.kind == "login_user");
  const Need piped = desk.need(AuthLoginRequest{
      .system = "registry", .host = "r.test", .username = "lan", .with_token = true});
  CHECK(piped.piped);
}

TEST_CASE("auth status and logout") {
  Desk desk;
  desk.services.credentials.all = {{.system = "coding",
                                    .state = "refused",
                                    .why = Error(Reason::auth_invalid, {{"what", "coding"}})}};
  const Outcome status = desk.outcome(AuthStatusRequest{});
  REQUIRE(status.error);
  CHECK(status.body["items"][0]["state"] == "refused");
  const Outcome logout = desk.outcome(AuthLogoutRequest{.system = "registry", .host = "r.test"});
  CHECK(logout.body["removed"][0] == "keyring");
}

TEST_CASE("doctor counts problems and says what is missing to begin") {
  Desk desk;
  desk.services.findings = {{.check = "tokens",
                             .health = Health::problem,
                             .why = Error(Reason::auth_missing, {{"what", "coding"}})}};
  const Outcome outcome = desk.outcome(DoctorRequest{});
  CHECK(outcome.body["problems"] == 1);
  CHECK(outcome.body["missing"][0] == "coding_token");
}

TEST_CASE("doctor looks at the server too, where there is a configuration of one") {
  Desk desk;
  desk.services.a_server.findings = {Finding::problem("hook", Error(Reason::unreachable))};
  CHECK(desk.outcome(DoctorRequest{}).body["items"].empty());
  CHECK(desk.outcome(DoctorRequest{.config = "s.yaml"}).body["problems"] == 1);
  CHECK(desk.services.a_server.asked.config == "s.yaml");
  desk.services.a_server.usual = "/home/lin/server.yaml";
  CHECK(desk.outcome(DoctorRequest{}).body["problems"] == 1);
  CHECK(desk.services.a_server.asked.config == "/home/lin/server.yaml");
}

TEST_CASE("an iteration must be named where no group stands for it") {
  Desk desk;
  for (const Request& request :
       {Request(IterationShowRequest{}), Request(IterationStartRequest{}),
        Request(IterationCompleteRequest{}), Request(IterationReopenRequest{})})
    CHECK(test::reason_of([&] { desk.run(request); }) == Reason::usage_missing_argument);
}

TEST_CASE("version, completion and help need nothing") {
  Desk desk;
  CHECK_FALSE(desk.outcome(VersionRequest{}).body["version"].get<std::string>().empty());
  CHECK_FALSE(
      desk.outcome(CompletionRequest{.shell = "bash"}).body["text"].get<std::string>().empty());
  CHECK(test::reason_of([&] { desk.run(CompletionRequest{.shell = "tcsh"}); }) ==
        Reason::usage_bad_value);
  desk.envelope.language = table::Language::zh;
  const Outcome help = desk.outcome(HelpRequest{.words = {"env", "use"}});
  CHECK(help.body["text"].get<std::string>().find("为本目录选定环境") != std::string::npos);
}

TEST_CASE("sandbox start, status and stop") {
  Desk desk;
  CHECK(desk.outcome(SandboxStartRequest{.directory = "/d"}).body["running"] == true);
  CHECK(desk.outcome(SandboxStatusRequest{}).body["directory"] == "/d");
  CHECK(desk.outcome(SandboxStopRequest{.forget = true}).body["running"] == false);
  CHECK(desk.services.simulators.forgotten);
}

}  // namespace
}  // namespace chatops::command
