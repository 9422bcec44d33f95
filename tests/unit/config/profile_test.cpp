// Paths, profiles and where a setting comes from.
// SPDX-License-Identifier: Apache-2.0
#include "config/profile.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/file.hpp"
#include "temporary_folder.hpp"

using namespace chatops;          // NOLINT: a test's file
using namespace chatops::config;  // NOLINT: a test's file

namespace {

constexpr std::string_view two_profiles =
    "profile: work\n"
    "profiles:\n"
    "  work: {language: zh, coding: {team: acme}}\n"
    "  home: ~\n";

MapVariables variables_of(std::map<std::string, std::string, std::less<>> values) {
  return MapVariables(std::move(values));
}

struct ProfileSetup {
  TemporaryFolder folder;
  std::map<std::string, std::string, std::less<>> variables;

  explicit ProfileSetup(std::string_view text) {
    variables["HOME"] = folder.path();
    variables["CHATOPS_CONFIG"] = folder.path() + "/config.yaml";
    REQUIRE(write_file(folder.path() + "/config.yaml", text));
  }
  Result<Profile> load(const std::optional<std::string>& flag = {}) const {
    const MapVariables all(variables);
    return load_profile(all, value_or_throw(user_paths(all)), flag);
  }
};

}  // namespace

TEST_CASE("XDG directories") {
  struct {
    std::map<std::string, std::string, std::less<>> variables;
    const char *config, *state, *cache;
    bool named;
  } const rows[] = {
      {{{"HOME", "/h"}},
       "/h/.config/chatops/config.yaml",
       "/h/.local/state/chatops",
       "/h/.cache/chatops",
       false},
      {{{"HOME", "/h"},
        {"XDG_CONFIG_HOME", "/c"},
        {"XDG_STATE_HOME", "/s/"},
        {"XDG_CACHE_HOME", "/k"}},
       "/c/chatops/config.yaml",
       "/s/chatops",
       "/k/chatops",
       false},
      {{{"HOME", "/h"}, {"XDG_CONFIG_HOME", "c"}, {"XDG_STATE_HOME", "./s"}},
       "/h/.config/chatops/config.yaml",
       "/h/.local/state/chatops",
       "/h/.cache/chatops",
       false},
      {{{"HOME", "/h"}, {"CHATOPS_CONFIG", "/x/../y.yaml"}},
       "/y.yaml",
       "/h/.local/state/chatops",
       "/h/.cache/chatops",
       true},
  };
  for (const auto& row : rows) {
    const Paths paths = value_or_throw(user_paths(MapVariables(row.variables)));
    CHECK(paths.config_file == row.config);
    CHECK(paths.config_file_named == row.named);
    CHECK(paths.state_dir == row.state);
    CHECK(paths.cache_dir == row.cache);
  }
  const Paths paths = value_or_throw(user_paths(variables_of({{"HOME", "/h"}})));
  CHECK(paths.resolve("~/a", "/b") == "/h/a");
  CHECK(paths.resolve("a/../c", "/b") == "/b/c");
  CHECK(paths.resolve("/a", "/b") == "/a");
  CHECK(paths.resolve("~a", "/b") == "/b/~a");
}

TEST_CASE("which profile") {
  ProfileSetup setup(two_profiles);
  auto profile = value_or_throw(setup.load());
  CHECK(profile.name.value == "work");
  CHECK(profile.name.origin == Origin{OriginKind::file, profile.file + ":1:10"});
  CHECK(profile.profiles == std::vector<std::string>{"work", "home"});
  REQUIRE(profile.section("coding") != nullptr);
  CHECK(profile.section("coding")->find("team")->text == "acme");
  CHECK(profile.section("registries") == nullptr);

  setup.variables["CHATOPS_PROFILE"] = "home";
  profile = value_or_throw(setup.load());
  CHECK(profile.name.origin == Origin{OriginKind::environment, "CHATOPS_PROFILE"});
  CHECK(profile.section("coding") == nullptr);

  profile = value_or_throw(setup.load("work"));
  CHECK(profile.name.origin == Origin{OriginKind::flag, "--profile"});

  const auto missing = setup.load("hoem");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().reason == Reason::profile_not_found);
  CHECK(missing.error().args.get("try") == "home");
  CHECK(missing.error().args.get("where") == profile.file);
}

