// Completion: the line at the cursor, the cache's text written and read back, and what is offered
// from it. Everything in a cache came from outside.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>

#include "command/completion/sections.hpp"
#include "command/table/cache_key.hpp"
#include "command/table/outside_values.hpp"

using namespace chatops;
using namespace chatops::command;
using completion::Section;
using completion::Sections;

namespace {

constexpr auto key = "/work\tprofile=sandbox";

Sections classroom() {
  return {
      {.kind = "used", .lines = {{"s42"}}},
      {.kind = "here", .lines = {{"platform"}}},
      {.kind = "environment", .lines = {{"s42", "ready", "42"}, {"try", "failed", ""}}},
      {.kind = "component",
       .names = 2,
       .lines = {{"api", "api-repo", "", "main"}, {"api-gate", "platform", "Gate", "main"}}},
      {.kind = "repository", .lines = {{"api-repo"}, {"platform"}}},
      {.kind = "runs", .names = 3, .lines = {{"s42", "api", "main-2-b"}}},
      {.kind = "revision", .names = 2, .lines = {{"s42", "2", "succeeded", "999900", "lin"}}},
      {.kind = "iteration", .lines = {{"41", "ended", "Old"}, {"42", "active", "Rooms"}}},
      {.kind = "parameter", .lines = {{"Level", "Log level", "info"}}},
      {.kind = "option", .names = 2, .lines = {{"Level", "info"}, {"Level", "debug"}}},
      {.kind = "version",
       .of = "api",
       .names = 2,
       .lines = {{"api", "main-2-b", "main", "996400", "dd5a97b0112233"},
                 {"api", "main-1-a", "main", ""}}},
      {.kind = "version", .of = "api-gate", .names = 2, .lines = {{"api-gate", "9"}}},
      {.kind = "branch",
       .of = "api-repo",
       .names = 2,
       .lines = {{"api-repo", "dev"}, {"api-repo", "main"}}},
      {.kind = "branch", .of = "platform", .names = 2, .lines = {{"platform", "fix/x", "999999"}}},
  };
}

struct Offered {
  std::vector<std::string> words;
  std::map<std::string, std::string> says;
  bool without_space = false;
};

Offered offered(const std::vector<std::string>& words, const Sections& sections = classroom(),
                const std::string& variable = "") {
  const std::string text = completion::text_of(key, 30, sections);
  const auto cache = table::Cache::open(text, key);
  REQUIRE(cache);
  table::Completions found = table::complete(words, table::Language::en);
  const table::Surroundings around{.now = 1'000'000, .environment = variable};
  table::OutsideValues(found, *cache, around).add();
  Offered out{.without_space = found.without_space};
  for (const auto& one : found.words) {
    out.words.push_back(one.word);
    out.says[one.word] = one.says;
  }
  return out;
}

}  // namespace

