// Versions that failed, and what is desired meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "core/set_aside.hpp"

#include <doctest/doctest.h>

#include "core/candidates.hpp"
#include "core/environment_machine.hpp"

namespace chatops::core {
namespace {

Instant at(std::int64_t seconds) { return Instant{Millis{seconds * 1000}}; }

BillLine built(const std::string& component, int number, const std::string& branch = "main") {
  BillLine out{.component = component,
               .image = {"r", component},
               .version = branch + "-" + std::to_string(number),
               .digest = "sha256:" + component + branch + std::to_string(number)};
  out.from.branch = branch;
  out.from.build = number;
  return out;
}
Bill bill_of(int api, int web) {
  Bill out;
  out.lines = {{"api", built("api", api)}, {"web", built("web", web)}};
  return out;
}
Deployment failed(std::int64_t revision, const Bill& before, const Bill& after) {
  Deployment out;
  out.revision = revision;
  out.previous = before;
  out.bill = after;
  return out;
}
bool taken(const Environment& environment, const BillLine& line) {
  return may_take(artifact_of(line), environment.set_aside);
}

}  // namespace

TEST_CASE("what a failure was to change is set aside until there is a newer one") {
  Environment environment;
  set_aside_changes(environment, failed(4, bill_of(10, 10), bill_of(11, 10)), at(7));
  REQUIRE(environment.set_aside.size() == 1);
  CHECK(environment.set_aside.front().line.version == "main-11");
  CHECK(environment.set_aside.front().revision == 4);
  CHECK(environment.set_aside.front().since == at(7));
  CHECK_FALSE(taken(environment, built("api", 11)));
  CHECK_FALSE(taken(environment, built("api", 10)));  // nor anything older of its branch
  CHECK(taken(environment, built("api", 12)));
  CHECK(taken(environment, built("api", 9, "feature/x")));
  CHECK(taken(environment, built("web", 11)));
  BillLine moved = built("api", 11);
  moved.digest = "sha256:other";
  CHECK(taken(environment, moved));  // the tag is another image now
  BillLine untold = built("api", 11);
  untold.digest.clear();
  CHECK_FALSE(taken(environment, untold));
}

TEST_CASE("of one component and branch the newest failure stands") {
  Environment environment;
  set_aside_changes(environment, failed(4, bill_of(10, 10), bill_of(11, 10)), at(7));
  set_aside_changes(environment, failed(5, bill_of(10, 10), bill_of(12, 10)), at(8));
  REQUIRE(environment.set_aside.size() == 1);
  CHECK(environment.set_aside.front().line.version == "main-12");
  // Going back fails too: that does not make the newer one good.
  set_aside_changes(environment, failed(6, bill_of(12, 10), bill_of(10, 10)), at(9));
  REQUIRE(environment.set_aside.size() == 1);
  CHECK(environment.set_aside.front().line.version == "main-12");
  Deployment first = failed(7, {}, bill_of(13, 13));
  first.previous.reset();
  set_aside_changes(environment, first, at(10));
  CHECK(environment.set_aside.size() == 2);
}

TEST_CASE("a chart that failed is set aside, until there is a newer one by the same rule") {
  const auto chart = [](const std::string& version) {
    return ChartVersion{.name = "shop", .version = version, .digest = "sha256:" + version};
  };
  const auto fails = [&](Environment& environment, const std::string& from, const std::string& to) {
    Deployment row = failed(4, bill_of(10, 10), bill_of(10, 10));
    row.previous->chart = chart(from);
    row.bill.chart = chart(to);
    row.selection.chart = Follow{"^1"};
    set_aside_changes(environment, row, at(7));
  };
  Environment environment;
  fails(environment, "1.1.0", "1.1.0");
  CHECK_FALSE(environment.chart_set_aside);
  fails(environment, "1.1.0", "1.2.0");
  CHECK(environment.set_aside.empty());
  const auto& aside = environment.chart_set_aside;
  REQUIRE(aside);
  CHECK(aside->revision == 4);
  CHECK(aside->since == at(7));
  CHECK(is_set_aside(chart("1.2.0"), aside));
  CHECK_FALSE(is_set_aside(chart("1.1.0"), aside));
  CHECK_FALSE(may_take(chart("1.2.0"), "^1", aside));
  CHECK_FALSE(may_take(chart("1.1.0"), "^1", aside));
  CHECK(may_take(chart("1.1.0"), "~1.1", aside));
  CHECK(may_take(chart("1.3.0"), "^1", aside));
  ChartVersion moved = chart("1.2.0");
  moved.digest = "sha256:other";
  CHECK(may_take(moved, "^1", aside));
  // Going back fails too: that does not make the newer one good.
  fails(environment, "1.2.0", "1.1.0");
  CHECK(aside->chart.version == "1.2.0");
  Bill brought = bill_of(10, 10);
  brought.chart = chart("1.1.0");
  clear_set_aside(environment, brought);
  CHECK(aside);
  SUBCASE("a person takes it back") {
    take_back(environment, chart("1.1.0"));
    CHECK(aside);
    take_back(environment, chart("1.2.0"));
  }
  SUBCASE("a success with it") {
    brought.chart = chart("1.2.0");
    clear_set_aside(environment, brought);
  }
  SUBCASE("or with a newer one") {
    brought.chart = chart("1.3.0");
    clear_set_aside(environment, brought);
  }
  CHECK_FALSE(aside);
}

TEST_CASE("a person or a success takes it back") {
  Environment environment;
  set_aside_changes(environment, failed(4, bill_of(10, 10), bill_of(11, 11)), at(7));
  take_back(environment, built("api", 10));
  CHECK(environment.set_aside.size() == 2);
  take_back(environment, built("api", 11));
  REQUIRE(environment.set_aside.size() == 1);
  clear_set_aside(environment, bill_of(11, 10));
  CHECK(environment.set_aside.size() == 1);  // an older one works: nothing new
  clear_set_aside(environment, bill_of(11, 12));
  CHECK(environment.set_aside.empty());
}

TEST_CASE("what is desired has a generation that rises with every change, and with nothing else") {
  Environment environment;
  Desired wanted;
  wanted.environment_class = "tencent";
  wanted.values_layers = {"values/common.yaml"};
  CHECK(desire(environment, wanted, {.name = "lin", .id = "coding:7"}, "demo", at(5)));
  CHECK(environment.desired.generation == 1);
  CHECK(environment.desired.by == "lin");
  CHECK(environment.desired.by_id == "coding:7");
  CHECK(environment.desired.why == "demo");
  CHECK(environment.desired.since == at(5));
  wanted.values_layers = {"revision 1"};
  CHECK_FALSE(desire(environment, wanted, {.name = "mei"}, "", at(6)));
  CHECK(environment.desired.generation == 1);
  CHECK(environment.desired.by == "lin");
  CHECK(environment.desired.values_layers == std::vector<std::string>{"revision 1"});
  const auto changes = std::to_array<void (*)(Desired&)>(
      {[](Desired& d) { d.environment_class = "aliyun"; },
       [](Desired& d) { d.parameters["LogLevel"] = "debug"; },
       [](Desired& d) { d.selection.components["api"] = Follow{"main"}; },
       [](Desired& d) { d.selection.chart = Follow{"^2"}; }});
  std::int64_t generation = 1;
  for (const auto change : changes) {
    change(wanted);
    CHECK(desire(environment, wanted, {.name = "mei"}, "", at(7)));
    CHECK(environment.desired.generation == ++generation);
    CHECK(environment.desired.by == "mei");
  }
  // What is left behind does not touch it.
  Deployment row;
  row.generation = 3;
  leave(environment, row, Effect::brought);
  CHECK(environment.deployed_generation == 3);
  CHECK(environment.desired.generation == generation);
  leave(environment, row, Effect::unknown);
  CHECK(environment.desired.environment_class == "aliyun");
}

}  // namespace chatops::core
