// Secrets: from where they may come, and that they are repeated nowhere.
// SPDX-License-Identifier: Apache-2.0
#include "config/secret_source.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "base/file.hpp"
#include "temporary_folder.hpp"

using namespace chatops;          // NOLINT: a test's file
using namespace chatops::config;  // NOLINT: a test's file

namespace {

class StillClock final : public Clock {
 public:
  Instant now() const override { return {}; }
  Tick tick() const override { return Tick{Millis{1000}}; }
  bool pause_until(Tick /*until*/, const std::stop_token& stop) override {
    return !stop.stop_requested();
  }
};

class FakeSpawner final : public Spawner {
 public:
  Result<Finished> answer = Finished{};
  Command asked;
  Tick deadline{};
  Result<Finished> run(const Call& call, const Command& command) override {
    asked = command;
    deadline = call.deadline;
    return answer;
  }
};

struct SecretSetup {
  TemporaryFolder folder;
  StillClock clock;
  SeededRandom random{1};
  MapVariables variables{{{"TOKEN", "from-env\n"}, {"HOME", "/h"}}};
  FakeSpawner spawner;
  System system{clock, random, variables, spawner};
  Paths paths;

  SecretSetup() { paths.config_file = folder.path() + "/config.yaml"; }
  Result<Value<Secret>> resolve(std::string_view text) {
    const Yaml root = value_or_throw(load_yaml(text, "c.yaml"));
    Problems problems;
    Reader reader(root, problems);
    const auto source = read_secret_source(reader, "token");
    REQUIRE(source);
    problems.throw_if_any("c.yaml");
    return resolve_secret({}, system, paths, *source);
  }
  void file(const std::string& name, std::string_view text, unsigned mode) const {
    REQUIRE(write_file(folder.path() + "/" + name, text, mode));
    REQUIRE(::chmod((folder.path() + "/" + name).c_str(), mode) == 0);
  }
};

}  // namespace

TEST_CASE("from the environment") {
  SecretSetup setup;
  const auto secret = setup.resolve("token: {env: TOKEN}");
  REQUIRE(secret);
  CHECK(secret->value.reveal() == "from-env");
  CHECK(secret->origin == Origin{OriginKind::environment, "TOKEN"});

  const auto missing = setup.resolve("token: {env: NONE}");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().reason == Reason::secret_missing);
  CHECK(missing.error().args.get("what") == "NONE");
  CHECK(missing.error().args.get("where") == "c.yaml:1:8");

  const auto direct =
      resolve_secret({}, setup.system, setup.paths, SecretSource::environment("TOKEN"));
  REQUIRE(direct);
  CHECK(direct->value.reveal() == "from-env");
}

TEST_CASE("from a file") {
  SecretSetup setup;
  setup.file("good", "two\nlines\r\n", 0600);
  const auto secret = setup.resolve("token: {file: good}");
  REQUIRE(secret);
  CHECK(secret->value.reveal() == "two\nlines");
  CHECK(secret->origin == Origin{OriginKind::file, setup.folder.path() + "/good"});

  struct {
    const char* name;
    const char* content;
    unsigned mode;
    Reason reason;
  } const rows[] = {
      {"group", "x", 0640, Reason::secret_exposed},
      {"world", "x", 0604, Reason::secret_exposed},
      {"empty", "\n", 0600, Reason::secret_missing},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    setup.file(row.name, row.content, row.mode);
    const auto result = setup.resolve(std::string("token: {file: ") + row.name + "}");
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == row.reason);
    CHECK(result.error().args.get("what") == row.name);
  }
  CHECK(setup.resolve("token: {file: group}").error().args.get("mode") == "0640");
  const auto missing = setup.resolve("token: {file: nowhere}");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().reason == Reason::secret_unreadable);
  CHECK(missing.error().args.get("why") != "");
  setup.file("large", std::string(70'000, 'x'), 0600);
  CHECK(setup.resolve("token: {file: large}").error().args.get("why") == "config_too_large");
}

TEST_CASE("from a pipe that the shell made") {
  SecretSetup setup;
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  REQUIRE(::write(ends[1], "piped\n", 6) == 6);
  ::close(ends[1]);
  const auto secret = setup.resolve("token: {file: /dev/fd/" + std::to_string(ends[0]) + "}");
  ::close(ends[0]);
  REQUIRE(secret);
  CHECK(secret->value.reveal() == "piped");
}

TEST_CASE("from a command") {
  SecretSetup setup;
  setup.spawner.answer = Finished{0, "from-command\n", "a warning"};
  const auto secret = setup.resolve("token: {command: [pass, show, a b]}");
  REQUIRE(secret);
  CHECK(secret->value.reveal() == "from-command");
  CHECK(secret->origin == Origin{OriginKind::file, "c.yaml:1:8"});
  CHECK(setup.spawner.asked.argv == std::vector<std::string>{"pass", "show", "a b"});
  CHECK(setup.spawner.asked.directory == setup.folder.path());
  CHECK(setup.spawner.asked.output_cap == 65536);
  CHECK(setup.spawner.deadline == Tick{Millis{11'000}});

  setup.spawner.answer = Finished{3, "half a secret", "locked\nmore"};
  auto failed = setup.resolve("token: {command: [pass]}");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().reason == Reason::secret_unreadable);
  CHECK(failed.error().args ==
        Args{{"what", "pass"}, {"where", "c.yaml:1:8"}, {"why", "locked"}, {"exit", "3"}});

  setup.spawner.answer = failure(Reason::program_missing, {{"what", "pass"}});
  failed = setup.resolve("token: {command: pass}");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().args.get("why") == "program_missing");
}

TEST_CASE("what is no source, and that a secret in a file is not repeated") {
  struct {
    const char* text;
    Reason reason;
  } const rows[] = {
      {"token: hunter2", Reason::secret_in_file},
      {"token: [hunter2]", Reason::yaml_wrong_type},
      {"token: {}", Reason::yaml_bad_value},
      {"token: {env: ''}", Reason::yaml_bad_value},
      {"token: {env: A, file: b}", Reason::yaml_bad_value},
      {"token: {command: []}", Reason::yaml_bad_value},
      {"token: {command: ['']}", Reason::yaml_bad_value},
      {"token: {command: {a: b}}", Reason::yaml_wrong_type},
      {"token: {file: [hunter2]}", Reason::yaml_wrong_type},
      {"token: {value: hunter2}", Reason::yaml_unknown_key},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const Yaml root = value_or_throw(load_yaml(row.text, "c.yaml"));
    Problems problems;
    Reader reader(root, problems);
    CHECK_FALSE(read_secret_source(reader, "token"));
    reader.finish();
    REQUIRE(problems.all().size() == 1);
    CHECK(code_of(problems.all()[0].reason) == code_of(row.reason));
    for (const auto& [name, value] : problems.all()[0].args.pairs())
      CHECK(value.find("hunter2") == std::string::npos);
  }
  const Yaml none = value_or_throw(load_yaml("a: 1", "c.yaml"));
  Problems problems;
  Reader reader(none, problems);
  CHECK_FALSE(read_secret_source(reader, "token"));
  CHECK(problems.empty());
}
