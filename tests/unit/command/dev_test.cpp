// dev start, dev sync, dev status and dev end: what is asked of dev mode, and what is told of it.
// SPDX-License-Identifier: Apache-2.0
#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using test::Desk;

TEST_CASE("a component goes into dev mode, is kept alike and comes back") {
  Desk desk;
  desk.deployed("s42");
  const Outcome started = desk.outcome(DevStartRequest{
      .environment = "s42", .component = "api", .image = "php:8", .variables = {{"A", "b"}}});
  CHECK(started.kind == "dev_started");
  CHECK(started.body["component"] == "api");
  CHECK(started.body["environment"] == "s42");
  CHECK(desk.services.dev.started.place.component.name == "api");
  CHECK_FALSE(desk.services.dev.started.place.ns.empty());
  CHECK(desk.services.dev.started.holder_id == desk.envelope.actor.id);
  CHECK(desk.services.dev.started.environment.front().first == "A");

  const Outcome status = desk.outcome(DevStatusRequest{.environment = "s42"});
  CHECK(status.body["items"].size() == 1);
  CHECK(status.body["items"][0]["holder"] == desk.envelope.actor.name);

  const Outcome synced =
      desk.outcome(DevSyncRequest{.environment = "s42", .component = "api", .once = true});
  CHECK(synced.body["files"] == 3);
  CHECK(desk.services.dev.synced.folder == desk.envelope.place.folder);

  desk.services.dev.kept.push_back(Error(Reason::dev_field_kept, {{"what", "replicas"}}));
  const Outcome ended = desk.outcome(DevEndRequest{.environment = "s42", .component = "api"});
  CHECK(ended.body["exact"] == false);
  CHECK(ended.body["restored"].size() == 1);
  REQUIRE(ended.notes.size() == 1);
  CHECK(ended.notes.front().reason == Reason::dev_field_kept);
}

TEST_CASE("what stays as it is beside a sync is said once") {
  Desk desk;
  desk.deployed("s42");
  auto& dev = desk.services.dev;
  core::DevSyncState state{.connected = true, .initial = false, .troubles = {}};
  const auto then = [&](std::uint64_t sent) {
    state.sent = sent;
    dev.states.push_back(state);
  };
  state.wanted_by = "Bo";
  state.troubles = {Error(Reason::sync_incomplete, {{"count", "1"}, {"what", "a"}})};
  then(3);
  then(4);
  state.troubles = {Error(Reason::sync_incomplete, {{"count", "2"}, {"what", "a"}})};
  then(5);
  state.wanted_by.clear();
  then(6);
  state.wanted_by = "Bo";
  then(7);
  desk.told.events.clear();
  const auto done = desk.outcome(DevSyncRequest{.environment = "s42", .component = "api"});
  std::string said;
  for (const auto& event : desk.told.events) {
    said += std::to_string(event.body["sent"].get<int>());
    if (event.body.contains("wanted_by")) said += " wanted";
    if (!event.body["troubles"].empty()) said += " trouble";
    said += ";";
  }
  CHECK(said == "2;3 wanted trouble;4;5 trouble;6;7 wanted;");
  CHECK(done.body["wanted_by"] == "Bo");  // as it is at the end
  CHECK(done.body["troubles"].size() == 1);
}

TEST_CASE("what follows names the environment where it was named, and what is left is said") {
  Desk desk;
  desk.deployed("s42");
  const auto started = desk.outcome(DevStartRequest{.environment = "s42", .component = "api"});
  CHECK(started.body["said_environment"] == "s42");
  auto& dev = desk.services.dev;
  auto& events = desk.told.events;
  events.clear();
  dev.unstarted = Error(Reason::deadline_passed, {{"session", "stands"}});
  CHECK(test::reason_of([&] {
          desk.run(DevStartRequest{.environment = "s42", .component = "api"});
        }) == Reason::deadline_passed);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == "dev_left");
  CHECK(events[0].body["session"] == "stands");
  CHECK(events[0].body["component"] == "api");
  dev.unstarted = Error(Reason::outside_not_found);
  CHECK(test::reason_of([&] {
          desk.run(DevStartRequest{.environment = "s42", .component = "api"});
        }) == Reason::outside_not_found);
  CHECK(events.size() == 1);
}