TEST_CASE("each place is offered what fits there") {
  struct Row {
    std::vector<std::string> line, wanted;
  };
  const Row rows[] = {
      {{"deploy", "-e", ""}, {"s42", "try"}},
      {{"deploy", "-et"}, {"-etry"}},
      {{"deploy", "--environment=s"}, {"--environment=s42"}},
      {{"deploy", ""}, {".", "api", "api-gate"}},
      {{"deploy", "ap"}, {"api", "api-gate"}},
      {{"deploy", "api"}, {"api=", "api@", "api-gate"}},
      {{"deploy", "api-"}, {"api-gate=", "api-gate@"}},
      {{"deploy", "."}, {".@"}},
      {{"deploy", ".@"}, {".@fix/x"}},
      {{"deploy", "api=main-1"}, {"api=main-1-a"}},
      {{"deploy", "api=dd5"}, {"api=dd5a97b"}},
      {{"deploy", "api=dd5a97b01"}, {"api=dd5a97b01"}},
      {{"deploy", "api@"}, {"api@main", "api@dev"}},
      {{"deploy", "nothing="}, {}},
      {{"deploy", "api@main", ""}, {".", "api-gate"}},
      {{"deploy", "--", "api-"}, {"api-gate=", "api-gate@"}},
      {{"deploy", "--param", ""}, {"Level="}},
      {{"deploy", "--param", "Level=d"}, {"Level=debug"}},
      {{"deploy", "--param=Level=i"}, {"--param=Level=info"}},
      {{"deploy", "--iteration", ""}, {"42", "41"}},
      {{"branch", ""}, {"api-repo", "platform", "fix/x"}},
      {{"branch", "platform", ""}, {"fix/x"}},
      {{"artifact", "list", "-b", ""}, {"dev", "fix/x", "main"}},
      {{"artifact", "list", "api", "-b", ""}, {"main", "dev"}},
      {{"artifact", "show", "api-"}, {"api-gate="}},
      {{"rollback", ""}, {"2"}},
      {{"rollback", "-e", "try", ""}, {}},
      {{"env", "show", "t"}, {"try"}},
      {{"env", "create", ""}, {}},
      {{"env", "delete", "try", "--confirm", ""}, {"try"}},
      {{"doctor", "kube_r"}, {"kube_rights"}},
      {{"dev", "image", ""}, {"check"}},
      {{"nonsense", ""}, {}},
      {{}, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line.size());
    CAPTURE((row.line.empty() ? std::string() : row.line.back()));
    CHECK(offered(row.line).words == row.wanted);
  }
}

TEST_CASE("what is offered says what a person wants to know of it") {
  CHECK(offered({"deploy", "-e", ""}).says.at("s42") == "ready · Rooms · in use here");
  CHECK(offered({"deploy", "api"}).says.at("api-gate") == "Gate");
  CHECK(offered({"deploy", "a"}).says.at("api") == "main-2-b");
  CHECK(offered({"deploy", "-e", "try", "a"}).says.at("api") == "");
  CHECK(offered({"deploy", "a"}, classroom(), "try").says.at("api") == "");
  CHECK(offered({"deploy", "api="}).says.at("api=main-2-b") == "main · 1h · running");
  CHECK(offered({"deploy", ".@"}).says.at(".@fix/x") == "1s");
  CHECK(offered({"rollback", ""}).says.at("2") == "succeeded · 1m · lin");
  CHECK(offered({"deploy", "ap"}).without_space);
  CHECK_FALSE(offered({"deploy", "api=m"}).without_space);
}

TEST_CASE("nothing from outside reaches a terminal that may not") {
  const std::string bad[] = {"esc\x1b[31m",
                             "tab\there",
                             "line\nend",
                             "del\x7f",
                             "\xC2\x9B"
                             "31m",
                             "\xFF",
                             "right\xE2\x80\xAEleft",
                             "zero\xE2\x80\x8Bwidth",
                             ""};
  for (const std::string& name : bad) {
    const Sections sections = {{.kind = "environment", .lines = {{name, "ready"}, {"ok", name}}}};
    const Offered got = offered({"env", "show", ""}, sections);
    CAPTURE(name);
    CHECK(got.words == std::vector<std::string>{"ok"});
    CHECK(table::is_plain(got.says.at("ok")));
  }
  const Sections odd = {{.kind = "environment",
                         .lines = {{"-rf"}, {std::string(300, 'x')}, {"a b"}, {"中文"}, {"$(x)"}}}};
  CHECK(offered({"env", "show", ""}, odd).words == std::vector<std::string>{"a b", "中文", "$(x)"});
  const Sections talkative = {{.kind = "class", .lines = {{"x", std::string(150, 'y')}}}};
  CHECK(offered({"deploy", "--class", ""}, talkative).says.at("x").size() < 110);
}

