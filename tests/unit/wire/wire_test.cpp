// What wire finds out itself: who acts, and which engine bears a name.
// SPDX-License-Identifier: Apache-2.0
#include "wire/wire.hpp"

#include <doctest/doctest.h>

#include "wire/actor.hpp"
#include "wire/engines.hpp"

using namespace chatops;
using namespace chatops::wire;

namespace {

class GitName final : public Spawner {
 public:
  Result<Finished> run(const Call&, const Command& command) override {
    asked = command.argv;
    return Finished{.code = code, .output = "Lan Wu\n", .errors = {}};
  }
  int code = 0;
  std::vector<std::string> asked;
};

class NoCharts final : public core::ChartSource {
  Known<std::vector<core::ChartVersion>> versions(const Call&, const core::Chart&) override {
    return failure(Reason::chart_not_found);
  }
  Known<core::ChartPackage> fetch(const Call&, const core::Chart&,
                                  const core::ChartVersion&) override {
    return failure(Reason::chart_not_found);
  }
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
    const core::Actor actor = find_actor({}, machine.system(), "/somewhere", true);
    CHECK(actor.name == row.name);
    CHECK(actor.origin == row.origin);
  }
}

TEST_CASE("the id of who acts begins with who vouches for it, and needs no program") {
  struct Row {
    std::map<std::string, std::string, std::less<>> variables;
    std::string id;
  };
  const Row rows[] = {
      {{{"CHATOPS_ACTOR", "a"}, {"TRIGGER_USER_ID", "7"}}, "named:a"},
      {{{"TRIGGER_USER_ID", "7"}, {"CI", "true"}, {"JOB_NAME", "j"}}, "coding:7"},
      {{{"CI", "true"}, {"CCI_JOB_NAME", "c"}, {"JOB_NAME", "j"}}, "ci:coding/c"},
      {{{"CI", "true"}, {"JOB_NAME", "team/j"}}, "ci:jenkins/team/j"},
      {{{"CI", "true"}, {"USER", "u"}}, "ci:u@"},
      {{{"USER", "u"}, {"JOB_NAME", "j"}}, "user:u@"},
  };
  for (const Row& row : rows) {
    Machine machine(row.variables);
    const core::Actor actor = find_actor({}, machine.system(), "/somewhere", false);
    CHECK(actor.id.starts_with(row.id));
    if (row.id.ends_with('@')) {
      CHECK(actor.id.size() > row.id.size());
    } else {
      CHECK(actor.id == row.id);
    }
    CHECK(actor.name != "Lan Wu");  // git was not asked
  }
}

TEST_CASE("engines by name; one that there is not is told with those that there are") {
  Machine machine({});
  NoCharts charts;
  Engines engines({.coding = failure(Reason::not_configured),
                   .helm = {.system = machine.system(),
                            .charts = charts,
                            .folder = "",
                            .cluster = {},
                            .read_yaml = {}}});
  CHECK(std::holds_alternative<core::Refused>(engines.of("coding").start({}, {})));
  try {
    (void)engines.of("argo");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::unknown_engine);
    CHECK(error.args.get("what") == "argo");
    CHECK(error.args.get("try") == "coding, helm");
  }
  REQUIRE(engine_readers().size() == 2);
  CHECK(engine_readers().front().name == "coding");
}
