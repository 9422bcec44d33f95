// Hooks made, mended and tried, at a CODING that keeps hooks and a log of their deliveries.
// SPDX-License-Identifier: Apache-2.0
#include "coding/hook_setup.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coding/hook_events.hpp"
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;
using core::HookFlaw;
using Did = core::HookSetUp::Did;

namespace {

core::WantedHook wanted_hook() {
  return {.name = "chatops",
          .url = "https://ops.test/hooks/coding",
          .secrets = {.token = Secret("t0ken"), .user_password = Secret("coding:pass:word")}};
}

/// The hooks of project 7, as CODING keeps them.
struct Hooks {
  explicit Hooks(Settings settings = test_settings()) : world(std::move(settings)) {
    world.on["DescribeServiceHooks"] = [this](const Json& body) {
      CHECK(body.at("ProjectId") == 7);
      CHECK(body.at("TargetType") == "PROJECT");
      Json shown = hooks;
      for (auto& hook : shown) {
        if (masks) mask(hook);
      }
      return said({{"Data",
                    {{"ServiceHook", shown},
                     {"PageNumber", 1},
                     {"PageSize", 100},
                     {"TotalCount", shown.size()}}}});
    };
    world.on["DescribeEvents"] = [this](const Json&) {
      Json events = Json::array();
      for (const auto& name : offered) events.push_back({{"Name", name}, {"Label", "x"}});
      return said({{"Event", events}});
    };
    world.on["CreateServiceHook"] = [this](const Json& body) {
      CHECK_FALSE(body.contains("FilterProperty"));
      if (auto refusal = refused(body)) return *refusal;
      hooks.push_back(kept(body, "hook-" + std::to_string(hooks.size() + 1)));
      return said({{"ServiceHook", hooks.back()}});
    };
    world.on["ModifyServiceHook"] = [this](const Json& body) {
      CHECK(body.at("FilterProperty") == "{}");
      if (auto refusal = refused(body)) return *refusal;
      for (auto& hook : hooks) {
        if (hook.at("Id") == body.at("Id")) hook = kept(body, hook.at("Id"));
      }
      return said({{"ServiceHook", hooks.front()}});
    };
    world.on["PingServiceHook"] = [this](const Json& body) {
      CHECK(body.at("Id").size() == 1);
      CHECK(body.at("TargetType") == "PROJECT");
      deliver(body.at("Id").at(0));
      return said({{"Succeed", true}});
    };
    world.on["DescribeServiceHookLogs"] = [this](const Json& body) {
      const std::size_t size = body.at("PageSize"), page = body.at("PageNumber");
      Json rows = Json::array();
      for (std::size_t i = (page - 1) * size; i < log.size() && rows.size() < size; ++i)
        rows.push_back(log[i]);
      return said({{"Data", {{"Log", rows}, {"PageSize", size}, {"TotalCount", log.size()}}}});
    };
  }

  static Json kept(const Json& body, const Json& id) {
    return {{"Id", id},
            {"Name", body.at("Name")},
            {"Service", body.at("Service")},
            {"Action", body.at("ServiceAction")},
            {"ActionProperties", body.at("ActionProperty")},
            {"FilterProperties", body.value("FilterProperty", "")},
            {"Event", body.at("Event")},
            {"Enabled", body.at("Enabled")},
            {"LastSucceedAt", 0}};
  }

  static void mask(Json& hook) {
    Json properties = Json::parse(hook.at("ActionProperties").get<std::string>());
    properties["token"] = "******";
    properties.erase("password");
    hook["ActionProperties"] = properties.dump();
  }

  std::optional<net::Response> refused(const Json& body) const {
    for (const auto& name : unwelcome) {
      if (among(body.at("Event").get<std::vector<std::string>>(), name))
        return said_error("InvalidParameterValue", "event");
    }
    return std::nullopt;
  }

  /// The server's own check of what the hook sends with.
  void deliver(const Json& id) {
    for (const auto& hook : hooks) {
      if (hook.at("Id") != id) continue;
      const Json properties = Json::parse(hook.at("ActionProperties").get<std::string>());
      const bool right = properties.at("token") == "t0ken" &&
                         properties.at("username") == "coding" &&
                         properties.at("password") == "pass:word";
      const int status = answers != 0 ? answers : right ? 200 : 401;
      if (status < 0) return;
      log.push_back({{"Id", log.size() + 1},
                     {"Event", "PING"},
                     {"RequestHeaders", "X-A: b\nX-Coding-Signature: sha1=00\n"},
                     {"ResponseStatus", status},
                     {"Status", status == 200 ? 1 : 2}});
    }
  }

