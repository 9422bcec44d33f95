// From an offer to a card, and from the answer to a request: the form without anybody drawing it.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "command/answering.hpp"
#include "command/form_card.hpp"
#include "support/classroom.hpp"
#include "workflow/deploy.hpp"

using namespace chatops;
using namespace chatops::command;

namespace {

struct Form : test::Scene {
  workflow::PlanRequest wanted() const {
    workflow::PlanRequest out;
    out.environment = "s42";
    out.create = true;
    out.actor = {.name = "lin"};
    return out;
  }
  Need need() {
    std::string revision = workflow::offer_revision(deps, "s42");
    return {form_card(application, workflow::offer(call, deps, wanted()), revision),
            nlohmann::json::object(), "plan"};
  }
  static DeployRequest request_after(const Need& need, card::Answer answer) {
    Request request = DeployRequest{.environment = "s42", .create = true};
    command::answer(request, need, {.answer = std::move(answer)});
    return boost::variant2::get<DeployRequest>(request);
  }
};

const card::Field& field(const card::Card& card, const std::string& id) {
  for (const card::Field& one : card.settings) {
    if (one.id == id) return one;
  }
  throw std::runtime_error("no field " + id);
}

}  // namespace

TEST_CASE(
    "a form of a new environment: names can be edited, everything that was built is offered") {
  Form form;
  form.outside.add_image(test::image_of("api"), test::version_of("feature-x", 12), "feature/x", 12);
  const card::Card card = form.need().card;
  CHECK(card::is_form(card));
  CHECK(field(card, "namespace").kind == card::FieldKind::text);
  CHECK(field(card, "class").choices == std::vector<std::string>{"tencent", "aliyun"});
  CHECK(field(card, "chart").value == "^1.0");
  CHECK(field(card, "chart").wanted == "1.1.0");
  CHECK(field(card, "parameter.LogLevel").choices == std::vector<std::string>{"info", "debug"});
  REQUIRE(card.rows.size() == 3);
  const card::Row& api = card.rows[0];
  CHECK(*api.pick == card::Pick{card::PickMode::follow, "main"});
  CHECK(api.wanted == test::version_of("main", 10));
  REQUIRE(api.options.size() == 2);
  CHECK(api.options[0].group == "feature/x");  // told by its properties, asked in time
  CHECK(card::problems(card, card::prefilled(card)).empty());
}

TEST_CASE("an answer becomes a request that says what was changed, and only that") {
  Form form;
  form.outside.add_image(test::image_of("api"), test::version_of("feature-x", 12), "feature/x", 12);
  const Need need = form.need();
  card::Answer answer = card::prefilled(need.card);
  answer.picks["api"] = {card::PickMode::pin, test::version_of("feature-x", 12)};
  answer.seen["api"] = test::version_of("feature-x", 12);
  answer.settings["parameter.LogLevel"] = "debug";
  answer.settings["chart"] = "1.0.0";
  const DeployRequest out = Form::request_after(need, answer);
  REQUIRE(out.overrides.size() == 3);
  CHECK(out.overrides[0].version == test::version_of("feature-x", 12));
  CHECK(out.overrides[0].mode == "pin");
  CHECK(out.overrides[1].branch == "main");
  CHECK(out.parameters == std::map<std::string, std::string>{{"LogLevel", "debug"}});
  CHECK(out.chart == "1.0.0");
  CHECK(out.chart_mode == "pin");
  CHECK(out.ns.empty());
  CHECK(request_of(to_document(Request(out))).index() == Request(out).index());
  const auto again = boost::variant2::get<DeployRequest>(request_of(to_document(Request(out))));
  CHECK(again.answer == out.answer);
}

TEST_CASE("mistaken answers are refused, cancelling is none") {
  Form form;
  const Need need = form.need();
  const auto reason_of_answer = [&](auto spoil) {
    card::Answer answer = card::prefilled(need.card);
    spoil(answer);
    try {
      Form::request_after(need, answer);
    } catch (const Error& error) {
      return error.reason;
    }
    return Reason::internal_error;
  };
  CHECK(reason_of_answer([](card::Answer& a) { a.button = "cancel"; }) == Reason::cancelled);
  CHECK(reason_of_answer([](card::Answer& a) {
          a.picks["api"] = {card::PickMode::pin, "no-such"};
        }) == Reason::usage_bad_value);
  CHECK(reason_of_answer([](card::Answer& a) { a.settings["namespace"] = ""; }) ==
        Reason::usage_bad_value);
  CHECK(reason_of_answer([](card::Answer& a) { a.settings["class"] = "moon"; }) ==
        Reason::usage_bad_value);
}

