// What the group of an iteration hears: an automatic update with its commit, builds that are waited
// for, merge requests; and what the log is told. Keepers and a real store over the fakes.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "keeper/journal.hpp"
#include "keeper/news.hpp"
#include "keeper/reconcile.hpp"
#include "support/chat.hpp"
#include "support/classroom.hpp"
#include "workflow/environments.hpp"

using namespace chatops;
using nlohmann::json;

namespace {

const std::string the_project = "coding/shop";

struct Nobody final : core::Members {
  Known<std::vector<core::Member>> members(const Call&) override {
    return std::vector<core::Member>{};
  }
};

/// A hook that says what the test has it say.
struct Dialect final : core::WebhookDialect {
  Result<void> verify(const core::RawDelivery&, const core::WebhookSecrets&) const override {
    return {};
  }
  std::string delivery_id(const core::RawDelivery& delivery) const override {
    return delivery.body;
  }
  std::string event(const core::RawDelivery&) const override { return "GIT_MR_CREATED"; }
  Result<std::vector<core::Hint>> read(const core::RawDelivery&) const override { return says; }
  std::vector<core::Hint> says;
};

/// Iteration 42 has the environment s42 and issue 302, iteration 43 has neither; each has a group.
struct Newsroom : test::Scene, keeper::Landscape {
  Newsroom() {
    policy.tracker = "coding";
    policy.project = "shop";
    policy.project_group = {"fake", "project"};
    served = std::make_shared<keeper::ServedApplication>(
        the_project, std::shared_ptr<workflow::Dependencies>(&deps, [](auto*) {}));
    iterations = std::make_shared<workflow::IterationDependencies>(workflow::IterationDependencies{
        deps.system, store, ports, nobody, chat, policy, {served->deps}});
    put("42", {"302"});
    put("43", {"303"});
    reconcilers.happened = [this](std::string_view event, const json& fields) {
      log.push_back(std::string(event) + " " + fields.value("environment", "") + " #" +
                    std::to_string(fields.value("revision", 0)) + " " + fields.value("status", ""));
    };
  }

  std::vector<std::string> projects() override { return {the_project}; }
  std::vector<std::string> applications() override { return {"classroom"}; }
  std::shared_ptr<workflow::IterationDependencies> project(const std::string&) override {
    return iterations;
  }
  std::shared_ptr<keeper::ServedApplication> application(const std::string&) override {
    return served;
  }
  bool refresh(const Call&, const std::string&) override { return false; }

  void put(const std::string& code, std::vector<std::string> issues) {
    core::IterationRecord record{.key = {"coding", "shop", code}, .last = {.code = code}};
    record.stage = core::IterationStage::active;
    record.group = {"fake", "g" + code};
    record.issues = std::move(issues);
    store.write([&](core::Tx& tx) { tx.iterations().put(record); });
  }
  void mute(const std::string& code, const std::string& kind) {
    store.write([&](core::Tx& tx) {
      auto row = tx.iterations().find({"coding", "shop", code});
      row->muted = {kind};
      tx.iterations().put(*row);
    });
  }
  void deploy(const std::string& component = "", const std::string& branch = "") {
    want(component, branch);
    work();
  }
  void want(const std::string& component = "", const std::string& branch = "") {
    workflow::PlanRequest request{
        .environment = "s42", .iteration = "42", .create = true, .actor = {"lin"}};
    if (!branch.empty()) request.overrides = {{.component = component, .branch = branch}};
    outside.iterations["42"] = {.code = "42", .name = "S42"};
    workflow::commit(call, deps, workflow::plan(call, deps, request));
  }
  void begin() {
    for (int i = 0; i < 10 && outside.executions.empty(); ++i)
      REQUIRE_FALSE(reconcilers(call, s42).failed);
    REQUIRE(outside.executions.size() == 1);
  }
  /// Until the environment rests.
  void work() {
    {
      const std::scoped_lock lock(served->mutex);
      served->outdated.insert("s42");
      served->facts.forget_stale(clock.now() + Millis{1}, Millis{0});
    }
    for (int i = 0; i < 50; ++i) {
      const auto verdict = reconcilers(call, s42);
      REQUIRE_FALSE(verdict.failed);
      if (!verdict.again) return;
      clock.advance(std::max(*verdict.again, Millis{100}));
    }
    FAIL("does not rest");
  }
  void deliver(core::Hint hint) {
    dialect.says = {std::move(hint)};
    store.write([&](core::Tx& tx) {
      const std::string body = std::to_string(++delivered);
      core::Delivery one{.source = "main", .id = body, .hash = body, .body = body};
      tx.deliveries().append(one);
    });
    keeper::Journal journal(store, *this, queue, deps.system, {{"main", {&dialect, the_project}}},
                            [this] { ++wakes; });
    journal.read_waiting(call);
  }
  /// Of that kind, oldest first: group and body.
  std::vector<std::pair<std::string, json>> told(const std::string& kind) {
    std::vector<std::pair<std::string, json>> out;
    for (;;) {
      std::vector<core::OutboxItem> due;
      store.write([&](core::Tx& tx) {
        due = tx.outbox().due(clock.now(), 50);
        for (const auto& one : due)
          tx.outbox().sent(one, {one.group, std::to_string(one.id)}, clock.now());
      });
      if (due.empty()) return out;
      for (const auto& one : due)
        if (one.notice.kind == kind) out.emplace_back(one.group.id, one.notice.body);
    }
  }
  static core::Hint merge_request(const std::string& state, const std::string& branch,
                                  std::vector<std::string> issues) {
    core::Hint out{.kind = core::HintKind::merge_request,
                   .code = "7",
                   .repository = "acme/web-repo",
                   .branch = branch,
                   .state = state,
                   .title = "Fix login",
                   .author = "wu",
                   .url = "https://git/mr/7"};
    out.mentions = std::move(issues);
    return out;
  }