  core::HookSetUp set_up(core::WantedHook wanted = wanted_hook()) {
    const auto out = make_webhooks(world.coding)->set_up({}, wanted);
    if (!out) FAIL("not set up: " << out.error().what() << " " << out.error().args.get("why"));
    return *out;
  }

  Json properties() const {
    return Json::parse(hooks.front().at("ActionProperties").get<std::string>());
  }
  void set_property(const char* name, const char* value) {
    Json changed = properties();
    changed[name] = value;
    hooks.front()["ActionProperties"] = changed.dump();
  }

  World world;
  std::vector<Json> hooks, log;
  std::vector<std::string> offered = events_to_ask({}, false);
  std::vector<std::string> unwelcome;
  bool masks = false;
  int answers = 0;  ///< the server's status whatever is sent; below zero = nothing arrives
};

}  // namespace

TEST_CASE("a hook is created with all events, tried, and left alone the next time") {
  Hooks hooks;
  const auto first = hooks.set_up();
  CHECK(first.did == Did::created);
  CHECK_FALSE(first.trial);
  CHECK(first.signature_header == "X-Coding-Signature");
  CHECK(first.hook.ours);
  CHECK(first.hook.flaws.empty());
  CHECK(first.hook.secrets_told);
  CHECK(first.hook.events.size() == events_to_ask({}, false).size());
  CHECK_FALSE(among(first.hook.events, "ARTIFACTS_VERSION_DOWNLOADED"));
  REQUIRE(hooks.hooks.size() == 1);
  CHECK(hooks.hooks[0].at("Service") == "WebHook");
  CHECK(hooks.hooks[0].at("Action") == "webhook_http_post");
  CHECK(hooks.properties() == Json{{"service_url", "https://ops.test/hooks/coding"},
                                   {"token", "t0ken"},
                                   {"username", "coding"},
                                   {"password", "pass:word"},
                                   {"headers", ""},
                                   {"template", ""}});
  const auto second = hooks.set_up();
  CHECK(second.did == Did::nothing);
  CHECK_FALSE(second.trial);
  CHECK(hooks.world.calls["CreateServiceHook"] == 1);
  CHECK(hooks.world.calls["ModifyServiceHook"] == 0);
}

TEST_CASE("a hook of our name that sends elsewhere is another server's, unless it is taken over") {
  Hooks hooks;
  hooks.set_up();
  hooks.set_property("service_url", "https://other.test/hooks/main");
  const auto refused = make_webhooks(hooks.world.coding)->set_up({}, wanted_hook());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::webhook_taken);
  CHECK(refused.error().args.get("where") == "https://other.test/hooks/main");
  CHECK(hooks.properties().at("service_url") == "https://other.test/hooks/main");
  auto wanted = wanted_hook();
  wanted.take_over = true;
  CHECK(hooks.set_up(wanted).did == Did::repaired);
  CHECK(hooks.properties().at("service_url") == wanted.url);
}

TEST_CASE("whatever was changed is seen, and put right") {
  struct Row {
    HookFlaw flaw;
    std::function<void(Hooks&)> spoil;
  };
  const std::vector<Row> rows = {
      {HookFlaw::url, [](Hooks& one) { one.set_property("service_url", "https://old.test"); }},
      {HookFlaw::token, [](Hooks& one) { one.set_property("token", "other"); }},
      {HookFlaw::password, [](Hooks& one) { one.set_property("password", "other"); }},
      {HookFlaw::password, [](Hooks& one) { one.set_property("username", "other"); }},
      {HookFlaw::body, [](Hooks& one) { one.set_property("template", "{}"); }},
      {HookFlaw::disabled, [](Hooks& one) { one.hooks[0]["Enabled"] = "false"; }},
      {HookFlaw::events, [](Hooks& one) { one.hooks[0]["Event"] = {"GIT_PUSHED"}; }},
      {HookFlaw::filter,
       [](Hooks& one) { one.hooks[0]["FilterProperties"] = R"({"status":"x"})"; }}};
  for (const Row& row : rows) {
    CAPTURE(word_of(row.flaw));
    Hooks hooks;
    hooks.set_up();
    hooks.set_property("headers", "X-Kept: 1");
    row.spoil(hooks);
    const auto seen = make_webhooks(hooks.world.coding)->look({}, wanted_hook());
    REQUIRE(seen);
    REQUIRE(seen->size() == 1);
    CHECK(seen->front().flaws == std::vector<HookFlaw>{row.flaw});
    auto wanted = wanted_hook();
    wanted.take_over = row.flaw == HookFlaw::url;
    const auto done = hooks.set_up(wanted);
    CHECK(done.did == Did::repaired);
    CHECK(done.repaired == std::vector<HookFlaw>{row.flaw});
    CHECK(done.hook.flaws.empty());
    CHECK_FALSE(done.trial);
    CHECK(hooks.properties().at("headers") == "X-Kept: 1");
    CHECK(hooks.set_up().did == Did::nothing);
  }
}

