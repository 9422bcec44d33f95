// Which of docker's entries is for a repository, and helpers that do not answer as they should.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

#include <filesystem>
#include <fstream>

#include "registry/docker_config.hpp"
#include "registry/docker_key.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

/// The keys that fit, best first, with one blank between them.
std::string fitting(const std::vector<std::string>& keys, const char* host,
                    const char* repository) {
  std::string out;
  for (const auto& one : fitting_keys(keys, host, repository))
    out += (out.empty() ? "" : " ") + one.key;
  return out;
}

struct Machine {
  explicit Machine(const std::string& config) : stored(fake.system) {
    std::ofstream(home.file("config.json")) << config;
    fake.spawner.program = [this](const Command& command) -> Result<Finished> {
      asked.push_back(command.argv.front().substr(18) + " " + command.input);
      return helper(command);
    };
  }
  Credentials of(const char* host, const char* repository = "", const Call& call = {}) {
    return stored.look_up(call, home.file("config.json"), host, repository);
  }

  test::TempFolder home;
  test::FakeSystem fake;
  DockerCredentials stored;
  std::vector<std::string> asked;
  std::function<Result<Finished>(const Command&)> helper = [](const Command&) -> Result<Finished> {
    return Finished{1, "credentials not found in native keychain\n", ""};
  };
};

}  // namespace

TEST_CASE("the exact key first, then those of old") {
  CHECK(fitting({"http://r.test/v2/", "https://r.test/v1/", "https://r.test/v2/", "https://r.test",
                 "r.test:443", "r.test", "R.test", "other.test", "https://r.test.evil/v2/"},
                "r.test", "team/api") ==
        "r.test r.test:443 R.test https://r.test https://r.test/v2/ https://r.test/v1/ "
        "http://r.test/v2/");
  CHECK(fitting({"https://r.test:443/v1/", "http://r.test:80/v2/", "r.test:80", "r.test:8443"},
                "r.test:443", "") == "https://r.test:443/v1/ http://r.test:80/v2/");
  CHECK(fitting({"registry.localhost:5000", "https://registry.localhost:5000/v1/"},
                "registry.localhost:5000",
                "") == "registry.localhost:5000 https://registry.localhost:5000/v1/");
  CHECK(fitting({"docker.io", "index.docker.io", "https://index.docker.io/v1/",
                 "https://registry-1.docker.io/v2/", "https://index.other.test/v1/"},
                "docker.io", "library/busybox") ==
        "https://index.docker.io/v1/ docker.io index.docker.io https://registry-1.docker.io/v2/");
  CHECK(fitting({"https://index.other.test/v1/"}, "index.other.test", "") ==
        "https://index.other.test/v1/");
  CHECK(fitting({"localhost", "localhost:80", "localhost:443"}, "localhost:80", "") ==
        "localhost localhost:80");
}

TEST_CASE("a namespace's key is for its repositories, and goes before the host's") {
  const std::vector<std::string> keys = {
      "r.test",   "r.test/team", "r.test/team/api", "r.test/tea", "https://r.test/v2/other/",
      "r.test/v2"};
  CHECK(fitting(keys, "r.test", "team/api") == "r.test/team/api r.test/team r.test r.test/v2");
  CHECK(fitting(keys, "r.test", "team/apis") == "r.test/team r.test r.test/v2");
  CHECK(fitting(keys, "r.test", "teams/api") == "r.test r.test/v2");
  CHECK(fitting(keys, "r.test", "other/x") == "https://r.test/v2/other/ r.test r.test/v2");
  CHECK(fitting(keys, "r.test", "") == "r.test r.test/v2");
  CHECK(fitting({"r.test/team"}, "r.test", "") == "");
  CHECK(fitting({"r.test/team"}, "r.test", "elsewhere/api") == "");
}

TEST_CASE("a namespace's password never leaves it") {
  Machine machine(R"({"auths":{"r.test/team":{"username":"team","password":"t"},
                               "r.test":{"username":"all","password":"a"},
                               "s.test/team/":{"username":"s","password":"s"}}})");
  CHECK(machine.of("r.test", "team/api").user == "team");
  CHECK(machine.of("r.test", "team/api").name_space == "team");
  CHECK(machine.of("r.test", "other/api").user == "all");
  CHECK(machine.of("r.test").name_space == "");
  CHECK(machine.of("s.test", "team/api").user == "s");
  CHECK(machine.of("s.test", "other/api").empty());
  CHECK(machine.of("s.test").empty());
}

