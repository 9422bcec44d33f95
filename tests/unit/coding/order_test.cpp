// Neutral orders in the pipeline's words, and executions held against them.
// SPDX-License-Identifier: Apache-2.0
#include "coding/order.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using namespace chatops::coding;

namespace {

Pipeline a_pipeline() {
  return {.application = "shop",
          .name = "deploy",
          .namespace_parameter = "Namespace",
          .domain_parameter = "Domain",
          .delivery = ValuesDelivery::parameter,
          .values_parameter = "Values",
          .chart_parameter = "Chart",
          .release_parameter = "Release",
          .component_parameters = {{"api", "ApiVersion"}}};
}

core::Order an_order() {
  core::Order out;
  out.engine = engine_name;
  out.ns = "shop-s42";
  out.domain = "s42.shop.example.com";
  out.release = "s42";
  out.chart.version = "1.2.3";
  out.values = {{"a", 1}};
  out.components = {
      {.name = "api", .image = {"r.test", "a/api"}, .version = "v9", .digest = "d9"},
      {.name = "web", .image = {"r.test", "a/web"}, .version = "v8", .in_values = true}};
  out.parameters = {{"Cluster", "c-s42"}};
  return out;
}

core::EngineFacts facts_of(const Pipeline& of, core::Purpose purpose = core::Purpose::deploy) {
  PipelineFacts told{.name = "deploy", .limit_concurrent = true};
  told.artifacts = {{"docker/image", "r.test/a/api"}};
  return engine_facts(told, of, purpose);
}

core::Order prepared_order(const Pipeline& of = a_pipeline(), core::Order out = an_order()) {
  out.own = prepare(out, of, facts_of(of), nullptr).value().own;
  return out;
}

std::string why_of(const Result<core::Prepared>& refused) {
  return refused ? "" : std::string(refused.error().args.get("why"));
}

}  // namespace

TEST_CASE("what a pipeline is started with") {
  const std::map<std::string, std::string> expected{
      {"ApiVersion", "v9"}, {"Chart", "1.2.3"},
      {"Cluster", "c-s42"}, {"Domain", "s42.shop.example.com"},
      {"Release", "s42"},   {"Namespace", "shop-s42"},
      {"Values", "a: 1\n"}};
  const auto ready = prepare(an_order(), a_pipeline(), facts_of(a_pipeline()), nullptr).value();
  CHECK(ready.given.parameters == expected);
  CHECK(ready.given.values_in == "Values");
  CHECK_FALSE(ready.given.placed.contains("Domain"));
  CHECK(ready.given.placed.contains("Release"));
  // A row needs nothing beside it, and holds the values once.
  CHECK(given(prepared_order()).parameters == expected);
  CHECK(prepared_order().own.dump().find("a: 1") == std::string::npos);

  core::Order taken = an_order();
  taken.parameters = {{"Namespace", "kube-system"}};
  CHECK(why_of(prepare(taken, a_pipeline(), facts_of(a_pipeline()), nullptr)) == "reserved");
}

TEST_CASE("a description in neutral words") {
  const auto told = facts_of(a_pipeline());
  CHECK(told.one_at_a_time);
  CHECK(told.queue == "coding/shop/deploy");
  CHECK(told.values == core::ValuesBy::text);
  CHECK(told.reserved.contains("ApiVersion"));
  CHECK_FALSE(told.unusable);
  PipelineFacts off{.name = "deploy", .disabled = true};
  CHECK(engine_facts(off, a_pipeline(), core::Purpose::deploy).unusable->reason ==
        Reason::pipeline_disabled);
  CHECK_FALSE(facts_of(a_pipeline(), core::Purpose::remove).reserved.contains("ApiVersion"));
}

TEST_CASE("references to files, and files that nobody else can fetch") {
  Pipeline of = a_pipeline();
  of.delivery = ValuesDelivery::references;
  core::Order out = an_order();
  const std::string url = "https://git.example.com/deploy.git";
  out.files = {
      {.path = "common.yaml", .repository = url, .commit = "abc", .inside = "x/common.yaml"},
      {.path = "env.yaml", .repository = url, .commit = "abc", .inside = "x/env.yaml"}};
  const std::string text =
      "git::" + url + "//x/common.yaml?ref=abc\ngit::" + url + "//x/env.yaml?ref=abc";
  CHECK(references_to(out.files).value() == text);
  const auto first = prepared_order(of, out);
  CHECK(given(first).parameters.at("Values") == text);
  // Brought back as it went out, whatever the files are now.
  core::Order now = an_order();
  now.files = {{.path = "other.yaml", .unfetchable = "not_committed"}};
  const auto again = prepare(now, of, facts_of(of), &first).value();
  CHECK(again.given.parameters.at("Values") == text);
  CHECK(why_of(prepare(now, of, facts_of(of), nullptr)) == "not_committed");
  const auto by_text = prepared_order();
  CHECK(why_of(prepare(now, of, facts_of(of), &by_text)) == "references");
  out.files[1].unfetchable = "changed";
  const auto refused = references_to(out.files).error();
  CHECK(refused.args.get("why") == "not_committed");
  CHECK(refused.args.get("what") == "env.yaml");
}

