// The chat's door: from a line to a form to a deployment with its card; who may; what is out of
// date; what is written down.
// SPDX-License-Identifier: Apache-2.0
#include "server/chat_door.hpp"

#include <doctest/doctest.h>

#include "command/table/options.hpp"
#include "unit/server/house.hpp"

using namespace chatops;
using test::House;
using test::reason_of;
using Lines = std::vector<std::string>;

namespace {

std::string code(const std::function<void()>& work) {
  return std::string(code_of(reason_of(work)));
}

core::Action action(const std::string& name, std::int64_t epoch = 0, std::int64_t revision = 0,
                    const std::string& card = "") {
  return {.name = name,
          .application = "classroom",
          .environment = revision > 0 ? "s42" : "",
          .iteration = "42",
          .epoch = epoch,
          .revision = revision,
          .card = card};
}

}  // namespace

TEST_CASE("deploy in a group: a form, then the iteration's environment and a living card") {
  House house;
  const auto asked = house.say("lin", "/deploy");
  REQUIRE(asked.form);
  CHECK(asked.form->subject == "s42");
  CHECK(asked.form->rows.size() == 3);
  CHECK(house.audit().empty());
  CHECK_FALSE(house.environment());

  const auto done = house.press("lin", *asked.form, "deploy");
  CHECK(done.toast == "s42 #1 started");
  REQUIRE(house.environment());
  CHECK(house.environment()->iteration == "42");
  const core::Deployment row = house.newest();
  CHECK(row.actor == core::Actor{"lin", core::Origin::chat, "coding:lin"});
  CHECK(row.status == core::DeploymentStatus::intended);  // nobody waited for it
  CHECK(house.outside.executions.empty());
  const auto told = house.outbox();
  REQUIRE(told.size() == 1);
  CHECK(told[0].group == test::the_group);
  CHECK(told[0].card == "deployment/classroom/s42/1");
  CHECK(told[0].notice.kind == "deployment");
  CHECK(told[0].notice.body["status"] == "intended");
  CHECK(told[0].notice.body["address"] == "http://s42.classroom.test/");
  CHECK(house.audit() == Lines{"accepted deploy lin"});
  CHECK(house.touched == Lines{"environment/classroom/s42"});
  // The second deployment is for the environment that there is.
  house.finish();
  house.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  const auto again = house.say("wu", "部署 api@main");
  REQUIRE(again.form);
  CHECK(again.form->buttons.front().id == "deploy");
  CHECK(house.press("wu", *again.form, "deploy").toast == "s42 #2 started");
  CHECK(house.newest().actor.name == "wu");
}

TEST_CASE("what was picked in the form is deployed, and what was left alone is as it was shown") {
  House house;
  house.outside.add_image(test::image_of("api"), test::version_of("fix", 3), "fix", 3);
  const auto form = house.say("lin", "/deploy").form;
  REQUIRE(form);
  const auto options =
      house.door->options(house.call, {test::the_group, "lin"}, form->id, "api", "fix", "", 10);
  REQUIRE(options.options.size() == 1);
  card::Answer answer;
  answer.picks["api"] = {card::PickMode::follow, "fix"};
  house.press("lin", *form, "deploy", answer);
  const auto bill = house.newest().bill;
  CHECK(bill.lines.at("api").version == test::version_of("fix", 3));
  CHECK(bill.lines.at("web").version == test::version_of("main", 10));
}

TEST_CASE("an unknown person, a guest and somebody of elsewhere are refused, and that is written") {
  House house;
  CHECK(code([&] { house.say("stranger", "/deploy"); }) == "person_unknown");
  CHECK(code([&] { house.say("stranger", "/env list"); }) == "person_unknown");
  CHECK(code([&] { house.say("", "/env list"); }) == "person_unknown");
  CHECK(code([&] { house.say("bo", "/deploy"); }) == "right_missing");
  CHECK(code([&] { house.say("ed", "/env list"); }) == "right_missing");
  CHECK(house.say("bo", "/env list").message);
  CHECK(house.audit() ==
        Lines{"refused env list right_missing ed", "refused deploy right_missing bo",
              "refused env list person_unknown ", "refused env list person_unknown stranger",
              "refused deploy person_unknown stranger"});
  CHECK(house.say("stranger", "/help").message->text.find("/deploy") != std::string::npos);
  house.people = failure(Reason::unreachable);
  CHECK(code([&] { house.say("lin", "/env list"); }) == "right_missing");
}