TEST_CASE("an environment that is not offered is a new one, if it is a name") {
  workflow::EnvironmentOption option;
  option.name = "s42";
  option.iteration = "42";
  const Need need = environment_need({option});
  const auto chosen = [&](const std::string& name) {
    card::Answer answer = card::prefilled(need.card);
    answer.settings["environment"] = name;
    Request request = DeployRequest{};
    command::answer(request, need, {.answer = answer});
    return boost::variant2::get<DeployRequest>(request);
  };
  CHECK(chosen("s42").iteration == "42");
  CHECK(chosen("s77").environment == "s77");
  CHECK(chosen("s77").create);
  CHECK(chosen("s77").iteration.empty());
  CHECK_THROWS_AS(chosen("S_77"), Error);
}

TEST_CASE("what came while the form was open differs from what was seen") {
  Form form;
  const Need need = form.need();
  const DeployRequest request = Form::request_after(need, card::prefilled(need.card));
  workflow::PlanRequest wanted = form.wanted();
  CHECK(unseen(form.application, request, workflow::plan(form.call, form.deps, wanted)).empty());
  form.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  const auto differs =
      unseen(form.application, request, workflow::plan(form.call, form.deps, wanted));
  REQUIRE(differs.size() == 1);
  CHECK(differs[0].reason == Reason::form_differs);
  CHECK(differs[0].args.get("what") == "api");
  CHECK(differs[0].args.get("after") == test::version_of("main", 11));
}

TEST_CASE("a form's revision follows the environment, not the builds") {
  Form form;
  const std::string before = workflow::offer_revision(form.deps, "s42");
  form.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  CHECK(workflow::offer_revision(form.deps, "s42") == before);
  workflow::commit(form.call, form.deps, workflow::plan(form.call, form.deps, form.wanted()));
  CHECK(workflow::offer_revision(form.deps, "s42") != before);
}

TEST_CASE("a form tells what Deploy brings beside what is picked, and asks again when it changed") {
  Form form;
  struct Quiet final : workflow::Watcher {
    void event(const core::Deployment&, const workflow::Event&) override {}
  } quiet;
  const auto deploy = [&] {
    const auto plan = workflow::plan(form.call, form.deps, form.wanted());
    const auto row = *workflow::commit(form.call, form.deps, plan).deployment;
    return workflow::follow(form.call, form.deps, workflow::key_of(row), quiet).status;
  };
  REQUIRE(deploy() == core::DeploymentStatus::succeeded);
  CHECK(form.need().card.besides.empty());
  CHECK(card::changes(form.need().card, card::prefilled(form.need().card)).empty());

  // The same again, because it failed after it was brought there.
  form.outside.add_image(test::image_of("api"), test::version_of("main", 11), "main", 11);
  form.outside.next_fails = true;
  REQUIRE(deploy() == core::DeploymentStatus::failed);
  const Need failed = form.need();
  REQUIRE(failed.card.besides.size() == 1);
  CHECK(failed.card.besides[0] == card::Besides{"again", "", "2", ""});
  CHECK(failed.card.rows[0].runs == test::version_of("main", 11));
  CHECK_FALSE(card::changes(failed.card, card::prefilled(failed.card)).empty());

  // A tag that was overwritten, other values, another chart: no row and no setting tells them.
  REQUIRE(deploy() == core::DeploymentStatus::succeeded);
  form.outside.images[1].digest = "sha256:rebuilt";
  form.application.common_values.front().text = R"({"replicas": 1, "motd": "new"})";
  form.outside.charts.push_back(
      {"classroom", "1.2.0", "", "sha256:chart-1.2.0", "https://charts/c.tgz", std::nullopt});
  const Need need = form.need();
  std::vector<std::string> codes;
  for (const auto& one : need.card.besides) codes.push_back(one.code);
  CHECK(codes == std::vector<std::string>{"moved", "chart", "values"});
  // What the person saw is what is done: values that changed since are asked about again.
  const DeployRequest request = Form::request_after(need, card::prefilled(need.card));
  auto plan = workflow::plan(form.call, form.deps, form.wanted());
  CHECK(unseen(form.application, request, plan).empty());
  form.application.common_values.front().text = R"({"replicas": 1, "motd": "new", "more": 1})";
  plan = workflow::plan(form.call, form.deps, form.wanted());
  CHECK(unseen(form.application, request, plan).size() == 1);
}