TEST_CASE("a component may be left out: the words behind `--`, and ports, are none") {
  const auto run_of = [](const std::vector<std::string>& words) {
    DevRunRequest out;
    read(out, parse_argv(words), {});
    return out;
  };
  CHECK(run_of({"dev", "run", "api", "--", "make", "test"}).component == "api");
  CHECK(run_of({"dev", "run", "-e", "s42", "--", "make", "test"}).component.empty());
  CHECK(run_of({"dev", "run", "-e", "s42", "--", "make", "test"}).argv.size() == 2);
  CHECK(run_of({"dev", "run"}).component.empty());
  DevDebugRequest debug;
  read(debug, parse_argv({"dev", "debug", "--", "node", "x.js"}), {});
  CHECK(debug.component.empty());
  CHECK(debug.argv.front() == "node");
  DevPortForwardRequest ports;
  read(ports, parse_argv({"dev", "port-forward", "8080:80", ":81"}), {});
  CHECK(ports.component.empty());
  CHECK(ports.ports.size() == 2);
  DevPortForwardRequest named;
  read(named, parse_argv({"dev", "port-forward", "api", "80"}), {});
  CHECK(named.component == "api");
  CHECK(named.ports.size() == 1);
}

TEST_CASE("somebody else's session is ended by force alone, and what there is not is said") {
  Desk desk;
  desk.deployed("s42");
  CHECK(test::reason_of([&] {
          desk.run(DevEndRequest{.environment = "s42", .component = "api"});
        }) == Reason::dev_not_on);
  CHECK(test::reason_of([&] {
          desk.run(DevStartRequest{.environment = "s42", .component = "nope"});
        }) == Reason::unknown_component);
  desk.outcome(DevStartRequest{.environment = "s42", .component = "api"});
  desk.services.dev.held.back().holder_id = "somebody";
  CHECK(test::reason_of([&] {
          desk.run(DevEndRequest{.environment = "s42", .component = "api"});
        }) == Reason::dev_taken);
  CHECK(desk.outcome(DevEndRequest{.environment = "s42", .component = "api", .force = true})
            .body["exact"] == true);
}

TEST_CASE("programs get what chatops.yaml says, and their exit code is the command's") {
  Desk desk;
  desk.deployed("s42");
  desk.outcome(DevStartRequest{.environment = "s42", .component = "api"});
  struct Quiet final : core::Console {
    std::optional<core::TerminalSize> terminal() override { return core::TerminalSize{90, 30}; }
    Known<int> attend(const Call& call, core::Exec& program, bool) override {
      return program.next(call)->code;
    }
  } console;
  CHECK(test::reason_of([&] {
          desk.run(DevShellRequest{.environment = "s42", .component = "api"});
        }) == Reason::command_not_here);
  desk.host.console = &console;
  const Outcome shell = desk.outcome(DevShellRequest{.environment = "s42", .component = "api"});
  CHECK(shell.code == 3);
  CHECK(desk.services.dev.ran.programs.size() == 2);
  CHECK(desk.services.dev.ran.terminal->columns == 90);
  CHECK_FALSE(desk.services.dev.ran.logged);
  CHECK(test::reason_of([&] {
          desk.run(DevRunRequest{.environment = "s42", .component = "api"});
        }) == Reason::dev_no_command);
  desk.outcome(DevRunRequest{
      .environment = "s42", .component = "api", .argv = {"make", "test"}, .watch = true});
  CHECK(desk.services.dev.ran.programs.front().back() == "test");
  CHECK(desk.services.dev.ran.watch);
  CHECK(desk.services.dev.ran.logged);
  CHECK(test::reason_of([&] {
          desk.run(DevDebugRequest{.environment = "s42", .component = "api", .argv = {"node"}});
        }) == Reason::usage_missing_argument);
}