TEST_CASE("a text that is not whole, or of another place, is no cache") {
  const std::string good = completion::text_of(key, 30, classroom());
  REQUIRE(table::Cache::open(good, key));
  CHECK(table::Cache::open(good, key)->fresh_seconds() == 30);
  CHECK_FALSE(table::Cache::open(good, "/work"));
  CHECK_FALSE(table::Cache::open(good, std::string(key) + "x"));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(table::Cache::open(std::string_view(good).substr(0, size), key));
  CHECK_FALSE(table::Cache::open("x" + good, key));
  CHECK_FALSE(table::Cache::open(good + "\n", key));
  CHECK_FALSE(table::Cache::open(good + std::string(table::cache_cap, '\n'), key));
  std::string other = good;
  other.replace(other.find("completion 1"), 12, "completion 2");
  CHECK_FALSE(table::Cache::open(other, key));
}

TEST_CASE("what could not be read is what it was") {
  const std::string before = completion::text_of(key, 30, classroom());
  const auto old = table::Cache::open(before, key);
  const Sections now =
      completion::with_old_lines({{.kind = "environment", .lines = {{"new", "ready"}}},
                                  {.kind = "version", .of = "api", .names = 2, .known = false},
                                  {.kind = "version", .of = "api-gate", .names = 2},
                                  {.kind = "branch", .names = 2, .known = false}},
                                 *old);
  const std::string text = completion::text_of(key, 30, now);
  const auto cache = table::Cache::open(text, key);
  REQUIRE(cache);
  CHECK(cache->first("environment")[0] == "new");
  CHECK(cache->first("version", "api")[1] == "main-2-b");
  CHECK(cache->first("version", "api-gate")[1].empty());  // known to be none
  CHECK(cache->first("branch", "platform")[1] == "fix/x");
  CHECK(cache->first("component")[0].empty());
}

TEST_CASE("a cache never grows beyond what a reader accepts") {
  Section many{.kind = "branch", .of = "r", .names = 2};
  for (int i = 0; i < 60'000; ++i)
    many.lines.push_back({"r", std::string(60, 'b') + std::to_string(i)});
  const std::string text = completion::text_of(key, 30, {many});
  CHECK(text.size() < table::cache_cap);
  CHECK(table::Cache::open(text, key));
}

TEST_CASE("a dead network is asked more and more seldom, and never given up") {
  CHECK(completion::fresh_after(0) == 30);
  CHECK(completion::fresh_after(1) == 60);
  CHECK(completion::fresh_after(2) == 120);
  CHECK(completion::fresh_after(1'000'000) == 120);
}

TEST_CASE("the key holds all that decides, and no secret") {
  std::map<std::string, std::string, std::less<>> set = {{"HOME", "/home/lin"}};
  const auto variable = [&](std::string_view name) -> std::optional<std::string> {
    const auto at = set.find(name);
    return at == set.end() ? std::nullopt : std::optional(at->second);
  };
  const auto key_of = [&](const table::Standing& standing) {
    return table::cache_key(standing, variable);
  };
  const std::string plain = key_of({.folder = "/nowhere"});
  CHECK(plain == "/nowhere\tHOME=/home/lin");
  CHECK(key_of({.folder = "/nowhere", .profile = "x"}) != plain);
  CHECK(key_of({.folder = "/nowhere", .app = "https://lin:secret@git/x#y"}).find("secret") ==
        std::string::npos);
  CHECK(key_of({.folder = "/line\nend\t%"}) == "/line%0Aend%09%25\tHOME=/home/lin");
  set["CHATOPS_CODING_TOKEN"] = "hidden";
  CHECK(key_of({.folder = "/nowhere"}) == plain);
  set["CHATOPS_PROFILE"] = "x";
  CHECK(key_of({.folder = "/nowhere"}) == key_of({.folder = "/nowhere", .profile = "x"}));
  CHECK(table::cache_name("a").size() == 16);
  CHECK(table::cache_name("a") != table::cache_name("b"));
  CHECK(table::cache_folder(variable) == "/home/lin/.cache/chatops/completion");
  set["XDG_CACHE_HOME"] = "relative";
  CHECK(table::cache_folder(variable) == "/home/lin/.cache/chatops/completion");
  set["XDG_CACHE_HOME"] = "/cache";
  CHECK(table::cache_folder(variable) == "/cache/chatops/completion");
  set.clear();
  CHECK(table::cache_folder(variable).empty());
}