TEST_CASE("looking changes nothing, and tells hooks of others apart") {
  Hooks hooks;
  CHECK(make_webhooks(hooks.world.coding)->look({}, wanted_hook())->empty());
  hooks.set_up();
  auto chat = hooks.hooks[0];
  chat["Service"] = "FeiShu";
  auto copy = hooks.hooks[0];
  copy["Id"] = "hook-9";
  copy["Name"] = "by hand";
  auto elsewhere = copy;
  elsewhere["ActionProperties"] = R"({"service_url":"https://else.test"})";
  hooks.hooks = {chat, elsewhere, copy, hooks.hooks[0]};
  const auto seen = make_webhooks(hooks.world.coding)->look({}, wanted_hook());
  REQUIRE(seen);
  REQUIRE(seen->size() == 3);
  CHECK((*seen)[0].flaws.empty());
  CHECK_FALSE((*seen)[0].ours);
  CHECK((*seen)[1].flaws == std::vector<HookFlaw>{HookFlaw::twice});
  CHECK((*seen)[2].ours);
  CHECK(hooks.world.calls["ModifyServiceHook"] == 0);
  CHECK(hooks.world.calls["PingServiceHook"] == 1);
}

TEST_CASE("a hook without our name that sends to our address is taken over") {
  Hooks hooks;
  hooks.set_up();
  hooks.hooks[0]["Name"] = "made by hand";
  hooks.hooks[0]["Event"] = {"GIT_PUSHED"};
  const auto done = hooks.set_up();
  CHECK(done.did == Did::repaired);
  CHECK(hooks.hooks.size() == 1);
  CHECK(hooks.hooks[0].at("Name") == "chatops");
}

TEST_CASE("where secrets are not shown, a refused trial has them written again") {
  Hooks hooks;
  hooks.masks = true;
  CHECK(hooks.set_up().did == Did::created);
  CHECK(hooks.set_up().did == Did::nothing);
  hooks.set_property("token", "other");
  const auto done = hooks.set_up();
  CHECK_FALSE(done.hook.secrets_told);
  CHECK(done.did == Did::repaired);
  CHECK(done.repaired == std::vector<HookFlaw>{HookFlaw::token});
  CHECK_FALSE(done.trial);
  CHECK(hooks.properties().at("token") == "t0ken");
}