TEST_CASE("a component that is in no chart is made, known to the other commands, and ended") {
  Desk desk;
  desk.deployed("s42");
  auto& dev = desk.services.dev;
  CHECK(test::reason_of([&] {
          desk.run(DevStartRequest{
              .environment = "s42", .component = "api", .image = "node:20", .made = true});
        }) == Reason::dev_exists);
  CHECK_THROWS_AS(desk.run(DevStartRequest{
                      .environment = "s42", .component = "Mailer", .image = "x", .made = true}),
                  Error);
  CHECK(test::reason_of([&] {
          desk.run(DevShellRequest{.environment = "s42", .component = "mailer"});
        }) == Reason::unknown_component);
  for (const auto& [unseen, told] : {std::pair(Reason::unknown_cluster, Reason::unknown_component),
                                     {Reason::unreachable, Reason::unreachable}}) {
    dev.unseen = Error(unseen);
    CHECK(test::reason_of([&] {
            desk.run(DevShellRequest{.environment = "s42", .component = "mailer"});
          }) == told);
  }
  dev.unseen.reset();
  const Outcome started = desk.outcome(DevStartRequest{.environment = "s42",
                                                       .component = "mailer",
                                                       .image = "node:20",
                                                       .made = true,
                                                       .ports = {8025}});
  REQUIRE(dev.started.made);
  CHECK(dev.started.made->ports == std::vector<std::uint16_t>{8025});
  CHECK(dev.started.place.component.workload == "mailer");
  CHECK(dev.started.labels.back() ==
        std::pair<std::string, std::string>("chatops.dev/environment", "s42"));
  CHECK(started.body["made"] == true);
  CHECK(desk.outcome(DevStatusRequest{.environment = "s42"}).body["items"][0]["made"] == true);
  desk.outcome(DevSyncRequest{.environment = "s42", .component = "mailer", .once = true});
  CHECK(dev.synced.place.component.name == "mailer");
  const Outcome ended = desk.outcome(DevEndRequest{.environment = "s42", .component = "mailer"});
  CHECK(ended.body["made"] == true);
}

TEST_CASE("who ends their own session asks the cluster nothing besides") {
  Desk desk;
  desk.deployed("s42");
  desk.outcome(DevStartRequest{.environment = "s42", .component = "api"});
  desk.services.dev.unseen = Error(Reason::unreachable);
  CHECK(desk.outcome(DevEndRequest{.environment = "s42", .component = "api"}).kind == "dev_ended");
}

TEST_CASE("who asks for a session is told of, and who is asked") {
  Desk desk;
  desk.deployed("s42");
  desk.outcome(DevStartRequest{.environment = "s42", .component = "api", .take_over = true});
  CHECK(desk.services.dev.started.take_over);
  REQUIRE(desk.services.dev.started.asked);
  desk.services.dev.held.back().wanted_by = "Bob";
  const auto listed = desk.outcome(DevStatusRequest{.environment = "s42"}).body["items"];
  CHECK(listed[0]["wanted_by"] == "Bob");
}

/// lin's session of api in s42, begun at the desk and asked for by Bob.
struct Asked : Desk {
  Asked() {
    deployed("s42");
    outcome(DevStartRequest{.environment = "s42", .component = "api"});
    session().wanted_by = "Bob";
    session().wanted_since = clock.now();
    asked = to_rfc3339(clock.now());
  }
  core::DevSession& session() { return services.dev.held.back(); }
  void as(const std::string& id, unsigned rights) {
    envelope.actor = {.name = id, .origin = core::Origin::chat, .id = id};
    envelope.door = table::Door::chat;
    host.authority = {table::Where::server, rights};
  }
  void link(const std::string& person, std::map<std::string, std::string> accounts) {
    store.write([&](core::Tx& tx) {
      tx.identities().put({.id = person, .name = person, .accounts = std::move(accounts)});
    });
  }
  Error refused(Request request) {
    try {
      run(std::move(request));
    } catch (const Error& error) {
      return error;
    }
    return Error(Reason::internal_error);
  }
  DevKeepRequest keep() const { return {.environment = "s42", .component = "api", .asked = asked}; }
  DevEndRequest end() const { return {.environment = "s42", .component = "api", .asked = asked}; }
  std::string asked;
};
constexpr unsigned may_deploy =
    table::bit_of(table::Right::read) | table::bit_of(table::Right::deploy);

