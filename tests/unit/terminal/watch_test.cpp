// Events to lines: what a person sees of a deployment at every size, in both languages, with and
// without colour and UTF-8.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/watch.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "base/width.hpp"
#include "fixture.hpp"
#include "terminal/canvas.hpp"

using namespace chatops;
using namespace chatops::terminal;
using nlohmann::json;
using terminal::testing::began;

namespace {

std::string at(int seconds) { return to_rfc3339(began + std::chrono::seconds(seconds), true); }

command::Event following(bool known = true) {
  json body = {{"kind", "following"},
               {"at", at(0)},
               {"environment", "s42"},
               {"revision", 3},
               {"expected", nullptr}};
  if (known)
    body["expected"] = {{"took_ms", 120000},
                        {"stages", {{{"name", "Deploy"}, {"took_ms", 100000}}}}};
  return {"following", body};
}

json stage(const std::string& name, const std::string& status, int from = -1, int to = -1) {
  return {{"id", name},
          {"name", name},
          {"status", status},
          {"started_at", from < 0 ? json() : json(at(from))},
          {"ended_at", to < 0 ? json() : json(at(to))},
          {"cause", ""},
          {"link", ""},
          {"log", json::array()}};
}

command::Event event(const std::string& kind, json stages, const std::string& status = "running") {
  return {kind,
          {{"kind", kind},
           {"at", at(1)},
           {"environment", "s42"},
           {"revision", 3},
           {"status", status},
           {"started_at", at(0)},
           {"error", nullptr},
           {"stages", std::move(stages)}}};
}

Watched state_of(const std::vector<command::Event>& events) {
  Watched out;
  for (const auto& e : events) take(out, e);
  return out;
}

using Lines = std::vector<std::string>;

Lines drawn(const Watched& state, int seconds, Drawing drawing, render::Style style = {}) {
  return draw(state, began + std::chrono::seconds(seconds), drawing, style);
}

Watched usual_state() {
  return state_of(
      {following(), event("stage", {stage("Bake", "succeeded", 0, 5), stage("Deploy", "running", 5),
                                    stage("Check", "waiting")})});
}

Watched failed_state() {
  json failed = stage("Deploy", "failed", 5, 40);
  failed["cause"] = "Deployment portal: container portal crashed: exit code 3";
  for (int i = 1; i <= 12; ++i) failed["log"].push_back("line " + std::to_string(i));
  return state_of(
      {following(), event("finished", {stage("Bake", "succeeded", 0, 5), failed}, "failed")});
}

}  // namespace

TEST_CASE("at 80 columns: times, what is usual, a bar") {
  CHECK(drawn(usual_state(), 65, {.size = {80, 24}}) ==
        Lines{"s42 #3  running  1m05s of about 2m00s  ━━━━━━━━━━.......... 54%",
              " ✓ Bake    succeeded  5s", " ⠋ Deploy  running    1m00s of about 1m40s",
              " · Check   waiting"});
}

TEST_CASE("at 40 columns, without UTF-8, the next frame") {
  CHECK(drawn(usual_state(), 65, {.size = {40, 24}, .unicode = false, .frame = 1}) ==
        Lines{"s42 #3  running  1m05s  ####----- 54%", " + Bake    5s", " / Deploy  1m00s",
              " . Check"});
}

TEST_CASE("in Chinese, double width counts twice") {
  render::Style style;
  style.language = render::Language::zh;
  const Watched state =
      state_of({following(false),
                event("stage", {stage("部署到环境", "running", 0), stage("检查", "waiting")})});
  CHECK(drawn(state, 8, {.size = {80, 24}}, style) ==
        Lines{"s42 #3  进行中  8s", " ⠋ 部署到环境  进行中  8s", " · 检查        等待"});
}

TEST_CASE("longer than usual: no percentage is made up") {
  const Lines lines = drawn(usual_state(), 200, {.size = {100, 24}});
  CHECK(lines[0] == "s42 #3  running  3m20s, usually 2m00s");
}