TEST_CASE("taking away and forcing need the iteration's owner or an administrator") {
  House house;
  house.deploy();
  CHECK(code([&] { house.say("lin", "/env delete s42"); }) == "right_missing");
  CHECK(code([&] { house.say("lin", "/deploy --force"); }) == "right_missing");
  CHECK(house.say("wu", "/env delete s42").form);
  CHECK(house.say("ma", "/env delete s42").form);
  CHECK(house.say("wu", "/deploy --force --yes").toast == "s42 #2 started");
  // An environment of no iteration is for administrators.
  CHECK(code([&] { house.say("wu", "/env create staging"); }) == "right_missing");
  CHECK(house.say("ma", "/env create staging").toast == "Done");
  CHECK(code([&] { house.say("wu", "/deploy -e staging"); }) == "right_missing");
  CHECK(house.say("ma", "/deploy -e staging").form);
}

TEST_CASE("a form is for the person who was shown it, for an hour, and once") {
  House house;
  const auto form = house.say("lin", "/deploy").form;
  REQUIRE(form);
  CHECK(code([&] { house.press("wu", *form, "deploy"); }) == "card_outdated");
  CHECK(code([&] {
          house.door->options(house.call, {test::the_group, "wu"}, form->id, "api", "", "", 5);
        }) == "card_outdated");
  CHECK(code([&] { house.press("lin", *form, "explode"); }) == "card_outdated");
  CHECK(code([&] { house.press("lin", *form, "deploy", {.revision = "of another"}); }) ==
        "card_outdated");
  CHECK(house.press("lin", *form, "deploy", {.revision = form->revision}).toast ==
        "s42 #1 started");
  CHECK(code([&] { house.press("lin", *form, "deploy"); }) == "card_outdated");
  // What a front carries along stays small, however much was planned.
  CHECK(form->revision.size() == 32);

  house.finish();
  const auto old = house.say("wu", "/env delete s42");
  REQUIRE(old.form);
  house.clock.advance(std::chrono::minutes(61));
  CHECK(code([&] { house.press("wu", *old.form, "delete"); }) == "card_outdated");
  const auto left = house.say("wu", "/env delete s42").form;
  REQUIRE(left);
  CHECK(house.press("wu", *left, "cancel").toast == "Cancelled");
  CHECK(code([&] { house.press("wu", *left, "delete"); }) == "card_outdated");
}

TEST_CASE("a mistake in a form is asked again, and a person who lost the right is refused") {
  House house;
  const auto form = house.say("lin", "/deploy").form;
  REQUIRE(form);
  CHECK(code([&] {
          card::Answer answer;
          answer.settings["namespace"] = "Not A Name";
          house.press("lin", *form, "deploy", answer);
        }) == "usage_bad_value");
  house.people->at(0).role = core::Role::guest;  // since the form was shown
  CHECK(code([&] { house.press("lin", *form, "deploy"); }) == "right_missing");
  CHECK_FALSE(house.environment());
}

TEST_CASE("the same message twice is done once") {
  House house;
  house.deploy();
  house.outbox();
  house.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  const auto first = house.say("lin", "/deploy api@main --yes", "m1");
  const auto second = house.say("lin", "/deploy api@main --yes", "m1");
  CHECK(first.toast == "s42 #2 started");
  CHECK(second.toast == first.toast);
  CHECK(house.audit().size() == 2);
  CHECK(house.outbox().size() == 1);
  // What failed may be tried again.
  CHECK(code([&] { house.say("lin", "/deploy nothing@main", "m2"); }) == "unknown_component");
  CHECK(code([&] { house.say("lin", "/deploy nothing@main", "m2"); }) == "unknown_component");
}

TEST_CASE("a card's buttons act on what the card tells, or say that it is old") {
  House house;
  house.deploy();
  house.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  house.outside.next_fails = true;
  house.say("lin", "/deploy api@main --yes");
  house.finish();
  REQUIRE(house.newest().status == core::DeploymentStatus::failed);
  CHECK(house.click("lin", action("details", 1, 2)).message);
  const auto retry = house.click("wu", action("retry", 1, 2, "failed"));
  REQUIRE(retry.form);
  CHECK(house.click("lin", action("rollback", 1, 2, "failed")).form);
  for (const core::Action& old :
       {action("retry", 1, 1, "succeeded"), action("retry", 2, 2, "failed"),
        action("rollback", 1, 2, "running"), action("explode", 1, 2, "failed"),
        action("rollback", 0, 0, "")}) {
    CAPTURE(old.name);
    CHECK(code([&] { house.click("lin", old); }) == "card_outdated");
  }
  core::Action others = action("retry", 1, 2, "failed");
  others.person = "coding:ma";
  CHECK(code([&] { house.click("lin", others); }) == "right_missing");
  core::Action elsewhere = action("deploy");
  elsewhere.application = "gone";
  CHECK(code([&] { house.click("lin", elsewhere); }) == "card_outdated");
  // The confirmation counts for the person who gives it.
  CHECK(house.press("wu", *retry.form, "deploy").toast == "s42 #3 started");
  CHECK(house.newest().actor.name == "wu");
  CHECK(code([&] { house.click("lin", action("retry", 1, 2, "failed")); }) == "card_outdated");
}

