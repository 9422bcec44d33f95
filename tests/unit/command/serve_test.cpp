// The commands about a server, over a fake one.
// SPDX-License-Identifier: Apache-2.0
#include "desk.hpp"

using namespace chatops;
using namespace chatops::command;
using test::Desk;

TEST_CASE("serve runs the server until it is stopped, and tells when it is up") {
  Desk desk;
  const Outcome outcome =
      desk.outcome(ServeRequest{.config = "s.yaml", .listen = "8000", .applications = {"."}});
  CHECK(outcome.kind == "served");
  CHECK(desk.services.a_server.asked.config == "s.yaml");
  CHECK(desk.services.a_server.asked.listen == "8000");
  CHECK(desk.services.a_server.asked.applications == std::vector<std::string>{"."});
  CHECK(desk.told.kinds == std::vector<std::string>{"serving"});
}

TEST_CASE("serve --check finds, and runs nothing") {
  Desk desk;
  desk.services.a_server.findings = {Finding::fine("hook", "/hooks/shop"),
                                     Finding::problem("application", Error(Reason::unreachable))};
  const Outcome outcome = desk.outcome(ServeRequest{.check = true});
  CHECK(outcome.kind == "findings");
  CHECK(outcome.body["items"].size() == 2);
  REQUIRE(outcome.error);
  CHECK(outcome.error->reason == Reason::doctor_found_problems);
  CHECK(desk.told.kinds.empty());
}

TEST_CASE("what only a server can do is refused where none runs the command") {
  Desk desk;
  for (const Request& request :
       {Request(ServeStatusRequest{}), Request(ServeLoginRequest{.name = "lin"}),
        Request(IterationAdoptRequest{.codes = {"42"}})})
    CHECK(test::reason_of([&] { desk.run(request); }) == Reason::command_not_here);
}

TEST_CASE("a server tells its keys, makes links, and adopts iterations") {
  Desk desk;
  desk.host.authority.here = table::Where::server;
  desk.services.a_server.facts.keys = {{.key = "iteration/42",
                                        .state = "failing",
                                        .failures = 3,
                                        .error = Error(Reason::unreachable)}};
  const Outcome status = desk.outcome(ServeStatusRequest{});
  CHECK(status.body["keys"][0]["key"] == "iteration/42");
  CHECK(status.body["keys"][0]["error"]["reason"] == "unreachable");
  CHECK(desk.outcome(ServeLoginRequest{.name = "lin"}).body["url"] ==
        "http://127.0.0.1:8460/chat/login?token=lin");
  CHECK(desk.outcome(IterationAdoptRequest{.codes = {"41", "42"}}).body["items"].size() == 2);
  CHECK(desk.outcome(IterationAdoptRequest{.all = true}).body["items"].size() == 1);
  CHECK(desk.services.a_server.adopted == std::vector<std::string>{"41", "42", "all"});
}

TEST_CASE("hooks that could not be set up make the command fail, and the others are told") {
  Desk desk;
  desk.host.authority.here = table::Where::server;
  desk.services.a_server.hooks.push_back(
      {.name = "shop", .done = core::HookSetUp{.did = core::HookSetUp::Did::created}});
  CHECK_FALSE(desk.outcome(ServeSetupHooksRequest{}).error);
  CHECK_FALSE(desk.services.a_server.took_over);
  desk.outcome(ServeSetupHooksRequest{.take_over = true});
  CHECK(desk.services.a_server.took_over);
  desk.services.a_server.hooks.push_back(
      {.name = "other", .done = unknown(Error(Reason::unreachable))});
  const Outcome outcome = desk.outcome(ServeSetupHooksRequest{});
  CHECK(outcome.body["items"][0]["did"] == "created");
  CHECK(outcome.body["items"][1]["did"] == "failed");
  REQUIRE(outcome.error);
  CHECK(outcome.error->reason == Reason::unreachable);
}

TEST_CASE("the state is copied with or without a server") {
  Desk desk;
  CHECK(desk.outcome(ServeBackupRequest{.file = "/b/one.db"}).body["file"] == "/b/one.db");
  desk.outcome(ServeBackupRequest{.file = "/b/one.db", .replace = true});
  CHECK(desk.services.a_server.backed_up ==
        std::vector<std::string>{"/b/one.db", "/b/one.db replaced"});
}

TEST_CASE("deliveries are read again by the server") {
  Desk desk;
  CHECK(test::reason_of([&] { desk.run(ServeReplayRequest{.from = 1, .to = 2}); }) ==
        Reason::command_not_here);
  desk.host.authority.here = table::Where::server;
  CHECK(desk.outcome(ServeReplayRequest{.from = 120, .to = 140}).body["count"] == 21);
  CHECK(desk.services.a_server.replayed == std::pair<std::int64_t, std::int64_t>{120, 140});
}

