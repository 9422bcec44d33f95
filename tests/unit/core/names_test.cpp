// Names within DNS's limits, distinct where they were distinct.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "base/random.hpp"
#include "core/application.hpp"
#include "core/names.hpp"
#include "core/parameters.hpp"

namespace chatops::core {
namespace {

TEST_CASE("templates") {
  const TemplateValues values{{"env", "s42"}, {"application", "shop"}};
  CHECK(expand_template("{application}-{env}", values).value() == "shop-s42");
  CHECK(expand_template("", values).value() == "");
  CHECK(expand_template("{nope}", values).error().args.get("what") == "nope");
  struct Case {
    std::string text, why;
  };
  const Case cases[] = {
      {"{env", "unclosed"}, {"env}", "stray_brace"}, {"{}", "empty"}, {"{a{b}}", "unclosed"}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(template_variables(c.text).error().args.get("why") == c.why);
  }
}

TEST_CASE("labels and names") {
  CHECK(dns_label("Feature/X_y") == "feature-x-y");
  CHECK(dns_label("--") == "");
  CHECK(dns_label(std::string(63, 'a')) == std::string(63, 'a'));
  CHECK(dns_label(std::string(64, 'a')).size() == 63);
  CHECK(dns_label("环境-x") != dns_label("x"));
  CHECK(dns_name("S42.Example.com") == "s42.example.com");
  CHECK(dns_name("*.example.com") == "");
  CHECK(dns_name("a..b") == "");
  CHECK(dns_name("a." + std::string(300, 'b')).size() == 65);
  std::string long_name;
  for (int i = 0; i < 60; ++i) long_name += "abcde.";
  CHECK(dns_name(long_name + "x") == "");
}

TEST_CASE("shortened labels stay labels and stay distinct") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const std::string head(60 + random.next() % 30, 'x');
    std::set<std::string> labels;
    for (int i = 0; i < 50; ++i) {
      const std::string label = dns_label(head + "-" + std::to_string(i));
      CHECK(label.size() <= 63);
      CHECK(valid_namespace(label));
      CHECK(dns_label(head + "-" + std::to_string(i)) == label);
      labels.insert(label);
    }
    CHECK(labels.size() == 50);
  }
}

TEST_CASE("environment names") {
  for (const char* fine : {"s42", "a", "sprint-42", "abcdefghijabcdefghijabcdefghijabcdefghij"}) {
    CHECK(environment_name(fine).value() == fine);
  }
  struct Case {
    std::string name, instead;
  };
  const Case cases[] = {{"", ""},       {"S42", "s42"}, {"42", "e-42"},
                        {"a_b", "a-b"}, {"-a", "a"},    {"a-", "a"}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const auto refused = environment_name(c.name);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::name_invalid);
    CHECK(refused.error().args.get("try") == c.instead);
  }
  for (const char* odd :
       {"中文", "功能x", "this-name-is-much-too-long-for-an-environment-of-ours"}) {
    const auto refused = environment_name(odd);
    REQUIRE_FALSE(refused);
    const std::string instead(refused.error().args.get("try"));
    if (!instead.empty()) CHECK(environment_name(instead));
  }
}

Application templated_shop() {
  Application out;
  out.name = "shop";
  out.domain_template = "{env}.{application}.example.com";
  out.address_template = "https://{domain}/?ns={namespace}";
  out.classes = {
      {.name = "tencent", .values = {{"class.yaml", ""}}, .parameters = {{"Cluster", "c-{env}"}}}};
  out.common_values = {{"common.yaml", ""}};
  out.environment_values["s42"] = {{"env.yaml", ""}};
  out.components = {{.name = "api", .parameter = "ApiVersion"}, {.name = "web"}};
  out.deploy.parameters = {{"Iteration", "{iteration}"}, {"Cluster", "default"}};
  out.deploy.removal_parameters = {{"Force", "yes"}};
  return out;
}

Environment s42() {
  Environment out;
  out.application = "shop";
  out.name = "s42";
  out.ns = "shop-s42";
  out.domain = "s42.shop.example.com";
  out.desired.environment_class = "tencent";
  out.iteration = "42";
  return out;
}

TEST_CASE("namespace and domain from the application's templates") {
  const auto names = environment_names(templated_shop(), "s42", "tencent", "42").value();
  CHECK(names.ns == "shop-s42");
  CHECK(names.domain == "s42.shop.example.com");
  Application odd = templated_shop();
  odd.domain_template.clear();
  CHECK(environment_names(odd, "s42", "", "").value().domain == "");
  odd.namespace_template = "kube-{env}";
  CHECK(environment_names(odd, "x", "", "").error().args.get("why") == "reserved");
  odd.namespace_template = "{env}";
  CHECK(environment_names(odd, "default", "", "").error().args.get("why") == "reserved");
  odd.namespace_template = "{what}";
  CHECK(environment_names(odd, "x", "", "").error().reason == Reason::usage_bad_value);
  odd = templated_shop();
  odd.domain_template = "{iteration}.example.com";
  CHECK(environment_names(odd, "x", "", "").error().reason == Reason::name_invalid);
}