TEST_CASE("the welcome's buttons") {
  House house;
  const auto form = house.click("lin", action("deploy")).form;
  REQUIRE(form);
  CHECK(form->subject == "s42");
  CHECK(house.click("lin", action("mute")).toast == "Done");
  CHECK(house.record().muted.size() == command::table::mutable_notices.size());
  const auto told = house.outbox();
  REQUIRE(told.size() == 1);
  CHECK(told[0].notice.kind == "reply");
  CHECK(told[0].notice.body["actor"] == "lin");
  CHECK(told[0].notice.body["line"] == "/notify mute");
  core::Action other = action("deploy");
  other.iteration = "41";
  CHECK(code([&] { house.click("lin", other); }) == "card_outdated");
}

TEST_CASE("Keep stops the end of an iteration, once, by who may") {
  House house;
  const Instant until = house.clock.now() + std::chrono::hours(24);
  house.store.write([&](core::Tx& tx) {
    auto record = *tx.iterations().of_group(test::the_group);
    record.stage = core::IterationStage::ending;
    record.announcement = core::Announcement{"iteration/42", house.clock.now(), until};
    tx.iterations().put(record);
  });
  const core::Action keep = action("keep", 0, 0, to_rfc3339(until));
  CHECK(code([&] { house.click("bo", keep); }) == "right_missing");
  CHECK(code([&] { house.click("lin", action("keep", 0, 0, "yesterday")); }) == "card_outdated");
  CHECK(house.click("lin", keep).toast == "Done");
  CHECK(house.record().announcement->stopped);
  CHECK(house.record().kept_by == "coding:lin");
  CHECK(house.outbox().at(0).notice.kind == "kept");
  CHECK(house.audit() == Lines{"accepted iteration keep lin",
                               "failed iteration keep card_outdated lin",
                               "refused iteration keep right_missing bo"});
}

TEST_CASE("a session that somebody asks for is handed over or kept by its holder") {
  House house;
  house.deploy();
  house.outbox();
  auto& dev = house.fakes.dev;
  const auto ns = house.environment()->ns;
  const auto begun = [&] {
    dev.held = {{.component = "api",
                 .ns = ns,
                 .kind = "Deployment",
                 .workload = "api",
                 .container = "api",
                 .root = "/src",
                 .holder_id = "user:lin@desk",
                 .holder = "Lin",
                 .wanted_by = "Bo",
                 .wanted_since = house.clock.now(),
                 .unreadable = std::nullopt}};
  };
  begun();
  house.store.write([&](core::Tx& tx) {
    auto lin = *tx.identities().find("coding:lin");
    lin.accounts["user"] = "lin@desk";
    tx.identities().put(lin);
  });
  const auto button = [&](const std::string& name, std::int64_t epoch = 1) {
    return core::Action{.name = name,
                        .application = "classroom",
                        .environment = "s42",
                        .component = "api",
                        .epoch = epoch,
                        .card = to_rfc3339(house.clock.now())};
  };
  CHECK(code([&] { house.click("stranger", button("hand_over")); }) == "person_unknown");
  CHECK(code([&] { house.click("bo", button("keep_dev")); }) == "right_missing");
  CHECK(code([&] { house.click("lin", button("keep_dev", 2)); }) == "card_outdated");
  core::Action other = button("hand_over");
  other.card = "yesterday";
  CHECK(code([&] { house.click("lin", other); }) == "card_outdated");
  // Another member of the iteration is not its holder, and an administrator keeps nothing.
  house.people->push_back({{.id = "ed", .name = "ed", .email = {}}, core::Role::member});
  CHECK(code([&] { house.click("ed", button("hand_over")); }) == "right_missing");
  CHECK(code([&] { house.click("ma", button("keep_dev")); }) == "right_missing");
  CHECK(dev.held.front().wanted_by == "Bo");
  CHECK(house.outbox().empty());

  CHECK(house.click("lin", button("keep_dev")).toast == "Done");
  CHECK(dev.held.front().wanted_by.empty());
  auto told = house.outbox();
  REQUIRE(told.size() == 1);
  CHECK(told[0].notice.body["line"] == "/dev keep api -e s42");
  CHECK(told[0].notice.body["outcome"]["kind"] == "dev_kept");
  CHECK(code([&] { house.click("lin", button("hand_over")); }) == "card_outdated");

  begun();
  CHECK(house.click("lin", button("hand_over")).toast == "Done");
  CHECK(dev.held.empty());
  begun();
  CHECK(house.click("ma", button("hand_over")).toast == "Done");
  CHECK(dev.held.empty());
  begun();
  CHECK(house.say("lin", "移交 api").toast == "Done");
  CHECK(dev.held.empty());
  begun();
  CHECK(house.say("lin", "/dev keep api").toast == "Done");
  auto written = house.audit();
  written.resize(9);
  CHECK(written == Lines{"accepted dev keep lin", "accepted dev end lin", "accepted dev end ma",
                         "accepted dev end lin", "failed dev end card_outdated lin",
                         "accepted dev keep lin", "refused dev keep right_missing ma",
                         "refused dev end right_missing ed", "failed dev end card_outdated lin"});
}

