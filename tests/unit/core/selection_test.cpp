// How wishes become choices, and how bills differ.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/bill_rules.hpp"
#include "core/candidates.hpp"
#include "core/selection_rules.hpp"

namespace chatops::core {
namespace {

Application built_shop() {
  Application out;
  out.name = "shop";
  out.repositories = {{"platform", "https://git.example.com/platform.git", ""},
                      {"web", "https://git.example.com/web.git", ""}};
  out.components = {
      {.name = "api",
       .repository = "platform",
       .branch = "main",
       .image = {"r.example.com", "api"}},
      {.name = "jobs",
       .repository = "platform",
       .branch = "main",
       .image = {"r.example.com", "jobs"}},
      {.name = "web", .repository = "web", .branch = "develop", .image = {"r.example.com", "web"}}};
  return out;
}

Artifact built(const std::string& branch, std::int64_t build, const std::string& digest = "") {
  Artifact out;
  out.component = "api";
  out.image = {"r.example.com", "api"};
  out.version = branch + "-" + std::to_string(build);
  out.digest = digest;
  out.from.branch = branch;
  out.from.build = build;
  out.source = ProvenanceSource::properties;
  return out;
}

BillLine line(const std::string& name, const std::string& version, std::int64_t build = 0,
              const std::string& branch = "main") {
  BillLine out;
  out.component = name;
  out.image = {"r.example.com", name};
  out.version = version;
  out.digest = "sha256:" + version;
  if (build > 0) out.from = {.branch = branch, .build = build};
  return out;
}

const PinDetails who{.version = "", .by = "lilei", .why = "test"};

std::string text(const Choice& choice) {
  if (const auto* follow = std::get_if<Follow>(&choice)) return "follow " + follow->rule;
  const auto& pin = std::get<Pin>(choice);
  return "pin " + pin.version + " then " + pin.after;
}

TEST_CASE("a chosen version keeps following when it is the newest, or newer; otherwise it pins") {
  struct Case {
    std::string title;
    Choice before;
    Artifact chosen;
    std::optional<Artifact> newest;
    PinMode mode;
    std::string expected;
  };
  const Choice main_line = Follow{"main"};
  const Choice pinned = Pin{.version = "main-1", .by = "x", .after = "feature/y"};
  const Case cases[] = {
      {"newest", main_line, built("main", 9), built("main", 9), PinMode::automatic, "follow main"},
      {"newer than known", main_line, built("main", 10), built("main", 9), PinMode::automatic,
       "follow main"},
      {"none known yet", main_line, built("main", 1), {}, PinMode::automatic, "follow main"},
      {"older", main_line, built("main", 8), built("main", 9), PinMode::automatic,
       "pin main-8 then main"},
      {"other branch", main_line, built("feature/x", 99), built("main", 9), PinMode::automatic,
       "pin feature/x-99 then main"},
      {"same digest under another tag", main_line, built("main", 8, "sha256:a"),
       built("main", 9, "sha256:a"), PinMode::automatic, "follow main"},
      {"was pinned", pinned, built("feature/y", 9), built("feature/y", 9), PinMode::automatic,
       "pin feature/y-9 then feature/y"},
      {"--pin", main_line, built("main", 9), built("main", 9), PinMode::pin,
       "pin main-9 then main"},
      {"--follow older", main_line, built("main", 8), built("main", 9), PinMode::follow,
       "follow main"},
      {"--follow other branch", main_line, built("feature/x", 1), built("main", 9), PinMode::follow,
       "follow feature/x"},
      {"--follow from a pin",
       pinned,
       built("feature/y", 1),
       {},
       PinMode::follow,
       "follow feature/y"},
  };
  const Component component = built_shop().components.front();
  for (const Case& c : cases) {
    CAPTURE(c.title);
    const Choice after =
        choose_version(component, c.before, c.chosen, c.newest, nullptr, c.mode, who);
    CHECK(text(after) == c.expected);
    if (const auto* pin = std::get_if<Pin>(&after)) CHECK(pin->by == "lilei");
  }
}

TEST_CASE("charts likewise") {
  struct Case {
    Choice before;
    std::string version;
    bool in_range;
    std::string newest;
    PinMode mode;
    std::string expected;
  };
  const Case cases[] = {
      {Follow{"^1"}, "1.10.0", true, "1.10.0", PinMode::automatic, "follow ^1"},
      {Follow{"^1"}, "1.11.0", true, "1.10.0", PinMode::automatic, "follow ^1"},
      {Follow{"^1"}, "1.9.0", true, "1.10.0", PinMode::automatic, "pin 1.9.0 then ^1"},
      {Follow{"^1"}, "2.0.0", false, "1.10.0", PinMode::automatic, "pin 2.0.0 then ^1"},
      {Follow{""}, "1.9.0", true, "1.10.0", PinMode::follow, "follow "},
      {Follow{"^1"}, "1.10.0", true, "1.10.0", PinMode::pin, "pin 1.10.0 then ^1"},
      {Pin{.version = "1", .by = "", .after = "^1"}, "1.10.0", true, "1.10.0", PinMode::automatic,
       "pin 1.10.0 then ^1"},
      {Follow{""}, "odd", true, "1.0.0", PinMode::automatic, "pin odd then "},
  };
  for (const Case& c : cases) {
    CAPTURE(c.version);
    CHECK(text(choose_chart(c.before, c.version, c.in_range, c.newest, c.mode, who)) == c.expected);
  }
}

TEST_CASE("rolling back pins what it moves") {
  const Application application = built_shop();
  Bill runs;
  runs.lines = {{"api", line("api", "main-9")},
                {"jobs", line("jobs", "main-9")},
                {"web", line("web", "d-4")}};
  runs.chart.version = "1.1.0";
  Bill target = runs;
  target.lines["api"] = line("api", "main-7");
  target.lines["web"].digest = "sha256:moved";
  target.lines["gone"] = line("gone", "1");
  target.chart.version = "1.0.0";
  Selection now = initial_selection(application);
  now.chart = Follow{"^1"};
  const Selection after = rolled_back(application, now, runs, {now, target}, who);
  CHECK(text(after.components.at("api")) == "pin main-7 then main");
  CHECK(text(after.components.at("jobs")) == "follow main");
  CHECK(text(after.components.at("web")) == "pin d-4 then develop");
  CHECK(text(after.chart) == "pin 1.0.0 then ^1");
  CHECK_FALSE(after.components.contains("gone"));
  CHECK(rolled_back(application, now, runs, {now, runs}, who) == now);
}

TEST_CASE("rolling back undoes choices that nothing was deployed of yet") {
  const Application application = built_shop();
  Bill runs;
  runs.lines = {{"api", line("api", "main-9")},
                {"jobs", line("jobs", "main-9")},
                {"web", line("web", "d-4")}};
  runs.chart.version = "1.0.0";
  const Selection then = initial_selection(application);
  Selection now = then;
  now.components["api"] = Follow{"feature/x"};
  now.components["jobs"] = Pin{.version = "main-10", .by = "x", .after = "main"};
  now.components["web"] = Pin{.version = "d-4", .by = "x", .after = "develop"};
  now.chart = Follow{"^2"};
  const Selection after = rolled_back(application, now, runs, {then, runs}, who);
  CHECK(text(after.components.at("api")) == "follow main");
  CHECK(text(after.components.at("jobs")) == "follow main");
  CHECK(text(after.components.at("web")) == "pin d-4 then develop");
  CHECK(after.chart == then.chart);
}

TEST_CASE("pins end at their time and follow what they followed before") {
  const Application application = built_shop();
  const Instant noon{Millis{1000}};
  Selection selection;
  selection.components["api"] =
      Pin{.version = "v1", .by = "x", .until = noon, .after = "feature/x"};
  selection.components["jobs"] = Pin{.version = "v1", .by = "x", .until = noon};
  selection.components["web"] = Pin{.version = "v1", .by = "x"};
  const Selection before = effective(selection, application, noon - Millis{1});
  CHECK(text(before.components.at("api")) == "pin v1 then feature/x");
  const Selection after = effective(selection, application, noon);
  CHECK(text(after.components.at("api")) == "follow feature/x");
  CHECK(text(after.components.at("jobs")) == "follow main");
  CHECK(text(after.components.at("web")) == "pin v1 then ");
}

TEST_CASE("a selection fits its application") {
  const Application application = built_shop();
  Selection selection;
  selection.components["old"] = Follow{"main"};
  selection.components["api"] = Pin{.version = "v1", .by = "x"};
  const SelectionGaps found = gaps(application, selection);
  CHECK(found.missing == std::vector<std::string>{"jobs", "web"});
  CHECK(found.extra == std::vector<std::string>{"old"});
  const Selection whole = completed(application, selection);
  CHECK(gaps(application, whole).empty());
  CHECK(text(whole.components.at("api")) == "pin v1 then ");
  CHECK(text(whole.components.at("web")) == "follow develop");
}

TEST_CASE("a bill has a line for every component or says which are missing") {
  const Application application = built_shop();
  std::map<std::string, BillLine> lines{{"api", line("api", "1")}, {"x", line("x", "1")}};
  const auto partial = assemble_bill(application, lines, {}, "", {});
  REQUIRE_FALSE(partial);
  CHECK(partial.error().reason == Reason::state_incomplete);
  CHECK(partial.error().args.get("what") == "jobs, web");
  lines["jobs"] = line("jobs", "1");
  lines["web"] = line("web", "1");
  const auto whole =
      assemble_bill(application, lines, {.version = "1.0.0"}, "sha256:v", {{"a", "b"}});
  REQUIRE(whole);
  CHECK(whole->lines.size() == 3);
  CHECK(whole->chart.version == "1.0.0");
  CHECK(whole->parameters.at("a") == "b");
}

TEST_CASE("the kind of a change") {
  struct Case {
    BillLine before, after;
    std::string word;
  };
  auto moved = line("api", "v1");
  moved.digest = "sha256:other";
  auto undigested = line("api", "v1");
  undigested.digest = "";
  auto elsewhere = line("api", "v1");
  elsewhere.image.host = "other.example.com";
  const Case cases[] = {
      {line("api", "v1"), line("api", "v1"), "same"},
      {line("api", "v1"), undigested, "same"},
      {line("api", "v1"), moved, "moved"},
      {line("api", "v1"), elsewhere, "updated"},
      {line("api", "m-1", 1), line("api", "m-2", 2), "updated"},
      {line("api", "m-2", 2), line("api", "m-1", 1), "older"},
      {line("api", "m-2", 2), line("api", "f-1", 1, "feature/x"), "updated"},
      {line("api", "m-2"), line("api", "m-1"), "updated"},
  };
  for (const Case& c : cases) CHECK(word_of(change_of(c.before, c.after)) == c.word);
}

TEST_CASE("the difference of two bills names everything that changes") {
  Bill before;
  before.lines = {{"api", line("api", "v1")}, {"web", line("web", "v1")}};
  before.chart = {.name = "shop", .version = "1.10.0", .digest = "sha256:a"};
  before.values_digest = "sha256:v";
  before.parameters = {{"Domain", "a"}, {"Old", "x"}};
  CHECK(difference(&before, before).empty());

  Bill after = before;
  after.lines.erase("web");
  after.lines["jobs"] = line("jobs", "v1");
  after.chart.version = "1.9.0";
  after.values_digest = "sha256:w";
  after.parameters = {{"Domain", "b"}, {"New", ""}};
  const BillDifference changed = difference(&before, after);
  CHECK_FALSE(changed.empty());
  REQUIRE(changed.lines.size() == 3);
  CHECK(word_of(changed.lines[0].change) == "same");
  CHECK(word_of(changed.lines[1].change) == "added");
  CHECK(word_of(changed.lines[2].change) == "removed");
  CHECK(word_of(changed.chart) == "older");
  CHECK(changed.values);
  REQUIRE(changed.parameters.size() == 3);
  CHECK(changed.parameters[0].name == "Domain");
  CHECK(changed.parameters[1].before == std::nullopt);
  CHECK(changed.parameters[1].after == "");
  CHECK(changed.parameters[2].after == std::nullopt);

  after = before;
  after.chart.digest = "sha256:b";
  CHECK(word_of(difference(&before, after).chart) == "moved");
  CHECK(word_of(difference(nullptr, before).chart) == "added");
  CHECK(word_of(difference(nullptr, before).lines[0].change) == "added");
}

TEST_CASE("an empty difference is an equal hash where digests are known") {
  Bill bill;
  bill.lines = {{"api", line("api", "v1")}};
  Bill other = bill;
  CHECK(difference(&bill, other).empty() == (bill.hash() == other.hash()));
  other.lines["api"].digest = "sha256:x";
  CHECK(difference(&bill, other).empty() == (bill.hash() == other.hash()));
  other = bill;
  other.parameters["x"] = "";
  CHECK(difference(&bill, other).empty() == (bill.hash() == other.hash()));
}

}  // namespace
}  // namespace chatops::core