TEST_CASE("a trial that is not accepted, or of which nothing is seen") {
  Hooks hooks;
  hooks.answers = 502;
  auto done = hooks.set_up();
  REQUIRE(done.trial);
  CHECK(done.trial->reason == Reason::webhook_undelivered);
  CHECK(done.trial->args.get("why") == "HTTP 502");
  hooks.answers = -1;
  done = hooks.set_up();
  REQUIRE(done.trial);
  CHECK(done.trial->reason == Reason::webhook_unconfirmed);
  CHECK(hooks.world.machine.clock.waited >= Millis(15'000));
  CHECK(hooks.world.machine.clock.waited <= Millis(21'000));
  // Whoever receives it may know earlier than the log.
  auto wanted = wanted_hook();
  int asked = 0;
  wanted.arrived = [&] { return ++asked == 3; };
  CHECK_FALSE(hooks.set_up(wanted).trial);
}

TEST_CASE("the row of the ping is found at either end of a long log") {
  Hooks hooks;
  for (int i = 0; i < 120; ++i)
    hooks.log.push_back({{"Id", "old-" + std::to_string(i)}, {"Event", "PING"}, {"Status", 1}});
  hooks.answers = 500;
  REQUIRE(hooks.set_up().trial);
  CHECK(hooks.set_up().trial->reason == Reason::webhook_undelivered);
}

TEST_CASE("events that the source does not take are left out") {
  Hooks hooks;
  hooks.offered = {"GIT_PUSHED", "ITERATION_CREATED", "WIKI_CREATED"};
  CHECK(hooks.set_up().hook.events == std::vector<std::string>{"GIT_PUSHED", "ITERATION_CREATED"});

  Hooks silent;
  silent.offered = {};
  silent.unwelcome = {"CI_JOB_STARTED"};
  const auto done = silent.set_up();
  CHECK(done.did == Did::created);
  CHECK(done.refused ==
        std::vector<std::string>{"ITERATION_PLANNED", "CI_JOB_STARTED", "CI_JOB_FINISHED"});
  CHECK(done.hook.flaws.empty());
  CHECK(silent.set_up().did == Did::nothing);

  Hooks never;
  never.unwelcome = {"GIT_PUSHED"};
  const auto failed = make_webhooks(never.world.coding)->set_up({}, wanted_hook());
  CHECK(failed.error().reason == Reason::refused);
  CHECK(never.world.calls["CreateServiceHook"] == 2);
}

TEST_CASE("a lost answer is not followed by a second hook") {
  Hooks hooks;
  const auto create = hooks.world.on["CreateServiceHook"];
  hooks.world.on["CreateServiceHook"] = [&](const Json& body) -> Known<net::Response> {
    (void)create(body);
    return failure(Reason::answer_timeout, {{"what", "coding.CreateServiceHook"}});
  };
  CHECK(make_webhooks(hooks.world.coding)->set_up({}, wanted_hook()).error().reason ==
        Reason::answer_timeout);
  CHECK(hooks.set_up().did == Did::nothing);
  CHECK(hooks.hooks.size() == 1);
}

TEST_CASE("the scope that is missing is named; a project token can have none") {
  Hooks hooks;
  hooks.world.on["DescribeServiceHooks"] = [](const Json&) {
    return said_error("UnauthorizedOperation", "scope");
  };
  auto error = make_webhooks(hooks.world.coding)->look({}, wanted_hook()).error();
  CHECK(error.reason == Reason::auth_scope);
  CHECK(error.args.get("scope") == "service-hook:profile:ro");

  auto settings = test_settings();
  settings.token = make_token("pt1", Secret("password"));
  Hooks of_project(settings);
  of_project.world.on["DescribeServiceHooks"] = hooks.world.on["DescribeServiceHooks"];
  error = make_webhooks(of_project.world.coding)->look({}, wanted_hook()).error();
  CHECK(error.args.get("needed") == "service-hook:profile:ro");
  CHECK(error.args.get("other") == "personal");
}

TEST_CASE("CD's token stands in where the general one is a project's") {
  auto settings = test_settings();
  settings.token = make_token("pt1", Secret("password"));
  settings.cd_token = make_token("", Secret(std::string(40, 'c')));
  CHECK(settings.token_for(Area::hooks) == &*settings.cd_token);
  settings.token = make_token("", Secret(std::string(40, 'a')));
  CHECK(settings.token_for(Area::hooks) == &*settings.token);
}

TEST_CASE("without an address, a name or a secret nothing is asked") {
  Hooks hooks;
  const auto port = make_webhooks(hooks.world.coding);
  auto nameless = wanted_hook(), nowhere = wanted_hook(), open = wanted_hook(),
       empty = wanted_hook();
  nameless.name = "";
  nowhere.url = "ops.test/hooks";
  open.secrets = {};
  empty.secrets.user_password = Secret("");
  for (const auto& wanted : {nameless, nowhere, open, empty})
    CHECK(port->set_up({}, wanted).error().reason == Reason::not_configured);
  CHECK(hooks.world.http.seen.empty());
}

TEST_CASE("what a row of the log tells") {
  CHECK(trial_of({{"ResponseStatus", "204"}}).accepted);
  CHECK(trial_of({{"ResponseStatus", 302}}).ended);
  CHECK_FALSE(trial_of({{"ResponseStatus", 302}}).accepted);
  CHECK(trial_of({{"ResponseStatus", 0}, {"Status", 1}}).accepted);
  CHECK_FALSE(trial_of({{"ResponseStatus", nullptr}, {"Status", 0}}).ended);
  const auto lost = trial_of(
      {{"Status", 2}, {"ResponseAt", 1725120000000}, {"ResponseBody", "connect timed out\nx"}});
  CHECK(lost.ended);
  CHECK_FALSE(lost.accepted);
  CHECK(lost.answer == "connect timed out");
  for (const Json& headers : {Json(R"({"X-Sig":"sha1=ab"})"), Json(R"({"X-Sig":["sha1=ab"]})"),
                              Json{{"X-Sig", "sha1=ab"}}, Json("A: b\r\nX-Sig: sha1=ab\r\n")}) {
    CHECK(trial_of({{"RequestHeaders", headers}}).signature_header == "X-Sig");
  }
  CHECK(trial_of({{"RequestHeaders", 7}}).signature_header.empty());
}

TEST_CASE("a list of events that knows none of ours tells nothing") {
  CHECK(offered_events({{"Event", {{{"Name", "事件"}}}}}).names.empty());
  CHECK(offered_events(Json(nullptr)).names.empty());
  CHECK(offered_events({{"Data", {{"Event", {{{"Name", "GIT_PUSHED"}}}}}}}).has("GIT_PUSHED"));
}