TEST_CASE("a version that reaches the pipeline by no way") {
  Pipeline of = a_pipeline();
  of.component_parameters.clear();
  core::Order out = an_order();
  CHECK_FALSE(prepare(out, of, facts_of(of), nullptr)->no_way);  // one expected, one in the values
  out.components[1].in_values = false;
  const auto lost = prepare(out, of, facts_of(of), nullptr)->no_way;
  REQUIRE(lost);
  CHECK(lost->args.get("what") == "web");
  CHECK(lost->args.get("why") == "version");
}

TEST_CASE("an execution is held against the order alone") {
  const core::Order asked = prepared_order();
  core::Execution execution{.status = core::ExecutionStatus::succeeded};
  execution.parameters = given(asked).parameters;
  execution.artifacts = {{"r.test/a/api", "r.test/a/api:v9"}};
  CHECK_FALSE(verify(asked, execution).differs);
  CHECK(verify(asked, execution).untold.empty());
  CHECK(not_ours(asked, execution) == "");
  execution.parameters["ApiVersion"] = "v1";
  CHECK(verify(asked, execution).how == "ApiVersion: v9 > v1");
  execution.artifacts["r.test/a/api"] = "r.test/a/api:v1";
  CHECK(verify(asked, execution).differs == Reason::artifacts_differ);
  CHECK(not_ours(asked, execution) == "ApiVersion: v9 > v1");
  execution.artifacts.clear();
  execution.parameters.clear();
  CHECK(verify(asked, execution).untold.size() == 2);
}

TEST_CASE("an order of before they were neutral starts and is held against what it gave") {
  core::Order old;
  old.engine = engine_name;
  old.components = an_order().components;
  const std::map<std::string, std::string> gave{
      {"Namespace", "n"}, {"ApiVersion", "v9"}, {"Values", "git::u//f?ref=c"}};
  old.own["pipeline"] = to_json(a_pipeline());
  old.own["parameters"] = gave;
  old.own["expected"] = std::vector<std::string>{"r.test/a/api"};
  old.own["pipeline"].erase("component_parameters");
  CHECK(given(old).parameters.at("Namespace") == "n");
  const auto trigger = trigger_of(old, {});
  CHECK(trigger.at("parameters").at("ApiVersion") == "v9");
  CHECK(trigger.at("artifacts").size() == 2);
  core::Execution execution;
  execution.parameters = {{"Namespace", "other"}};
  CHECK(verify(old, execution).differs == Reason::parameters_differ);
  old.own["pipeline"]["delivery"] = "references";
  Pipeline of = a_pipeline();
  of.delivery = ValuesDelivery::references;
  const auto again = prepare(an_order(), of, facts_of(of), &old).value();
  CHECK(again.given.parameters.at("Values") == "git::u//f?ref=c");
}

TEST_CASE("a removal takes of the deployment's parameters those that it declares") {
  Pipeline of{.application = "shop",
              .name = "teardown",
              .namespace_parameter = "Namespace",
              .parameters = {{"Undeclared", "x"}},
              .component_parameters = {{"api", "ApiVersion"}}};
  core::Order out = an_order();
  out.purpose = core::Purpose::remove;
  out.parameters = {{"Cluster", "c"}, {"Size", "s"}, {"Undeclared", "x"}};
  PipelineFacts told{.name = "teardown"};
  told.parameters = {{.name = "Namespace"}, {.name = "Size"}};
  const auto ready =
      prepare(out, of, engine_facts(told, of, core::Purpose::remove), nullptr).value();
  const std::map<std::string, std::string> expected{
      {"Namespace", "shop-s42"}, {"Size", "s"}, {"Undeclared", "x"}};
  CHECK(ready.given.parameters == expected);
  out.own = ready.own;
  CHECK(given(out).parameters == expected);
  CHECK(trigger_of(out, {}).at("artifacts").empty());
}

TEST_CASE("chart settings: given parameters, the pipeline's defaults, and what is not known") {
  PipelineFacts facts;
  facts.parameters = {{.name = "Domain", .default_value = "none"},
                      {.name = "Tier", .default_value = "small"}};
  facts.overrides = {{"host", {{"https://"}, {"Domain", true}, {"/"}}, false, ""},
                     {"tier", {{"Tier", true}}, false, ""},
                     {"replicas", {{"2"}}, true, ""},
                     {"gone", {{"Gone", true}}, false, ""},
                     {"odd", {}, false, "${#uuid()}"}};
  const auto settings =
      chart_settings(facts.overrides, facts.parameters, {{"Domain", "s42.example.com"}});
  const std::vector<core::ChartSettings::Setting> known{{"host", "https://s42.example.com/", false},
                                                        {"tier", "small", false},
                                                        {"replicas", "2", true},
                                                        {"gone", "", false}};
  CHECK(settings.known == known);
  CHECK(settings.parameters == std::vector<std::string>{"Domain", "Tier", "Gone"});
  CHECK(settings.opaque == std::vector<std::string>{"odd: ${#uuid()}"});
}