TEST_CASE("a failure shows its cause and the last lines of its log") {
  Lines lines = drawn(failed_state(), 41, {.size = {80, 24}});
  REQUIRE(lines.size() >= 12);
  CHECK(lines[2] == " ✗ Deploy  failed     35s");
  CHECK(lines[3] == "   Deployment portal: container portal crashed: exit code 3");
  // Beneath the picture that stays the error says the cause.
  lines = drawn(failed_state(), 41, {.size = {80, 24}, .last = true});
  REQUIRE(lines.size() == 11);
  CHECK(lines[2] == " ✗ Deploy  failed     35s");
  CHECK(lines[3] == "   | line 5");
  CHECK(lines[10] == "   | line 12");
}

TEST_CASE("why nothing moves is a line of its own until it moves") {
  auto queued = event("queued", json::array(), "queued");
  queued.body["error"] = command::to_document(
      Error(Reason::deployment_running, {{"what", "7"}, {"where", "s41"}, {"why", "lan"}}));
  Watched state = state_of({following(), queued});
  Lines lines = drawn(state, 3, {.size = {200, 24}});
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].starts_with("  waiting for the pipeline: "));
  take(state, event("stage", {stage("Bake", "running", 4)}));
  CHECK(drawn(state, 5, {.size = {80, 24}}).size() == 2);
  CHECK(drawn(state, 5, {.size = {80, 24}})[1].find("Bake") != std::string::npos);
}

TEST_CASE("more stages than rows: the one that matters stays, the others are counted") {
  json stages = json::array();
  for (int i = 0; i < 30; ++i)
    stages.push_back(stage("S" + std::to_string(i), i < 15    ? "succeeded"
                                                    : i == 15 ? "running"
                                                              : "waiting"));
  const Watched state = state_of({following(false), event("stage", stages)});
  CHECK(drawn(state, 9, {.size = {80, 7}}) == Lines{"s42 #3  running  9s", " … 14 before",
                                                    " ✓ S14  succeeded", " ⠋ S15  running",
                                                    " · S16  waiting", " … 13 more"});
  CHECK(drawn(state, 9, {.size = {80, 7}, .last = true}).size() == 31);
  CHECK(drawn(state, 9, {.size = {80, 2}}).size() == 1);
  CHECK(drawn(state, 9, {.size = {80, 1}}).empty());
}

TEST_CASE("no size makes a line too wide or a block too high, and nothing raw comes through") {
  json odd = stage("\x1b[31mred\x07\n\u202Eevil" + std::string(300, 'n'), "failed", 0, 1);
  odd["cause"] = "部署失败：" + std::string(400, 'c') + "\x1b]0;title\x07";
  odd["log"] = {"\x1b[2Jgone", "tab\there", 7, nullptr};
  const Watched states[] = {usual_state(),
                            failed_state(),
                            {},
                            state_of({following(), event("stage", {odd, stage("x", "odd")})})};
  for (const Watched& state : states) {
    for (const bool colour : {false, true}) {
      render::Style style;
      style.err.colour = colour;
      for (int columns : {1, 2, 3, 5, 10, 11, 20, 40, 45, 62, 80, 250}) {
        for (int rows : {1, 2, 3, 5, 9, 24}) {
          CAPTURE(columns);
          CAPTURE(rows);
          const Lines lines = drawn(state, 70, {.size = {columns, rows}}, style);
          CHECK(static_cast<int>(lines.size()) < rows);
          for (const std::string& line : lines) {
            CHECK(visible_width(line) < std::max(2, columns));
            for (std::size_t i = 0; i < line.size(); ++i) {
              const bool own = colour && line[i] == '\x1b' && line[i + 1] == '[';
              CHECK((own || static_cast<unsigned char>(line[i]) >= 0x20));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("events of odd shapes change nothing that matters") {
  Watched state = usual_state();
  for (const json& body : {json(), json::array(), json("x"), json{{"stages", 7}, {"status", 3}},
                           json{{"expected", "x"}, {"error", 1}}})
    take(state, {"stage", body});
  CHECK(state.environment == "s42");
  take(state, {"following", json::array()});
  CHECK(state.environment.empty());
}

TEST_CASE("elapsed times") {
  struct Row {
    std::int64_t ms;
    const char* text;
  };
  for (const Row& row : {Row{-5, "0s"}, Row{999, "0s"}, Row{59999, "59s"}, Row{65000, "1m05s"},
                         Row{3599000, "59m59s"}, Row{7380000, "2h03m"}})
    CHECK(elapsed(Millis(row.ms)) == row.text);
}
