// What a token may is told by what its reads come back with.
// SPDX-License-Identifier: Apache-2.0
#include "coding/token_facts.hpp"

#include <algorithm>

#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

const UseFacts& use(const TokenFacts& facts, std::string_view name) {
  const auto at = std::find_if(facts.uses.begin(), facts.uses.end(),
                               [&](const UseFacts& u) { return u.use == name; });
  REQUIRE(at != facts.uses.end());
  return *at;
}

struct Examined {
  std::map<std::string, net::Response> answers;
  Settings settings = test_settings();
  test::FakeSystem machine;

  Known<TokenFacts> run() {
    test::FakeHttp http([&](const net::Request& request) -> Known<net::Response> {
      const auto action = request.url.substr(request.url.find("Action=") + 7);
      const auto found = answers.find(action);
      return found == answers.end() ? said_error("ResourceNotFound", "x") : found->second;
    });
    Client client(machine.system, http, settings);
    return examine(client, {}, {});
  }
};

}  // namespace

TEST_CASE("answered or merely missed is granted, a refused scope is missing, trouble is unknown") {
  Examined world;
  world.answers = {
      {"DescribeCodingCurrentUser", said({{"User", {{"Name", "Lan"}}}})},
      {"DescribeProjectByName", said({{"Project", {{"Id", 7}}}})},
      {"DescribeIterationList", said({{"Data", Json::object()}})},
      {"DescribeCodingCIJobs", said_error("UnauthorizedOperation", "not open to personal tokens")},
      {"DescribeCdPipelineConfigs", test::answer_of(500, "")},
  };
  const auto facts = value_or_throw(world.run());
  CHECK(facts.who == "Lan");
  CHECK(facts.team == "acme");
  CHECK(use(facts, "tracker").access == Access::granted);
  CHECK(use(facts, "git").access == Access::granted);
  CHECK(use(facts, "git").scope == "vcs:repository:ro");
  CHECK(use(facts, "properties").access == Access::granted);
  CHECK(use(facts, "ci").access == Access::missing);
  CHECK(use(facts, "ci").why->args.get("variable") == "CHATOPS_CODING_CI_TOKEN");
  CHECK(use(facts, "cd").access == Access::unknown);
  CHECK(use(facts, "cd-trigger").access == Access::granted);
}

TEST_CASE("whether a pipeline may be started is seen by a cancelling that does nothing") {
  Examined world;
  world.answers = {{"DescribeCodingCurrentUser", said({{"User", {{"Name", "Lan"}}}})},
                   {"DescribeProjectByName", said({{"Project", {{"Id", 7}}}})}};
  const auto of_trial = [&](net::Response answer) {
    world.answers["CancelCdPipeline"] = std::move(answer);
    return use(value_or_throw(world.run()), "cd-trigger");
  };
  CHECK(of_trial(said(Json::object())).access == Access::granted);
  CHECK(of_trial(said_error("ResourceNotFound", "no such execution")).access == Access::granted);
  const auto lacks =
      of_trial(said_error("UnauthorizedOperation", "The token lacks the scope cd:pipeline:rw."));
  CHECK(lacks.access == Access::missing);
  CHECK(lacks.why->reason == Reason::auth_scope);
  CHECK(lacks.why->args.get("what") == "coding.TriggerCdPipeline");
  CHECK(lacks.why->args.get("scope") == "cd:pipeline:rw");
  for (auto answer : {said_error("InvalidParameter", "x"), test::answer_of(500, "")}) {
    const auto open = of_trial(std::move(answer));
    CHECK(open.access == Access::unknown);
    CHECK(open.why->reason == Reason::access_untried);
    CHECK(open.why->args.get("scope") == "cd:pipeline:rw");
  }
}

TEST_CASE("a stranger to the project is not told to add scopes") {
  for (const char* words :
       {"The token's owner is no member of the project.", "Permission denied"}) {
    CAPTURE(words);
    Examined world;
    const auto refused = said_error("UnauthorizedOperation", words);
    world.answers = {{"DescribeCodingCurrentUser", said({{"User", {{"Name", "Lan"}}}})}};
    for (const char* action :
         {"DescribeProjectByName", "DescribeIterationList", "DescribeGitBranches",
          "DescribeProjectMembers", "DescribeArtifactVersionList", "DescribeArtifactProperties"})
      world.answers[action] = refused;
    const auto facts = value_or_throw(world.run());
    for (const char* name : {"project", "tracker", "git"}) {
      CHECK(use(facts, name).access == Access::missing);
      CHECK(use(facts, name).why->reason == Reason::forbidden);
      CHECK(use(facts, name).why->args.get("why") == "no_member");
      CHECK_FALSE(use(facts, name).why->args.has("scope"));
    }
    CHECK(use(facts, "cd").access == Access::granted);
  }
}

TEST_CASE("a dead token is an error; one that may not say whose it is still has scopes") {
  Examined dead;
  dead.answers = {{"DescribeCodingCurrentUser", said_error("AuthFailure", "token expired")}};
  CHECK(dead.run().error().reason == Reason::auth_invalid);

  Examined project;
  project.settings.token = make_token("pt1", Secret("p"));
  project.answers = {
      {"DescribeCodingCurrentUser", said_error("UnauthorizedOperation", "x")},
      {"DescribeProjectByName", said_error("UnauthorizedOperation", "x")},
      {"DescribeIterationList", said({{"Data", Json::object()}})},
  };
  const auto facts = value_or_throw(project.run());
  CHECK(facts.who.empty());
  CHECK(use(facts, "tracker").scope == "project_issue_rw");
  CHECK(use(facts, "project").access == Access::missing);
  CHECK(use(facts, "cd-trigger").access == Access::missing);
}