TEST_CASE("whoever has it keeps it, once, and without a card where they like") {
  Asked desk;
  const Outcome kept = desk.outcome(DevKeepRequest{.environment = "s42", .component = "api"});
  CHECK(kept.kind == "dev_kept");
  CHECK(kept.body["wanted_by"] == "Bob");
  CHECK(kept.body["environment"] == "s42");
  CHECK(desk.session().wanted_by.empty());
  CHECK(desk.refused(DevKeepRequest{.environment = "s42", .component = "api"}).reason ==
        Reason::dev_not_wanted);
}

TEST_CASE("a person in the chat answers for their terminal, and nobody else for them") {
  Asked desk;
  desk.link("coding:1", {{"user", "lin@desk"}, {"local", "lin"}});
  desk.as("coding:2", may_deploy);
  const Error end = desk.refused(desk.end()), keep = desk.refused(desk.keep());
  CHECK(end.reason == Reason::right_missing);
  CHECK(end.args.get("why") == "holder_or_admin");
  CHECK(end.args.get("what") == "dev end");
  CHECK(keep.reason == Reason::right_missing);
  CHECK(keep.args.get("why") == "holder_only");
  // Typed, they are told who has it.
  CHECK(desk.refused(DevEndRequest{.environment = "s42", .component = "api"}).reason ==
        Reason::dev_taken);
  CHECK(desk.session().wanted_by == "Bob");
  desk.as("coding:1", may_deploy);
  SUBCASE("keeps it") {
    CHECK(desk.outcome(desk.keep()).kind == "dev_kept");
    CHECK(desk.session().holder_id == "user:lin@desk");
  }
  SUBCASE("hands it over") {
    CHECK(desk.outcome(desk.end()).body["exact"] == true);
    CHECK(desk.services.dev.held.empty());
  }
  SUBCASE("hands it over in words") {
    desk.outcome(DevEndRequest{.environment = "s42", .component = "api"});
    CHECK(desk.services.dev.held.empty());
  }
  SUBCASE("also when the lease has run out") {
    desk.session().run_out = true;
    CHECK(desk.outcome(desk.keep()).kind == "dev_kept");
  }
}

TEST_CASE("an administrator hands over what somebody has, and keeps nothing for them") {
  Asked desk;
  desk.as("coding:9", all_rights);
  CHECK(desk.refused(desk.keep()).args.get("why") == "holder_only");
  CHECK(desk.refused(DevEndRequest{.environment = "s42", .component = "api"}).reason ==
        Reason::dev_taken);  // in words by --force alone
  CHECK(desk.outcome(desk.end()).body["exact"] == true);
}

TEST_CASE("a card of another wish, or of none, does nothing") {
  Asked desk;
  desk.session().wanted_since += Millis(1000);
  CHECK(desk.refused(desk.end()).reason == Reason::card_outdated);
  CHECK(desk.refused(desk.keep()).reason == Reason::card_outdated);
  desk.services.dev.held.clear();
  CHECK(desk.refused(desk.end()).reason == Reason::card_outdated);
}

TEST_CASE("a chat that does not know whose terminal it is says so") {
  Asked desk;
  desk.as("coding:1", may_deploy);
  const Error unlinked = desk.refused(DevEndRequest{.environment = "s42", .component = "api"});
  CHECK(unlinked.reason == Reason::dev_taken);
  CHECK(unlinked.args.get("why") == "holder_unlinked");
  CHECK(desk.services.dev.held.size() == 1);
}

