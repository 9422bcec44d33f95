// What is stored comes back the same, and what is damaged says where.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "core/codec.hpp"
#include "core/words.hpp"

namespace chatops::core {
namespace {

using nlohmann::json;

Instant at_millis(std::int64_t millis) { return Instant{Millis{millis}}; }

BillLine full_line(const std::string& component) {
  return {.component = component,
          .image = {"reg.example.com", "shop/" + component},
          .version = "main-7-abcdef1",
          .digest = "sha256:" + std::string(64, 'a'),
          .from = {.branch = "main",
                   .commit = "abcdef1",
                   .build = 7,
                   .author = "李雷",
                   .build_url = "https://ci.example.com/7"},
          .built_at = at_millis(1'700'000'000'123)};
}

Bill bill() {
  Bill out;
  out.lines = {{"api", full_line("api")}, {"web", full_line("web")}};
  out.chart = {.name = "shop",
               .version = "1.2.3",
               .app_version = "9",
               .digest = "sha256:cc",
               .url = "https://charts.example.com/shop-1.2.3.tgz",
               .created_at = at_millis(1000)};
  out.values_digest = "sha256:dd";
  out.parameters = {{"Namespace", "shop-s42"}, {"Domain", "s42.example.com"}};
  return out;
}

Selection selection() {
  Selection out;
  out.components["api"] = Follow{"main"};
  out.components["web"] = Pin{.version = "v1",
                              .by = "韩梅梅",
                              .why = "regression",
                              .until = at_millis(86'400'000),
                              .after = "release/1"};
  out.chart = Follow{"^1.0"};
  return out;
}

Environment environment() {
  Environment out;
  out.application = "shop";
  out.name = "s42";
  out.ns = "shop-s42";
  out.domain = "s42.example.com";
  out.iteration = "42";
  out.desired = {.selection = selection(),
                 .environment_class = "tencent",
                 .parameters = {{"Replicas", "2"}},
                 .values_layers = {"values/common.yaml"},
                 .generation = 5,
                 .by = "lilei",
                 .by_id = "coding:7",
                 .why = "demo",
                 .since = at_millis(4000)};
  out.waiting = {{"api", {"feature/x", "https://ci.example.com/x"}}};
  out.deployed = bill();
  out.deployed_revision = 3;
  out.deployed_generation = 4;
  out.set_aside = {{full_line("api"), 4, at_millis(4500)}};
  out.chart_set_aside = ChartSetAside{bill().chart, "^1", 4, at_millis(4500)};
  out.doubt = Doubt{.revision = 4, .components = {"api", "web"}, .settings = true};
  out.state = EnvironmentState::ready;
  out.epoch = 3;
  out.version = 11;
  out.created_at = at_millis(5000);
  out.changed_at = at_millis(6000);
  out.created_by = "lilei";
  return out;
}

Deployment deployment() {
  Deployment out;
  out.application = "shop";
  out.environment = "s42";
  out.revision = 4;
  out.epoch = 3;
  out.actor = {"lilei", Origin::ci};
  out.reason = "demo";
  out.generation = 5;
  out.selection = selection();
  out.bill = bill();
  out.previous = bill();
  out.status = DeploymentStatus::running;
  out.engine = "coding";
  out.execution = {"coding", "acme/shop", "01ABC"};
  out.starts = 2;
  out.cause = "image cannot be pulled";
  out.cause_reason = "stage_failed";
  out.stages = {{.id = "1",
                 .name = "bake",
                 .type = "bakeManifest",
                 .status = StageStatus::failed_ignored,
                 .started_at = at_millis(10),
                 .ended_at = at_millis(20),
                 .cause = "x",
                 .link = "https://cd.example.com",
                 .log = {"first", "\x1b[31mlast"}}};
  out.troubles = {{"api", Error(Reason::container_crashed, {{"container", "main"}}), {"boom"}}};
  out.warnings = {"stage_failed_ignored"};
  out.link = "https://cd.example.com/e/1";
  out.payload = "{\"a\":1}";
  out.created_at = at_millis(1);
  out.started_at = at_millis(2);
  out.version = 5;
  return out;
}

template <class T>
T round_trip(const T& value) {
  return json::parse(json(value).dump()).get<T>();
}

/// The member that reading complains about, or "(fine)".
template <class T>
std::string complaint(const json& document) {
  try {
    (void)document.get<T>();
  } catch (const Error& error) {
    CHECK(error.reason == Reason::state_damaged);
    return std::string(error.args.get("what"));
  }
  return "(fine)";
}

TEST_CASE("a row of before engines had names is CODING's, at no certain place") {
  json old = deployment();
  old.erase("engine");
  old["execution"] = "01ABC";
  const auto read = old.get<Deployment>();
  CHECK(read.engine == "coding");
  CHECK(read.execution == ExecutionRef{"coding", "", "01ABC"});
  old["execution"] = "";
  CHECK(old.get<Deployment>().execution == ExecutionRef{});
}

TEST_CASE("rows come back as they were") {
  CHECK(round_trip(selection()) == selection());
  CHECK(round_trip(bill()) == bill());
  CHECK(round_trip(bill()).hash() == bill().hash());
  const json stored = environment();
  CHECK(json(round_trip(environment())) == stored);
  const json started = deployment();
  CHECK(json(round_trip(deployment())) == started);
  CHECK(round_trip(deployment()).previous == bill());
  CHECK(round_trip(deployment()).ended_at == Instant{});

  Environment held_one = environment();
  held_one.hold =
      Hold{.by = "lin", .by_id = "coding:7", .why = "demo", .until = Instant(Millis(9000))};
  CHECK(round_trip(held_one).hold == held_one.hold);
  CHECK(held(held_one.hold, Instant(Millis(8999))));
  CHECK_FALSE(held(held_one.hold, Instant(Millis(9000))));
  CHECK_FALSE(held(std::nullopt, Instant{}));

  Artifact artifact;
  artifact.component = "api";
  artifact.image = {"reg.example.com:5000", "a/b"};
  artifact.version = "v1";
  artifact.source = ProvenanceSource::labels;
  artifact.source_id = "77";
  CHECK(round_trip(artifact) == artifact);
}

TEST_CASE("what only a later version knows may be absent, what identifies a row may not") {
  json row = environment();
  for (const char* name : {"domain", "iteration", "waiting", "deployed", "doubt", "set_aside",
                           "chart_set_aside", "created_by"}) {
    row.erase(name);
  }
  CHECK(complaint<Environment>(row) == "(fine)");
  for (const char* name : {"application", "name", "desired", "state", "epoch"}) {
    json without = environment();
    without.erase(name);
    CHECK(complaint<Environment>(without) == name);
  }
  json without = environment();
  without.at("desired").erase("selection");
  CHECK(complaint<Environment>(without) == "desired.selection");
}

TEST_CASE("who acted keeps an id; rows from before there were ids have none") {
  const Actor lin{.name = "lin", .origin = Origin::ci, .id = "coding:7"};
  CHECK(json(lin).get<Actor>() == lin);
  CHECK(json::parse(R"({"name":"lin","origin":"cli"})").get<Actor>().id.empty());
  CHECK(json::parse(R"({"version":"1","by":"lin"})").get<Pin>().by_id.empty());
}

TEST_CASE("damage names the member") {
  struct Case {
    std::string pointer;
    json value;
    std::string what;
  };
  const Case cases[] = {
      {"/revision", "4", "revision"},
      {"/revision", 1.5, "revision"},
      {"/revision", 18446744073709551615U, "revision"},
      {"/status", "exploded", "status"},
      {"/actor", json::array(), "actor"},
      {"/actor/origin", "pigeon", "actor.origin"},
      {"/created_at", "yesterday", "created_at"},
      {"/stages/0/status", 3, "stages.0.status"},
      {"/stages", "x", "stages"},
      {"/warnings/0", 1, "warnings.0"},
      {"/bill/components/api/image", "nohost", "bill.components.api.image"},
      {"/bill/components/api/build", "7", "bill.components.api.build"},
      {"/bill/parameters/Domain", 7, "bill.parameters.Domain"},
      {"/selection/components/web/pin/version", nullptr, "selection.components.web.pin.version"},
      {"/selection/components/api/follow", 1, "selection.components.api.follow"},
      {"/selection/chart", json::object(), "selection.chart.pin"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.pointer);
    json row = deployment();
    row[json::json_pointer(c.pointer)] = c.value;
    CHECK(complaint<Deployment>(row) == c.what);
  }
  CHECK(complaint<Bill>(json::array()) == "");
}

TEST_CASE("words go both ways") {
  for (const auto& row : deployment_words) {
    CHECK(word_of(row.value) == row.word);
    CHECK(deployment_status_of(row.word) == row.value);
  }
  for (const auto& row : stage_words) CHECK(stage_status_of(word_of(row.value)) == row.value);
  CHECK(stage_status_of("judgment") == StageStatus::approval);  // rows of earlier versions
  for (const auto& row : environment_words) {
    CHECK(environment_state_of(word_of(row.value)) == row.value);
  }
  for (const auto& row : origin_words) CHECK(origin_of(word_of(row.value)) == row.value);
  for (const auto& row : provenance_words) {
    CHECK(provenance_source_of(word_of(row.value)) == row.value);
  }
  CHECK_FALSE(origin_of("CLI"));
  CHECK_FALSE(deployment_status_of(""));
}

TEST_CASE("the hash sees what is deployed and nothing else") {
  const std::string same = bill().hash();
  using Edit = void (*)(Bill&);
  const Edit matter[] = {
      [](Bill& b) { b.lines["api"].version = "v2"; },
      [](Bill& b) { b.lines["api"].digest = "sha256:ee"; },
      [](Bill& b) { b.lines["api"].image.host = "other.example.com"; },
      [](Bill& b) { b.lines["api"].image.path = "shop/api2"; },
      [](Bill& b) { b.lines.erase("web"); },
      [](Bill& b) { b.lines["x"] = full_line("x"); },
      [](Bill& b) { b.chart.name = "shop2"; },
      [](Bill& b) { b.chart.version = "1.2.4"; },
      [](Bill& b) { b.chart.digest = "sha256:c"; },
      [](Bill& b) { b.values_digest = ""; },
      [](Bill& b) { b.parameters["Domain"] = ""; },
      [](Bill& b) { b.parameters["Extra"] = ""; },
      // Text that moves from one field into its neighbour must not go unseen.
      [](Bill& b) {
        b.lines["api"].image.host += "/shop";
        b.lines["api"].image.path = "api";
      },
      [](Bill& b) {
        b.chart.name = "sho";
        b.chart.version = "p1.2.3";
      },
  };
  for (const Edit edit : matter) {
    Bill changed = bill();
    edit(changed);
    CHECK(changed.hash() != same);
  }
  const Edit do_not[] = {
      [](Bill& b) { b.lines["api"].from = {}; },   [](Bill& b) { b.lines["api"].built_at.reset(); },
      [](Bill& b) { b.chart.app_version = "10"; }, [](Bill& b) { b.chart.url = "elsewhere"; },
      [](Bill& b) { b.chart.created_at.reset(); },
  };
  for (const Edit edit : do_not) {
    Bill changed = bill();
    edit(changed);
    CHECK(changed.hash() == same);
  }
  // Worked out by hand (netstrings through sha256sum): stored hashes must stay comparable.
  CHECK(same == "sha256:d22ac4b6b965e770086af259e1e32bcdea8f327c934f534da45326b877355a84");
}

}  // namespace
}  // namespace chatops::core