TEST_CASE("a session sends each repository its own") {
  test::TempFolder home;
  std::ofstream(home.file("config.json"))
      << R"({"auths":{"r.test/a":{"username":"u","password":"pw"}}})";
  World world({}, {{"DOCKER_CONFIG", home.path()}});
  world.registry.user = "u";
  world.registry.password = "pw";
  world.registry.basic = true;
  for (const char* path : {"a/api", "b/api"})
    world.registry.put_manifest(path, "v1", image_manifest(world.registry, path, {}));
  const std::vector<core::ImageQuery> queries = {{{"r.test", "a/api"}, "v1", false},
                                                 {{"r.test", "b/api"}, "v1", false}};
  const auto facts = make_images(world.session)->facts({}, queries);
  CHECK(facts[0]);
  CHECK(facts[1].error().reason == Reason::auth_missing);
}

TEST_CASE("a store is asked for what docker would ask, and for the keys that it keeps") {
  Machine machine(R"({"credsStore":"box","credHelpers":{"own.test":"own","off.test":""},
    "auths":{"r.test":{},"https://old.test/v1/":{},"r.test/team":{},"off.test":{"username":"f","password":"f"}}})");
  machine.helper = [](const Command& command) -> Result<Finished> {
    if (command.input == "https://old.test/v1/" || command.input == "r.test/team")
      return Finished{0, R"({"Username":"u","Secret":"s"})", ""};
    return Finished{1, "credentials not found in native keychain", ""};
  };
  CHECK(machine.of("r.test", "team/api").user == "u");
  CHECK(machine.of("r.test", "other").empty());
  CHECK(machine.of("old.test").user == "u");
  CHECK(machine.of("own.test").empty());
  CHECK(machine.of("off.test").user == "f");
  CHECK(machine.of("docker.io").empty());
  CHECK(machine.of("old.test", "again").user == "u");
  CHECK(machine.asked == std::vector<std::string>{"box r.test/team", "box r.test",
                                                  "box https://old.test/v1/", "own own.test",
                                                  "box https://index.docker.io/v1/"});
  CHECK_FALSE(machine.of("r.test", "other").trouble);
}

TEST_CASE("helpers that fail say why, once; what the file has is used all the same") {
  struct Row {
    Result<Finished> result;
    const char *why, *said;
  };
  const Row rows[] = {
      {failure(Reason::program_missing), "helper_missing", ""},
      {failure(Reason::spawn_failed), "helper_missing", ""},
      {failure(Reason::deadline_passed), "helper_silent", ""},
      {failure(Reason::answer_too_large), "helper_odd", ""},
      {Finished{0, "Welcome!\n{\"Username\":", ""}, "helper_odd", ""},
      {Finished{0, "", ""}, "helper_odd", ""},
      {Finished{0, "[1]", ""}, "helper_odd", ""},
      {Finished{1, "pass store is uninitialized\nmore", ""}, "helper_ended",
       "pass store is uninitialized"},
      {Finished{2, R"({"Secret":"geheim"})", "panic: x"}, "helper_ended", "panic: x"},
      {Finished{2, R"({"Secret":"geheim"})", ""}, "helper_ended", ""},
      {Finished{127, "", "x: line 2: pass: command not found"}, "helper_ended",
       "x: line 2: pass: command not found"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Machine machine(R"({"credsStore":"x","auths":{"b.test":{"username":"b","password":"b"}}})");
    machine.helper = [&](const Command&) { return row.result; };
    const auto none = machine.of("a.test");
    CHECK(none.empty());
    REQUIRE(none.trouble);
    CHECK(none.trouble->reason == Reason::credential_helper_failed);
    CHECK(none.trouble->args.get("what") == "docker-credential-x");
    CHECK(none.trouble->args.get("where") == "a.test");
    CHECK(none.trouble->args.get("why") == row.why);
    CHECK(none.trouble->args.get("said") == row.said);
    const auto file = machine.of("b.test");
    CHECK(file.user == "b");
    CHECK(file.trouble->args.get("where") == "b.test");
  }
  Machine silent(R"({"credsStore":"x"})");
  silent.helper = [](const Command&) -> Result<Finished> {
    return failure(Reason::deadline_passed);
  };
  CHECK(silent.of("a.test").trouble);
  CHECK(silent.of("b.test").trouble);
  CHECK(silent.asked.size() == 1);
}

TEST_CASE("no file is no trouble, a damaged one is") {
  Machine damaged(R"({"auths":)");
  CHECK(damaged.of("r.test").trouble->reason == Reason::file_unreadable);
  std::filesystem::remove(damaged.home.file("config.json"));
  CHECK_FALSE(damaged.of("r.test").trouble);
}