  const keeper::Key s42{keeper::KeyKind::environment, the_project, "classroom", "s42"};
  Nobody nobody;
  test::FakeChat chat;
  workflow::IterationPolicy policy;
  std::shared_ptr<keeper::ServedApplication> served;
  std::shared_ptr<workflow::IterationDependencies> iterations;
  keeper::Queue queue{deps.system};
  keeper::Reconcilers reconcilers{*this, queue, store, deps.system, {}};
  Dialect dialect;
  std::vector<std::string> log;
  int delivered = 0, wakes = 0;
};

}  // namespace

TEST_CASE("an automatic update says what was built from: subject, author and issues") {
  Newsroom s;
  s.deploy();
  s.told("updated");
  s.outside.add_image(test::image_of("web"), test::version_of("main", 11), "main", 11);
  s.outside.commits["web-repo@abcdef11"] = {
      .id = "abcdef11", .author = "Wu", .message = "Fix login #302\n\nand #9\n"};
  s.work();
  const auto told = s.told("updated");
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == "g42");
  const json& change = told[0].second.at("changes").at(0);
  CHECK(change.at("component") == "web");
  CHECK(change.at("before") == test::version_of("main", 10));
  CHECK(change.at("after") == test::version_of("main", 11));
  CHECK(change.at("subject") == "Fix login #302");
  CHECK(change.at("author") == "Wu");
  CHECK(change.at("issues") == json({"302", "9"}));
}

TEST_CASE("what comes while another is brought is told as a change of that one") {
  Newsroom s;
  s.want();
  s.begin();
  s.outside.add_image(test::image_of("web"), test::version_of("main", 11), "main", 11);
  s.work();
  const auto told = s.told("updated");
  REQUIRE(told.size() == 1);
  const json& changes = told[0].second.at("changes");
  REQUIRE(changes.size() == 1);
  CHECK(changes.at(0).at("component") == "web");
  CHECK(changes.at(0).at("before") == test::version_of("main", 10));
  CHECK(changes.at(0).at("after") == test::version_of("main", 11));
}

TEST_CASE("a source host that cannot be read costs the subject, not the line") {
  Newsroom s;
  s.deploy();
  s.told("updated");
  s.outside.add_image(test::image_of("web"), test::version_of("main", 11), "main", 11);
  s.work();
  const auto told = s.told("updated");
  REQUIRE(told.size() == 1);
  CHECK_FALSE(told[0].second.at("changes").at(0).contains("subject"));
}

TEST_CASE("what is waited for is told with its build, and when it has come") {
  Newsroom s;
  s.outside.heads["web-repo@fix"] = {.branch = "fix"};
  s.outside.builds["web-ci@fix"] = {.number = 3, .branch = "fix", .url = "https://ci/3"};
  s.deploy();
  CHECK(s.told("waiting").empty());
  s.deploy("web", "fix");
  auto told = s.told("waiting");
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == "g42");
  CHECK(told[0].second.at("items") ==
        json::array({{{"component", "web"}, {"branch", "fix"}, {"build_url", "https://ci/3"}}}));
  s.work();
  CHECK(s.told("waiting").empty());

  s.outside.add_image(test::image_of("web"), test::version_of("fix", 3), "fix", 3);
  s.work();
  told = s.told("waiting");
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.at("items").empty());
  s.work();
  CHECK(s.told("waiting").empty());
}

TEST_CASE("what nobody waits for any more is told once, on the card that told of it") {
  Newsroom s;
  s.outside.heads["web-repo@fix"] = {.branch = "fix"};
  s.deploy();
  s.deploy("web", "fix");
  REQUIRE(s.told("waiting").size() == 1);
  s.deploy("web", "main");
  const auto told = s.told("waiting");
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.at("items").empty());
  s.work();
  CHECK(s.told("waiting").empty());
}