TEST_CASE("given namespaces and domains") {
  CHECK(valid_namespace("shop-s42"));
  CHECK(valid_namespace("kube-x").error().args.get("why") == "reserved");
  CHECK(valid_namespace("Shop").error().args.get("try") == "shop");
  CHECK(valid_namespace(std::string(64, 'a')).error().args.get("why") == "too_long");
  CHECK(valid_domain("localhost"));
  CHECK(valid_domain("a.b-c.example.com"));
  for (const char* bad : {"", "a..b", "*.x", "A.b", "a_b.c", "a.b:80", "-a.b"}) {
    CAPTURE(bad);
    CHECK_FALSE(valid_domain(bad));
  }
}

TEST_CASE("addresses") {
  CHECK(environment_address(templated_shop(), s42()).value() ==
        "https://s42.shop.example.com/?ns=shop-s42");
  Environment without = s42();
  without.domain.clear();
  CHECK(environment_address(templated_shop(), without).value() == "");
}

TEST_CASE("further parameters: declared, of the class, of the environment") {
  Environment environment = s42();
  environment.desired.parameters = {{"Replicas", "3"}, {"Iteration", "own"}};
  using Parameters = std::map<std::string, std::string>;
  CHECK(further_parameters(templated_shop(), environment, Purpose::deploy).value() ==
        Parameters{{"Cluster", "c-s42"}, {"Iteration", "own"}, {"Replicas", "3"}});
  CHECK(further_parameters(templated_shop(), s42(), Purpose::remove).value() ==
        Parameters{{"Cluster", "c-s42"}, {"Force", "yes"}});
  Application odd = templated_shop();
  odd.deploy.parameters["X"] = "{nope}";
  CHECK_FALSE(further_parameters(odd, s42(), Purpose::deploy));
}

TEST_CASE("values files of an environment, and where others find them") {
  const Application application = templated_shop();
  std::vector<std::string> paths;
  for (const ValuesFile* file : values_files(application, s42())) paths.push_back(file->path);
  CHECK(paths == std::vector<std::string>{"common.yaml", "class.yaml", "env.yaml"});

  Application sourced = application;
  CHECK(ordered_files(sourced, s42()).front().unfetchable == "not_under_git");
  sourced.git_url = "https://git.example.com/deploy.git";
  sourced.git_ref = "abc";
  sourced.git_path = "apps/shop";
  CHECK(ordered_files(sourced, s42()).front().unfetchable == "not_committed");
  sourced.git_published = true;
  sourced.git_edited = true;             // no file that is referred to
  sourced.git_changed = {"other.yaml"};  // of another class or environment
  auto files = ordered_files(sourced, s42());
  REQUIRE(files.size() == 3);
  CHECK(files[1] == OrderedFile{.path = "class.yaml",
                                .repository = "https://git.example.com/deploy.git",
                                .commit = "abc",
                                .inside = "apps/shop/class.yaml"});
  sourced.git_changed = {"other.yaml", "class.yaml"};
  files = ordered_files(sourced, s42());
  CHECK(files[0].unfetchable == "");
  CHECK(files[1].unfetchable == "changed");
}

TEST_CASE("parameters against what the pipeline declares") {
  EngineFacts facts;
  facts.name = "deploy";
  facts.parameters = {{.name = "Namespace", .required = true},
                      {.name = "Size", .options = {"s", "m"}},
                      {.name = "Token", .required = true},
                      {.name = "Easy", .default_value = "x", .required = true}};
  const auto errors = check_parameters({{"Namespace", "n"}, {"Size", "l"}, {"Domain", "d"}}, facts);
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].reason == Reason::pipeline_parameter_missing);
  CHECK(errors[0].args.get("what") == "Domain");
  CHECK(errors[1].reason == Reason::usage_bad_value);
  CHECK(errors[1].args.get("try") == "s, m");
  CHECK(errors[2].reason == Reason::usage_missing_argument);
  CHECK(errors[2].args.get("what") == "Token");
  CHECK(check_parameters({{"Namespace", "n"}, {"Size", "m"}, {"Token", "t"}}, facts).empty());
  facts = {.takes_any = true};
  CHECK(check_parameters({{"Anything", "x"}}, facts).empty());
}

TEST_CASE("where a repository lies at its source host") {
  struct Row {
    const char *url, *path;
  };
  const Row rows[] = {
      {"https://e.coding.net/acme/classroom/portal.git", "acme/classroom/portal"},
      {"git@e.coding.net:acme/classroom/portal.git", "acme/classroom/portal"},
      {"ssh://git@e.coding.net:22/acme/classroom/portal/", "acme/classroom/portal"},
      {"http://127.0.0.1:8080/git/acme/classroom/portal.git", "acme/classroom/portal"},
      {"https://e.coding.net/classroom/portal", "classroom/portal"},
      {"https://e.coding.net/portal.git", "portal"},
      {"https://e.coding.net", ""},
      {"https://e.coding.net/", ""},
      {"file:///srv/git/portal.git", ""},
      {"/srv/git/portal.git", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    Repository repository;
    repository.url = row.url;
    CHECK(repository.path() == row.path);
  }
}

TEST_CASE("a cluster is named by the deploy section, per class where it says so") {
  auto application = templated_shop();
  auto environment = s42();
  environment.desired.environment_class = "aliyun";
  CHECK(environment_cluster(application, environment).empty());
  application.deploy.cluster = "test-{class}";
  CHECK(environment_cluster(application, environment) == "test-aliyun");
}

}  // namespace
}  // namespace chatops::core