TEST_CASE("that a missing iteration is over is said by its owner, while it is missing") {
  House house;
  CHECK(code([&] { house.click("wu", action("end")); }) == "card_outdated");
  house.store.write([&](core::Tx& tx) {
    auto record = *tx.iterations().of_group(test::the_group);
    record.missing = true;
    tx.iterations().put(record);
  });
  CHECK(code([&] { house.click("lin", action("end")); }) == "right_missing");
  CHECK(house.click("wu", action("end")).toast == "Done");
  CHECK(house.record().over_by == "coding:wu");
  CHECK(code([&] { house.click("ma", action("end")); }) == "card_outdated");
}

TEST_CASE("nothing is deployed in an iteration that is being closed") {
  House house;
  house.store.write([&](core::Tx& tx) {
    auto record = *tx.iterations().of_group(test::the_group);
    record.stage = core::IterationStage::retiring;
    tx.iterations().put(record);
  });
  CHECK(code([&] { house.say("ma", "/deploy"); }) == "command_not_here");
  CHECK(code([&] { house.click("lin", action("deploy")); }) == "card_outdated");
  CHECK(house.say("lin", "/env list").message);
}

TEST_CASE("several applications: the one that is named, or that knows what is named") {
  House house;
  house.deploy();
  house.names = {"blog", "classroom"};
  CHECK(house.say("lin", "/env show s42").message);
  CHECK(house.say("lin", "/deploy --app blog").form->subject == "s42");
  CHECK(house.say("lin", "/artifact list api").message);  // blog has no api
  const auto error = [&](const std::string& line) {
    try {
      house.say("lin", line);
    } catch (const Error& one) {
      return one;
    }
    return Error(Reason::internal_error);
  };
  const Error open = error("/deploy");
  CHECK(open.reason == Reason::usage_missing_argument);
  CHECK(open.args.get("what") == "--app");
  CHECK(open.args.get("try") == "blog, classroom");
  CHECK(error("/deploy --app shop").reason == Reason::nothing_here);
  house.names.clear();
  CHECK(error("/deploy").reason == Reason::nothing_here);
  CHECK(house.say("lin", "/help").message);
}

TEST_CASE("groups that are none of ours, and the project's own") {
  House house;
  CHECK(code([&] { house.door->said(house.call, {{"local", "other"}, "lin"}, "/env list", ""); }) ==
        "nothing_here");
  CHECK(house.door->said(house.call, {{"local", "project"}, "ma"}, "/env list", "").message);
  CHECK(code([&] {
          house.door->said(house.call, {{"local", "project"}, "lin"}, "/env create x", "");
        }) == "right_missing");
}

TEST_CASE("in its own group an iteration need not be named") {
  House house;
  const auto reply = house.say("lin", "/iteration show");
  REQUIRE(reply.message);
  CHECK(reply.message->tone != core::MessageTone::bad);
  CHECK(reply.message->text.find("S42") != std::string::npos);
}

TEST_CASE("errors, lines that are ours, and what may be typed") {
  House house;
  const auto message = house.door->worded(
      test::the_group,
      Error(Reason::usage_unknown_command, {{"what", "deplpy"}, {"try", "/deploy"}}));
  CHECK(message.tone == core::MessageTone::bad);
  CHECK(message.text.find("`/deploy`") != std::string::npos);
  house.store.write([&](core::Tx& tx) {
    auto record = *tx.iterations().of_group(test::the_group);
    record.language = "zh";
    tx.iterations().put(record);
  });
  CHECK(house.door->worded(test::the_group, Error(Reason::card_outdated)).text.find("已过期") !=
        std::string::npos);
  CHECK(house.door->addressed("@chatops 部署"));
  CHECK_FALSE(house.door->addressed("hello"));
  const auto typed = [&](const std::string& text) {
    Lines out;
    for (const auto& one : house.door->complete(house.call, {test::the_group, "lin"}, text))
      out.push_back(one.text);
    return out;
  };
  CHECK(typed("/rollb") == Lines{"/rollback"});
  CHECK(typed("/deploy w") == Lines{"worker@", "web@"});
  CHECK(typed("/branch web") == Lines{"web-repo"});
  CHECK(typed("/deploy --app c") == Lines{"classroom"});
  CHECK(typed("/iteration show ") == Lines{"42"});
}