TEST_CASE("an image is judged as the component would run it, and alone") {
  Desk desk;
  desk.deployed("s42");
  auto& dev = desk.services.dev;
  dev.seen.image.image = "registry/dev:1";
  for (const auto program : core::dev_programs)
    dev.seen.image.programs[std::string(program)] = true;
  dev.seen.image.programs["sh"] = false;
  const Outcome fit = desk.outcome(
      DevImageRequest{.environment = "s42", .target = "api", .image = "dev:1", .root = "/src"});
  REQUIRE(dev.looked_at.component);
  CHECK(dev.looked_at.component->name == "api");
  CHECK(dev.looked_at.image == "dev:1");
  CHECK(dev.looked_at.root == "/src");
  CHECK(dev.looked_at.owner == desk.envelope.actor.name);
  CHECK(dev.looked_at.labels.back().second == "s42");
  CHECK_FALSE(fit.error);
  CHECK(fit.body["fit"] == true);
  CHECK(fit.body["items"][0]["state"] == "ok");
  bool warned = false;
  for (const auto& item : fit.body["items"])
    warned = warned || (item["check"] == "shell" && item["state"] == "warning");
  CHECK(warned);

  const auto looked_at = dev.looked_at.image;
  CHECK(test::reason_of([&] {
          desk.run(DevImageRequest{.environment = "s42", .target = "apj"});
        }) == Reason::unknown_component);
  CHECK(dev.looked_at.image == looked_at);

  dev.seen.image.programs["tee"] = false;
  dev.seen.left = "chatops-image-1";
  const Outcome unfit =
      desk.outcome(DevImageRequest{.environment = "s42", .target = "registry/other:2"});
  CHECK_FALSE(dev.looked_at.component);
  CHECK(dev.looked_at.image == "registry/other:2");
  CHECK(unfit.body["fit"] == false);
  REQUIRE(unfit.error);
  CHECK(unfit.error->reason == Reason::dev_image_unfit);
  CHECK(unfit.error->args.get("count") == "1");
  REQUIRE(unfit.notes.size() == 1);
  CHECK(unfit.notes.front().args.get("what") == "chatops-image-1");
}

TEST_CASE("a sync that runs is asked without its cluster") {
  Desk desk;
  desk.services.dev.syncs = {
      {"api", "s42", "/src", {.connected = true, .files = 9, .troubles = {}}}};
  const Outcome waited = desk.outcome(DevSyncRequest{.what = "wait"});
  CHECK(waited.kind == "dev_syncs");
  CHECK(waited.body["items"][0]["files"] == 9);
  CHECK(desk.services.dev.asked.what == core::DevSyncQuestion::What::wait);
  CHECK(desk.services.dev.asked.folder == desk.envelope.place.folder);
}

TEST_CASE("everything of the application that is in dev mode is listed with its environment") {
  Desk desk;
  desk.deployed("s42");
  desk.outcome(DevStartRequest{.environment = "s42", .component = "api"});
  const Outcome all = desk.outcome(DevListRequest{});
  REQUIRE(all.body["items"].size() == 1);
  CHECK(all.body["items"][0]["environment"] == "s42");
}

TEST_CASE("a deployment tells what dev mode keeps from it, and that nobody could say") {
  Desk desk;
  desk.deployed("s42");
  desk.deps.dev_mode = &desk.services.dev;
  desk.outcome(DevStartRequest{.environment = "s42", .component = "api"});
  desk.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  const auto notes = [&](Reason reason) {
    std::size_t out = 0;
    const auto count = [&](const auto& told) {
      for (const Error& note : told.notes) out += note.reason == reason ? 1 : 0;
    };
    std::visit(count, desk.run(DeployRequest{.environment = "s42"}));
    return out;
  };
  CHECK(notes(Reason::dev_deployment_waits) == 1);
  desk.services.dev.held.front().component = "another";
  CHECK(notes(Reason::dev_deployment_waits) == 0);
  desk.services.dev.unseen = Error(Reason::permission_missing);
  CHECK(notes(Reason::permission_missing) == 0);
  desk.services.dev.unseen = Error(Reason::answer_timeout);
  CHECK(notes(Reason::answer_timeout) == 1);
}

}  // namespace
}  // namespace chatops::command
