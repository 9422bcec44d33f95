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
  desk.services.a_server.hooks.push_back(
      {.name = "other", .done = unknown(Error(Reason::unreachable))});
  const Outcome outcome = desk.outcome(ServeSetupHooksRequest{});
  CHECK(outcome.body["items"][0]["did"] == "created");
  CHECK(outcome.body["items"][1]["did"] == "failed");
  REQUIRE(outcome.error);
  CHECK(outcome.error->reason == Reason::unreachable);
}