TEST_CASE("what the profile's rooms do not take is reported") {
  const ProfileSetup setup("profiles: {default: {langauge: en, coding: {}}}\n");
  const Profile profile = value_or_throw(setup.load());
  CHECK(profile.name.origin.kind == OriginKind::standard);
  Problems problems;
  Reader reader = profile.reader(problems);
  reader.take("coding");
  CHECK(reader.string("language") == std::nullopt);
  reader.finish();
  REQUIRE(problems.all().size() == 1);
  CHECK(problems.all()[0].args.get("what") == "profiles.default.langauge");
  CHECK(problems.all()[0].args.get("try") == "language");
}

TEST_CASE("no file, an empty one, and one that was named and is missing") {
  TemporaryFolder folder;
  const MapVariables bare = variables_of({{"HOME", folder.path()}});
  const auto none = load_profile(bare, value_or_throw(user_paths(bare)));
  REQUIRE(none);
  CHECK(none->name.value == "default");
  CHECK(none->file.empty());
  CHECK(none->settings.is_map());
  const auto asked = load_profile(bare, value_or_throw(user_paths(bare)), "x");
  REQUIRE_FALSE(asked);
  CHECK(asked.error().reason == Reason::profile_not_found);

  CHECK(ProfileSetup("# nothing yet\n").load());
  CHECK(ProfileSetup("profiles:\n").load());

  const MapVariables named(
      {{"HOME", folder.path()}, {"CHATOPS_CONFIG", folder.path() + "/no.yaml"}});
  const auto missing = load_profile(named, value_or_throw(user_paths(named)));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().reason == Reason::config_not_found);
}

TEST_CASE("mistakes in the configuration") {
  struct {
    const char* text;
    Reason reason;
    std::size_t mistakes;
  } const rows[] = {
      {"- a\n", Reason::config_invalid, 1},
      {"profile: [a]\nprofles: {}\n", Reason::config_invalid, 2},
      {"profiles: {default: 5}\n", Reason::config_invalid, 1},
      {"profiles: {a: {}, a: {}}\n", Reason::config_invalid, 1},
      {"profiles: {", Reason::yaml_syntax, 0},
      {"profile: gone\n", Reason::profile_not_found, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto result = ProfileSetup(row.text).load();
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == row.reason);
    CHECK(result.error().more.size() == row.mistakes);
  }
}

TEST_CASE("settings from the environment carry its name") {
  const MapVariables variables({{"A", "1"}, {"EMPTY", ""}});
  const auto a = from_environment(variables, "A");
  REQUIRE(a);
  CHECK(a->value == "1");
  CHECK(a->origin == Origin{OriginKind::environment, "A"});
  CHECK_FALSE(from_environment(variables, "EMPTY"));
  const std::optional<Value<std::string>> file =
      Value<std::string>{"2", {OriginKind::file, "f:1:1"}};
  CHECK(first_of(a, file)->value == "1");
  CHECK(first_of({}, file)->value == "2");
}

TEST_CASE("registries of the whole file are every profile's") {
  const TemporaryFolder folder;
  Paths paths;
  paths.config_file = folder.path() + "/config.yaml";
  value_or_throw(write_file(paths.config_file, "registries: {r.test: {username: u}}\n"));
  const auto profile = value_or_throw(load_profile(MapVariables{{}}, paths));
  CHECK(profile.shared_registries.find("r.test") != nullptr);
  CHECK(profile.section("registries") == nullptr);
}