TEST_CASE("a merge request is told where its branch is followed, once for each state") {
  Newsroom s;
  s.outside.heads["web-repo@fix"] = {.branch = "fix"};
  s.deploy();
  s.deploy("web", "fix");
  s.told("merge_request");
  // The branch goes before the issue, which is another iteration's.
  s.deliver(Newsroom::merge_request("opened", "fix", {"303"}));
  s.deliver(Newsroom::merge_request("opened", "fix", {"303"}));
  s.deliver(Newsroom::merge_request("", "fix", {"303"}));
  s.deliver(Newsroom::merge_request("merged", "fix", {"303"}));
  const auto told = s.told("merge_request");
  REQUIRE(told.size() == 2);
  CHECK(told[0].first == "g42");
  CHECK(told[0].second == json({{"repository", "web-repo"},
                                {"code", "7"},
                                {"title", "Fix login"},
                                {"state", "opened"},
                                {"branch", "fix"},
                                {"author", "wu"},
                                {"issues", {"303"}},
                                {"link", "https://git/mr/7"}}));
  CHECK(told[1].second.at("state") == "merged");
  CHECK(s.wakes == 3);
}

TEST_CASE("… else where its issues are, else in the project's group; who mutes it hears nothing") {
  Newsroom s;
  s.deploy();
  s.told("merge_request");
  s.deliver(Newsroom::merge_request("opened", "other", {"9", "303"}));
  // A component's own branch is everybody's: following it is no sign.
  s.deliver(Newsroom::merge_request("merged", "main", {}));
  auto told = s.told("merge_request");
  REQUIRE(told.size() == 2);
  CHECK(told[0].first == "g43");
  CHECK(told[1].first == "project");
  s.mute("43", "merge_request");
  s.deliver(Newsroom::merge_request("closed", "other", {"303"}));
  CHECK(s.told("merge_request").empty());
}

TEST_CASE("the log is told when a deployment starts and ends, each once") {
  Newsroom s;
  s.deploy();
  s.work();
  CHECK(s.log == std::vector<std::string>{"deployment started s42 #1 ",
                                          "deployment ended s42 #1 succeeded"});
}

TEST_CASE(
    "repositories that send no hooks are listed again and again; a new version marks its key") {
  Newsroom s;
  s.served = std::make_shared<keeper::ServedApplication>(the_project, s.served->deps,
                                                         std::set<std::string>{"web", ""});
  s.reconcilers.mark_all();
  std::vector<std::string> polled;
  while (const auto work = s.queue.take()) {
    if (work->key.kind == keeper::KeyKind::poll) {
      polled.push_back(keeper::text_of(work->key));
      const auto verdict = s.reconcilers(s.call, work->key);
      REQUIRE(verdict.again);
      CHECK(*verdict.again >= Millis{45'000});
      CHECK(*verdict.again <= Millis{75'000});
    }
    s.queue.finish(*work, {});
  }
  CHECK(polled == std::vector<std::string>{"poll/classroom", "poll/classroom/web"});
  // Nothing new: nothing is marked. Then a version and a chart come.
  const auto poll = [&](const std::string& component) {
    const keeper::Key key{keeper::KeyKind::poll, the_project, "classroom", component};
    CHECK(s.reconcilers(s.call, key).again);
    std::vector<std::string> marked;
    while (const auto work = s.queue.take()) {
      marked.push_back(keeper::text_of(work->key));
      s.queue.finish(*work, {});
    }
    return marked;
  };
  CHECK(poll("web").empty());
  CHECK(poll("").empty());
  s.outside.add_image(test::image_of("web"), test::version_of("main", 11), "main", 11);
  s.outside.charts.push_back({"classroom", "1.2.0", "", "sha256:c", "https://charts/c.tgz", {}});
  CHECK(poll("web") == std::vector<std::string>{"component/classroom/web"});
  CHECK(s.served->news["web"].versions == std::set<std::string>{test::version_of("main", 11)});
  CHECK(poll("") == std::vector<std::string>{"chart/classroom"});
  CHECK(poll("web").empty());
  // Who has hooks is not listed.
  CHECK_FALSE(
      s.reconcilers(s.call, {keeper::KeyKind::poll, the_project, "classroom", "api"}).again);
}

TEST_CASE("an environment that was only forgotten is not told as deleted") {
  Newsroom s;
  s.deploy();
  s.work();
  s.told("retired");
  workflow::forget_environment(s.call, s.deps, "s42",
                               core::Confirmed{.person = {.name = "lin"}, .typed = "s42"});
  s.outside.iterations["42"].state = core::IterationState::ended;
  s.store.write([](core::Tx& tx) {
    auto row = *tx.iterations().find({"coding", "shop", "42"});
    row.stage = core::IterationStage::retiring;
    tx.iterations().put(row);
  });
  s.reconcilers(s.call, {keeper::KeyKind::iteration, the_project, "", "42"});
  const auto told = s.told("retired");
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.at("environments").empty());
  REQUIRE(told[0].second.at("problems").size() == 1);
  CHECK(told[0].second["problems"][0]["reason"] == "environment_forgotten");
}