TEST_CASE("the audit is listed newest first, of one environment or of all") {
  Desk desk;
  desk.host.authority.here = table::Where::server;
  desk.store.write([](core::Tx& tx) {
    for (const char* environment : {"s41", "s42", "s42"})
      tx.audit().append({.actor = "lin",
                         .door = "chat",
                         .command = "deploy",
                         .environment = environment,
                         .outcome = "accepted"});
  });
  CHECK(desk.outcome(AuditListRequest{.limit = 20}).body["items"].size() == 3);
  const Outcome one = desk.outcome(AuditListRequest{.environment = "s42", .limit = 1});
  REQUIRE(one.body["items"].size() == 1);
  CHECK(one.body["items"][0]["sequence"] == 3);
  CHECK(one.body["items"][0]["command"] == "deploy");
  desk.host.authority.rights = table::bit_of(table::Right::read);
  CHECK(test::reason_of([&] { desk.run(AuditListRequest{.limit = 1}); }) == Reason::right_missing);
}

TEST_CASE("accounts are joined by hand, and taken apart again") {
  Desk desk;
  desk.host.authority.here = table::Where::server;
  desk.store.write([](core::Tx& tx) {
    tx.identities().put({.id = "coding:7", .name = "Lin", .accounts = {{"coding", "7"}}});
    tx.identities().put({.id = "coding:8", .name = "Wang", .accounts = {{"coding", "8"}}});
  });
  const Outcome joined = desk.outcome(PeopleLinkRequest{.accounts = {"local:lin", "coding:7"}});
  REQUIRE(joined.body["items"].size() == 1);
  CHECK(joined.body["items"][0]["id"] == "coding:7");
  CHECK(joined.body["items"][0]["accounts"]["local"] == "lin");
  CHECK(joined.body["items"][0]["linked_by"] == "user:lin@desk");
  CHECK(test::reason_of([&] {
          desk.run(PeopleLinkRequest{.accounts = {"coding:8", "local:lin"}});
        }) == Reason::account_taken);

  CHECK(desk.outcome(PeopleListRequest{}).body["items"].size() == 2);
  desk.outcome(PeopleLinkRequest{.accounts = {"local:lin"}, .remove = true});
  desk.outcome(PeopleLinkRequest{.accounts = {"coding:8", "local:lin"}});
  desk.store.read(
      [](core::Tx& tx) { CHECK(tx.identities().by_account("local", "lin")->id == "coding:8"); });
  CHECK(desk.outcome(PeopleLinkRequest{.accounts = {"coding:8", "local:lin"}, .remove = true})
            .body["items"]
            .empty());
  CHECK(test::reason_of([&] {
          desk.run(PeopleLinkRequest{.accounts = {"coding:8"}, .remove = true});
        }) == Reason::usage_bad_value);
}

TEST_CASE("accounts that nobody knows become one new person") {
  Desk desk;
  desk.host.authority.here = table::Where::server;
  desk.store.write([](core::Tx& tx) {
    tx.local_chat().put(core::LocalAccount{.id = "lin", .name = "Lin Mei"});
  });
  const Outcome joined = desk.outcome(PeopleLinkRequest{.accounts = {"coding:9", "local:lin"}});
  CHECK(joined.body["items"][0]["id"] == "coding:9");
  CHECK(joined.body["items"][0]["name"] == "Lin Mei");
  const std::string id =
      desk.outcome(PeopleLinkRequest{.accounts = {"user:lin@desk", "local:wang"}})
          .body["items"][0]["id"];
  CHECK(id.starts_with("person:"));
}

TEST_CASE("iterations are moved by the tracker") {
  Desk desk;
  desk.outside.iterations["42"] = {
      .code = "42", .name = "Sprint", .state = core::IterationState::planned};
  const auto state = [&](const Request& request) {
    return desk.outcome(request).body["items"][0]["state"].get<std::string>();
  };
  CHECK(state(IterationStartRequest{.code = "42"}) == "active");
  CHECK(state(IterationCompleteRequest{.code = "42", .move_open = "43"}) == "ended");
  CHECK(desk.outside.unfinished_went_to == "43");
  CHECK(state(IterationReopenRequest{.code = "42"}) == "active");
  CHECK(test::reason_of([&] { desk.run(IterationStartRequest{.code = "9"}); }) ==
        Reason::unknown_iteration);
}

TEST_CASE("the history of an iteration outlives its environments") {
  Desk desk;
  desk.outside.iterations["42"] = {.code = "42", .name = "Sprint"};
  follow(desk.host, desk.envelope,
         desk.following(DeployRequest{
             .environment = "s42", .iteration = "42", .create = true, .options = {.yes = true}}));
  desk.deployed("other");
  follow(desk.host, desk.envelope,
         desk.following(EnvDeleteRequest{.environment = "s42", .confirm = "s42"}));
  desk.store.write([](core::Tx& tx) {
    for (const char* application : {"classroom", "else"})
      tx.audit().append({.command = "env delete",
                         .application = application,
                         .environment = "s42",
                         .outcome = "accepted"});
  });
  CHECK_FALSE(desk.outcome(IterationShowRequest{.code = "42"}).body.contains("deployments"));
  const Outcome shown = desk.outcome(IterationShowRequest{.code = "42", .history = true});
  REQUIRE(shown.body["deployments"].size() == 2);
  CHECK(shown.body["deployments"][0]["teardown"] == true);
  CHECK(shown.body["deployments"][1]["environment"] == "s42");
  CHECK(shown.body["audit"].size() == 1);
}
