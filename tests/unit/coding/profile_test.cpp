// The section `coding`, the variables above it, and the tokens they lead to.
// SPDX-License-Identifier: Apache-2.0
#include "coding/profile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ostream>

#include "config/yaml.hpp"
#include "support/fake_system.hpp"

using namespace chatops;
using namespace chatops::coding;

namespace {

config::Profile profile_of(const char* yaml) {
  config::Profile profile;
  profile.settings = *config::load_yaml(yaml, "config.yaml");
  return profile;
}

}  // namespace

TEST_CASE("variables win over the file, and each value knows its origin") {
  test::FakeSystem machine({{"CHATOPS_CODING_URL", "http://127.0.0.1:9"}, {"MINE", "pt1:secret"}});
  const auto profile = profile_of(
      "coding:\n  url: https://acme.coding.net\n  team: acme\n  project: classroom\n"
      "  token: {env: MINE}\n  docker_hosts: [images.test]\n  requests_per_second: 10\n"
      "  links: {issue: 'http://x/{code}'}\n");
  config::Problems problems;
  const auto configured = read_profile(machine.variables, profile, problems);
  CHECK(problems.empty());
  CHECK(configured.any());
  CHECK(configured.settings.url == "http://127.0.0.1:9/open-api");
  CHECK(configured.settings.project == "classroom");
  CHECK(configured.settings.requests_per_second == 10);
  CHECK(configured.settings.lists_images_of("images.test"));
  CHECK(configured.settings.links.at("issue") == "http://x/{code}");
  const auto shown = std::find_if(configured.shown.begin(), configured.shown.end(),
                                  [](const auto& s) { return s.key == "coding.url"; });
  REQUIRE(shown != configured.shown.end());
  CHECK(shown->origin.kind == config::OriginKind::environment);
  for (const auto& setting : configured.shown)
    CHECK(setting.value.find("secret") == std::string::npos);
  const auto settings = resolve({}, machine.system, {}, configured);
  REQUIRE(settings);
  CHECK(settings->token->kind == TokenKind::project);
}

TEST_CASE("variables alone are enough") {
  test::FakeSystem machine({{"CHATOPS_CODING_TOKEN", "secret"},
                            {"CHATOPS_CODING_USER", "pt1"},
                            {"CHATOPS_CODING_TEAM", "acme"},
                            {"CHATOPS_CODING_CI_TOKEN", "other"},
                            {"CHATOPS_CODING_PROJECT_ID", "77"}});
  config::Problems problems;
  const auto configured = read_profile(machine.variables, profile_of("{}"), problems);
  CHECK(configured.settings.url == "https://acme.coding.net/open-api");
  const auto settings = resolve({}, machine.system, {}, configured);
  REQUIRE(settings);
  CHECK(settings->token->authorization.reveal() == "Basic cHQxOnNlY3JldA==");
  CHECK(settings->project_id == 77);
  CHECK(settings->ci_token->authorization.reveal() == "token other");
}

TEST_CASE("nothing given means nothing configured") {
  test::FakeSystem machine;
  config::Problems problems;
  const auto configured = read_profile(machine.variables, profile_of("{}"), problems);
  CHECK_FALSE(configured.any());
  CHECK(configured.settings.url.empty());
}

TEST_CASE("mistakes are reported where they stand") {
  test::FakeSystem machine({{"CHATOPS_CODING_TOKEN_KIND", "magic"}});
  const auto profile = profile_of(
      "coding:\n  tokn: x\n  token: bare\n  requests_per_second: fast\n  project_id: x\n");
  config::Problems problems;
  read_profile(machine.variables, profile, problems);
  CHECK(problems.all().size() == 5);
  test::FakeSystem plain;
  config::Problems wrong;
  read_profile(plain.variables, profile_of("coding: [1]\n"), wrong);
  CHECK(wrong.all().front().reason == Reason::yaml_wrong_type);
}

TEST_CASE("what is not an address is a mistake where it stands") {
  test::FakeSystem machine({{"CHATOPS_CODING_URL", "127.0.0.1:9"}});
  config::Problems from_variable;
  read_profile(machine.variables, profile_of("{}"), from_variable);
  REQUIRE(from_variable.all().size() == 1);
  CHECK(from_variable.all().front().args.get("what") == "CHATOPS_CODING_URL");
  test::FakeSystem plain;
  config::Problems from_file;
  read_profile(plain.variables, profile_of("coding:\n  url: acme.coding.net\n"), from_file);
  REQUIRE(from_file.all().size() == 1);
  CHECK(from_file.all().front().reason == Reason::yaml_bad_value);
}

TEST_CASE("a token that cannot be fetched is an error, not an absence") {
  test::FakeSystem machine;
  config::Problems problems;
  const auto configured =
      read_profile(machine.variables, profile_of("coding:\n  token: {env: UNSET}\n"), problems);
  CHECK(resolve({}, machine.system, {}, configured).error().reason == Reason::secret_missing);
}

TEST_CASE("a kept token is for its own address, and comes after all others") {
  config::StoredCredential credential;
  credential.key = {"default", "coding", "acme.coding.net"};
  credential.url = "https://acme.coding.net/open-api";
  credential.secret = Secret("kept");
  struct Row {
    const char *yaml, *url, *token;
  };
  const Row rows[] = {
      {"{}", "https://acme.coding.net/open-api", "token kept"},
      {"coding: {team: acme}", "https://acme.coding.net/open-api", "token kept"},
      {"coding: {url: https://acme.coding.net, user: pt1}", "https://acme.coding.net/open-api",
       "token kept"},
      {"coding: {team: other}", "https://other.coding.net/open-api", nullptr},
      {"coding: {token: {env: T}}", "https://e.coding.net/open-api", "token own"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.yaml);
    test::FakeSystem machine({{"T", "own"}});
    config::Problems problems;
    const auto configured =
        read_profile(machine.variables, profile_of(row.yaml), problems, std::span(&credential, 1));
    CHECK(problems.empty());
    CHECK(configured.settings.url == row.url);
    const auto settings = value_or_throw(resolve({}, machine.system, {}, configured));
    REQUIRE(settings.token.has_value() == (row.token != nullptr));
    if (settings.token) CHECK(settings.token->authorization.reveal() == row.token);
  }
}
