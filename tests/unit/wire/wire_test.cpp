// What wire does itself: deal questions to two sources, find out who acts, edit the user's file,
// stand in for absent ports.
// SPDX-License-Identifier: Apache-2.0
#include "wire/wire.hpp"
#include "wire/engines.hpp"

#include <doctest/doctest.h>

#include <atomic>

#include "wire/absent.hpp"
#include "wire/actor.hpp"
#include "wire/artifact_source.hpp"
#include "wire/sandbox.hpp"

using namespace chatops;
using namespace chatops::wire;

namespace {

class NamedSource final : public core::ArtifactSource {
 public:
  explicit NamedSource(std::string name) : name_(std::move(name)) {}
  std::vector<Known<std::vector<core::Artifact>>> versions(
      const Call&, std::span<const core::ImageName> images) override {
    std::vector<Known<std::vector<core::Artifact>>> out;
    for (const auto& image : images) {
      core::Artifact a;
      a.image = image;
      a.version = name_;
      out.push_back(std::vector<core::Artifact>{a});
    }
    return out;
  }
  std::vector<Known<core::Artifact>> properties(
      const Call&, std::span<const core::Artifact> artifacts) override {
    std::vector<Known<core::Artifact>> out;
    for (core::Artifact a : artifacts) {
      a.from.author = name_;
      out.push_back(a);
    }
    return out;
  }

 private:
  std::string name_;
};

class GitName final : public Spawner {
 public:
  Result<Finished> run(const Call&, const Command& command) override {
    asked = command.argv;
    return Finished{.code = code, .output = "Lan Wu\n", .errors = {}};
  }
  int code = 0;
  std::vector<std::string> asked;
};

struct Machine {
  explicit Machine(std::map<std::string, std::string, std::less<>> values)
      : variables(std::move(values)) {}
  SystemClock clock;
  SeededRandom random{1};
  MapVariables variables;
  GitName spawner;
  System system() { return {clock, random, variables, spawner}; }
};

}  // namespace

TEST_CASE("images are dealt to the source they belong to, and answers stand in the order asked") {
  auto source = split_artifact_source(
      std::make_unique<NamedSource>("coding"), std::make_unique<NamedSource>("registry"),
      [](const core::ImageName& image) { return image.host == "c"; });
  const std::vector<core::ImageName> images = {{"r", "1"}, {"c", "2"}, {"r", "3"}, {"c", "4"}};
  const auto answers = source->versions({}, images);
  REQUIRE(answers.size() == 4);
  for (std::size_t i = 0; i < images.size(); ++i) {
    CHECK(answers[i]->front().image == images[i]);
    CHECK(answers[i]->front().version == (images[i].host == "c" ? "coding" : "registry"));
  }
  std::vector<core::Artifact> artifacts(2);
  artifacts[0].image = {"c", "x"};
  artifacts[1].image = {"r", "y"};
  const auto read = source->properties({}, artifacts);
  CHECK(read[0]->from.author == "coding");
  CHECK(read[1]->from.author == "registry");
  CHECK(source->versions({}, {}).empty());
}

TEST_CASE("who acts: the variable, then CI, then git, then the login") {
  struct Row {
    std::map<std::string, std::string, std::less<>> variables;
    int git_code;
    std::string name;
    core::Origin origin;
  };
  const Row rows[] = {
      {{{"CHATOPS_ACTOR", "a"}, {"TRIGGER_USER_NAME", "t"}, {"CI", "true"}},
       0,
       "a",
       core::Origin::ci},
      {{{"TRIGGER_USER_NAME", "t"}, {"CI", "1"}}, 0, "t", core::Origin::ci},
      {{{"USER", "u"}, {"CI", "false"}}, 0, "Lan Wu", core::Origin::cli},
      {{{"USER", "u"}, {"LOGNAME", "l"}}, 1, "l", core::Origin::cli},
      {{{"USER", "u"}}, 1, "u", core::Origin::cli},
  };
  for (const Row& row : rows) {
    Machine machine(row.variables);
    machine.spawner.code = row.git_code;
    const core::Actor actor = find_actor({}, machine.system(), "/somewhere");
    CHECK(actor.name == row.name);
    CHECK(actor.origin == row.origin);
  }
}

TEST_CASE(
    "the profile of the sandbox is put into the user's file, and nothing else in it changes") {
  const std::string block = "sandbox:\n  language: zh\n";
  const std::string ours =
      "  # sandbox: written by `chatops sandbox start`\n  sandbox:\n    language: zh\n  # sandbox: "
      "end\n";
  struct Row {
    std::string before, after;
  };
  const Row rows[] = {
      {"", "profiles:\n" + ours},
      {"# mine\nprofile: work\n", "# mine\nprofile: work\nprofiles:\n" + ours},
      {"profiles:\n  work: {language: en}  # keep\n",
       "profiles:\n" + ours + "  work: {language: en}  # keep\n"},
      {"profiles: # all\n\n  # a\n  work: {}\nprofile: work\n",
       "profiles: # all\n" + ours + "\n  # a\n  work: {}\nprofile: work\n"},
      {"profiles:\n" + ours + "  work: {}\n", "profiles:\n" + ours + "  work: {}\n"},
  };
  for (const Row& row : rows) CHECK(with_sandbox_profile(row.before, block) == row.after);
  CHECK(with_sandbox_profile("profiles:\n    work: {}\n", block)
            .find("\n    sandbox:\n      language: zh\n") != std::string::npos);
  const std::string once = with_sandbox_profile("profiles:\n  work: {}\n", block);
  CHECK(with_sandbox_profile(once, block) == once);
}

TEST_CASE(
    "a system that is not configured answers so, whatever is asked, and certainly starts nothing") {
  const Absence absence{
      Error(Reason::not_configured, {{"what", "CODING"}, {"try", "CHATOPS_CODING_TOKEN"}})};
  CHECK(absent_tracker(absence)->iterations({}).error().reason == Reason::not_configured);
  const std::vector<core::BranchQuery> queries(3);
  CHECK(absent_source_host(absence)->heads({}, queries).size() == 3);
  CHECK(absent_builds(absence)->newest({}, queries)[2].error().args.get("try") ==
        "CHATOPS_CODING_TOKEN");
}

TEST_CASE("engines by name; one that there is not is told with those that there are") {
  Engines engines({.coding = [] { return failure(Reason::not_configured); }});
  CHECK(std::holds_alternative<core::Refused>(engines.of("coding").start({}, {})));
  try {
    (void)engines.of("argo");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::unknown_engine);
    CHECK(error.args.get("what") == "argo");
    CHECK(error.args.get("try") == "coding");
  }
  REQUIRE(engine_readers().size() == 1);
  CHECK(engine_readers().front().name == "coding");
}

TEST_CASE("tasks that run together are all done when it returns") {
  std::atomic<int> done = 0;
  std::vector<std::function<void()>> tasks(9, [&] { ++done; });
  run_together(tasks);
  CHECK(done == 9);
  run_together({});
}
