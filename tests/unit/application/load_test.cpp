// chatops.yaml: the examples read as they should, and every mistake is found in one pass, at its
// place.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "application/load.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "support/engine_readers.hpp"
#include "support/temp_folder.hpp"

namespace chatops::application {
namespace {

const char* const small = R"(version: 1
application: shop
repositories:
  api: {url: https://git.example.com/shop/api.git}
components:
  api: {repository: api, image: r.example.com/shop/api, version: "{branch}-{build}", values: {tag: api.tag}}
chart: {repository: https://charts.example.com, name: shop}
environments: {domain: "{env}.example.com"}
deploy:
  application: shop
  pipeline: deploy
  parameters: {namespace: Namespace}
)";

struct Folder {
  test::TempFolder temp;
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(temp.file(name)).parent_path());
    std::ofstream(temp.file(name)) << text;
  }
  core::Application read(const std::string& text) {
    return parse_application(text, "deploy/chatops.yaml", temp.path(), test::engines());
  }
  /// "line:column reason path why" of every mistake, in order.
  std::vector<std::string> mistakes(const std::string& text) {
    try {
      (void)read(text);
    } catch (const Error& error) {
      CHECK(error.reason == Reason::config_invalid);
      std::vector<std::string> out;
      for (const Error& one : error.more) {
        std::string where(one.args.get("where"));
        if (where.starts_with("deploy/chatops.yaml:")) where.erase(0, 20);
        std::string line = where + " " + std::string(code_of(one.reason)) + " " +
                           std::string(one.args.get("what"));
        for (const char* name : {"why", "try"}) {
          if (one.args.has(name)) line += " " + std::string(one.args.get(name));
        }
        out.push_back(line);
      }
      return out;
    }
    return {};
  }
};

/// The text with one piece replaced; the piece must be there.
std::string with(std::string_view from, std::string_view to) {
  std::string text(small);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("the smallest file, and what it leaves open") {
  Folder folder;
  const core::Application read = folder.read(small);
  CHECK(read.name == "shop");
  CHECK(read.project == "shop");
  REQUIRE(read.component("api") != nullptr);
  CHECK(read.component("api")->branch == "main");
  CHECK(read.component("api")->image.text() == "r.example.com/shop/api");
  CHECK(read.component("api")->values.tag == "api.tag");
  CHECK(read.repository("api")->url == "https://git.example.com/shop/api.git");
  CHECK(read.namespace_template == "{application}-{env}");
  CHECK(read.address_template == "http://{domain}/");
  CHECK(read.default_class == "");
  CHECK(read.deploy.engine == "coding");
  CHECK_FALSE(read.deploy.by_files);
  CHECK(read.deploy.title == "shop/deploy");
  const auto deploy = coding::pipeline_of(read.deploy, core::Purpose::deploy);
  REQUIRE(deploy);
  CHECK(deploy->delivery == coding::ValuesDelivery::none);
  CHECK_FALSE(coding::pipeline_of(read.deploy, core::Purpose::remove));
}

TEST_CASE("the engine is chosen by name, and reads its own sections") {
  CHECK(Folder()
            .read(with("pipeline: deploy", "engine: coding-cd\n  pipeline: deploy"))
            .deploy.engine == "coding");
  Folder folder;
  CHECK(folder.read(with("pipeline: deploy", "cluster: '{class}'\n  pipeline: deploy"))
            .deploy.cluster == "{class}");
  EngineReaders two = test::engines();
  two.push_back({"list", [](config::Reader& root, const core::Application&) {
                   core::EngineSettings out;
                   auto deploy = root.section("deploy");
                   (void)deploy->take("engine");
                   out.own = {{"length", deploy->required_string("length")}};
                   deploy->finish();
                   return out;
                 }});
  const std::string text =
      with("  application: shop\n  pipeline: deploy\n  parameters: {namespace: Namespace}",
           "  engine: list\n  length: \"7\"");
  const auto read = parse_application(text, "chatops.yaml", folder.temp.path(), two);
  CHECK(read.deploy.engine == "list");
  CHECK(read.deploy.own.at("length") == "7");
  std::string mistakes;
  try {
    (void)parse_application(text, "chatops.yaml", folder.temp.path(), test::engines());
  } catch (const Error& error) {
    for (const Error& one : error.more) {
      if (one.args.get("what") == "deploy.engine") mistakes += one.args.get("allowed");
    }
  }
  CHECK(mistakes == "coding");
}

TEST_CASE("clusters by name, and who lives where") {
  const std::string classes =
      "classes:\n  big: {cluster: prod-like}\n  small: {}\nenvironments: {cluster: test, ";
  const auto read =
      Folder().read(with("environments: {", "clusters:\n  test: {context: kind-test}\n" + classes));
  REQUIRE(read.clusters.size() == 1);
  CHECK(read.clusters[0].context == "kind-test");
  CHECK(read.cluster == "test");
  CHECK(read.environment_class("big")->cluster == "prod-like");
  CHECK(read.environment_class("small")->cluster.empty());
  CHECK(Folder()
            .mistakes(with("environments: {",
                           "clusters: {a: {context: x, in_cluster: true}, "
                           "b: {kubeconfig: y}}\nenvironments: {"))
            .size() == 2);
  CHECK(Folder()
            .read(with("version: \"{branch}", "workload: backend, version: \"{branch}"))
            .component("api")
            ->workload == "backend");
}

TEST_CASE("how a component is developed in, and every mistake in it at its place") {
  const auto with = [](const std::string& dev) {
    return replace_all(small, "values: {tag: api.tag}",
                       "values: {tag: api.tag}, dev: {" + dev + "}");
  };
  const auto read = Folder().read(with(
      "image: dev/php, workdir: /src, sync: {include: [dist/], both_ways: true}, "
      "run: [php, x], debug: {command: [node, a.js], language: node}, ports: [\"80:8080\", 90], "
      "env: {A: b}, resources: {cpu: 500m, memory: 1Gi}, persist: [/var/cache/m2], persist_size: "
      "2Gi"));
  REQUIRE(read.component("api")->dev);
  const auto& dev = *read.component("api")->dev;
  CHECK(dev.image == "dev/php");
  CHECK(dev.include == std::vector<std::string>{"dist/"});
  CHECK(dev.both_ways);
  CHECK(dev.run == std::vector<std::string>{"php", "x"});
  CHECK(dev.debug.size() == 2);
  CHECK(dev.ports.size() == 2);
  CHECK(dev.variables.at("A") == "b");
  CHECK(dev.memory == "1Gi");
  CHECK(dev.persist == std::vector<std::string>{"/var/cache/m2"});
  CHECK(dev.persist_size == "2Gi");
  CHECK_FALSE(Folder().read(small).component("api")->dev);
  const auto mistakes =
      Folder().mistakes(with("workdir: src, run: npm start, debug: {language: cobol}, ports: [x], "
                             "resources: {cpu: lots}, imag: y, persist: [m2], persist_size: big"));
  CHECK(mistakes.size() == 9);
}

TEST_CASE("the example of the manual page") {
  const auto page =
      read_file(std::string(CHATOPS_SOURCE_DIR) + "/docs/reference/chatops-yaml.md", 1U << 20U)
          .value();
  const auto begin = page.find("```yaml\n") + 8;
  const std::string text = page.substr(begin, page.find("\n```", begin) + 1 - begin);
  Folder folder;
  for (const char* name : {"common", "class-tencent", "class-aliyun", "env-staging"}) {
    folder.write(std::string("values/") + name + ".yaml", "a: 1\n");
  }
  const core::Application read = folder.read(text);
  CHECK(read.components.size() == 7);
  CHECK(read.component("grading")->image.text() ==
        "acme-docker.pkg.coding.net/classroom/images/grading");
  CHECK(read.component("grading")->values.tag == "components.grading.tag");
  CHECK(read.component("grading")->values.repository == "components.grading.image");
  CHECK(read.component("jobs")->values.repository == "");
  CHECK(read.component("jobs")->values.digest == "components.jobs.digest");
  CHECK(read.component("chat")->branch == "develop");
  CHECK(read.repository("platform")->ci_job == "platform-images");
  CHECK(read.chart.rule == "^1.0");
  CHECK(read.default_class == "tencent");
  CHECK(read.environment_class("aliyun")->parameters.at("Cluster") == "ack-test");
  CHECK(read.environment_values.at("staging").front().path == "values/env-staging.yaml");
  CHECK(read.deploy.parameters.at("Iteration") == "{iteration}");
  const auto deploy = coding::pipeline_of(read.deploy, core::Purpose::deploy);
  const auto teardown = coding::pipeline_of(read.deploy, core::Purpose::remove);
  REQUIRE((deploy && teardown));
  CHECK(deploy->chart_parameter == "ChartVersion");
  CHECK(deploy->delivery == coding::ValuesDelivery::parameter);
  CHECK(teardown->namespace_parameter == "Namespace");
}

TEST_CASE("the classroom of docs/examples") {
  const std::string folder = std::string(CHATOPS_SOURCE_DIR) + "/docs/examples/classroom";
  const std::string text = read_file(folder + "/chatops.yaml", 1U << 20U).value();
  const core::Application read = parse_application(text, "chatops.yaml", folder, test::engines());
  CHECK(read.name == "classroom");
  CHECK(read.components.size() == 7);
}

TEST_CASE("one mistake each, at its place") {
  struct Case {
    std::string from, to, found;
  };
  const Case cases[] = {
      {"version: 1", "version: 2", "1:10 yaml_bad_value version"},
      {"version: 1\n", "", "1:1 yaml_missing_key version"},
      {"application: shop\nrep", "aplication: shop\nrep",
       "2:1 yaml_unknown_key aplication application"},
      {"application: shop\nrep", "application: Shop\nrep",
       "2:14 yaml_bad_value application characters shop"},
      {"{url: https://git.example.com/shop/api.git}", "{}",
       "4:8 yaml_missing_key repositories.api.url"},
      {"https://git.example.com/shop/api.git", "ext::sh",
       "4:14 yaml_bad_value repositories.api.url not_a_git_url"},
      {"{url: https://git.example.com/shop/api.git}",
       "{url: https://git.example.com/shop/api.git}\n  two: {url: 'git@git.example.com:shop/api'}",
       "5:14 yaml_bad_value repositories.two.url same_repository"},
      {"repository: api,", "repository: apu,", "6:21 yaml_bad_value components.api.repository api"},
      {"repository: api, ", "", "6:8 yaml_missing_key components.api.repository"},
      {"image: r.example.com/shop/api", "image: shop/api",
       "6:33 yaml_bad_value components.api.image no_host"},
      {"r.example.com/shop/api", "r.example.com/shop/api:v1",
       "6:33 yaml_bad_value components.api.image has_tag"},
      {"r.example.com/shop/api", "https://r.example.com/a",
       "6:33 yaml_bad_value components.api.image has_scheme"},
      {"r.example.com/shop/api", "r.example.com/Shop",
       "6:33 yaml_bad_value components.api.image image_characters"},
      {"{branch}-{build}", "{branch}-{any}",
       "6:66 yaml_bad_value components.api.version two_free_texts"},
      {"tag: api.tag", "tag: api..tag", "6:100 yaml_bad_value components.api.values.tag empty_key"},
      {"tag: api.tag", "tag: api.tag, digest: api",
       "6:117 yaml_bad_value components.api.values.digest path_taken"},
      {"tag: api.tag", "tga: api.tag", "6:95 yaml_unknown_key components.api.values.tga tag"},
      {"repository: https://charts.example.com, ", "", "7:8 yaml_missing_key chart.repository"},
      {"https://charts.example.com, ", "charts.example.com, ",
       "7:21 yaml_bad_value chart.repository not_a_url"},
      {"name: shop}\nenv", "name: shop, version: '>>1'}\nenv",
       "7:70 yaml_bad_value chart.version not_a_range"},
      {"repository: https://charts.example.com", "path: ../chart",
       "7:15 yaml_bad_value chart.path path_leaves"},
      {"repository: https://charts.example.com", "path: chart",
       "7:15 yaml_bad_value chart.path no_chart"},
      {"{env}.example", "{envi}.example", "8:24 yaml_bad_value environments.domain {env}"},
      {"{env}.example", "all.example", "8:24 yaml_bad_value environments.domain without_env"},
      {"{env}.example", "{env.example", "8:24 yaml_bad_value environments.domain unclosed"},
      {"{env}.example", "{env}..example", "8:24 yaml_bad_value environments.domain characters"},
      {"{domain:", "{namespace: 'kube-{env}', domain:",
       "8:27 yaml_bad_value environments.namespace reserved"},
      {"{domain:", "{namespace: fixed, domain:",
       "8:27 yaml_bad_value environments.namespace without_env"},
      {"{domain:", "{class: big, domain:", "8:23 yaml_bad_value environments.class"},
      {"{domain:", "{values: {Bad: []}, domain:",
       "8:30 yaml_bad_value environments.values.Bad characters bad"},
      {"pipeline: deploy", "engine: spinnaker\n  pipeline: deploy",
       "11:11 yaml_bad_value deploy.engine"},
      {"  pipeline: deploy\n", "", "10:3 yaml_missing_key deploy.pipeline"},
      {"pipeline: deploy", "cluster: '{nope}'\n  pipeline: deploy",
       "11:12 yaml_bad_value deploy.cluster"},
      {"{namespace: Namespace}", "{namespace: ''}",
       "12:27 yaml_bad_value deploy.parameters.namespace"},
      {"{namespace: Namespace}", "{namespace: N, domain: N}",
       "12:38 yaml_bad_value deploy.parameters.domain parameter_twice"},
      {"{namespace: Namespace}", "{namespace: N}\n  values: {}",
       "13:11 yaml_bad_value deploy.values"},
      {"{namespace: Namespace}", "{namespace: N}\n  values: {parameter: A, references: B}",
       "13:11 yaml_bad_value deploy.values"},
      {"{namespace: Namespace}", "{namespace: N}\n  extra: {X: '{nope}'}",
       "13:10 yaml_bad_value deploy.extra"},
      {"{namespace: Namespace}", "{namespace: N}\n  extra: {N: x}",
       "13:10 yaml_bad_value deploy.extra parameter_twice"},
      {"environments:", "values: nowhere.yaml\nenvironments:", "8:9 values_unreadable values"},
      {"environments:", "values: [../x.yaml]\nenvironments:",
       "8:10 yaml_bad_value values path_leaves"},
      {"environments:", "values: [/etc/passwd]\nenvironments:",
       "8:10 yaml_bad_value values path_leaves"},
      {"environments:", "classes: {a: {values: [], parameters: {X: '{nope}'}}}\nenvironments:",
       "8:39 yaml_bad_value classes.a.parameters"},
      {"components:\n", "components: {}\nnothing:\n", "5:13 yaml_missing_key components"},
  };
  Folder folder;
  for (const Case& c : cases) {
    CAPTURE(c.to);
    const auto found = folder.mistakes(with(c.from, c.to));
    CAPTURE(join(found, "\n"));
    CHECK(std::any_of(found.begin(), found.end(),
                      [&](const std::string& line) { return line.starts_with(c.found); }));
  }
}

TEST_CASE("all mistakes in one pass") {
  Folder folder;
  folder.write("values/bad.yaml", "a: [1\n");
  folder.write("values/list.yaml", "- 1\n");
  folder.write("values/null.yaml", "~: 1\n");
  folder.write("values/bomb.yaml",
               "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
               "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
               "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n");
  const auto found = folder.mistakes(R"(version: 1
application: shop
colour: red
repositories:
  api: {url: https://git.example.com/a.git}
components:
  api: {repository: apy, image: api}
  api: {repository: api, image: r.example.com/api}
values: [values/bad.yaml, values/list.yaml, values/null.yaml, values/bomb.yaml]
deploy: {application: a, pipeline: b, parameters: {namespace: N}}
)");
  const std::vector<std::string> expected{"yaml_unknown_key colour",
                                          "yaml_bad_value components.api.repository api",
                                          "yaml_bad_value components.api.image no_host",
                                          "yaml_duplicate_key",
                                          "yaml_missing_key chart",
                                          "yaml_syntax",
                                          "not_a_map",
                                          "null_key",
                                          "yaml_too_many_nodes"};
  for (const std::string& piece : expected) {
    CAPTURE(piece);
    CAPTURE(join(found, "\n"));
    CHECK(std::any_of(found.begin(), found.end(), [&](const std::string& line) {
      return line.find(piece) != std::string::npos;
    }));
  }
  for (const std::string& line : found) {
    CAPTURE(line);
    const auto where = line.substr(0, line.find(' '));
    CHECK(std::count(where.begin(), where.end(), ':') >= 1);
    if (line.find("values/") == 0) CHECK(where.starts_with("deploy/values/"));
  }
}

TEST_CASE("values files that lead out of the folder by a link are refused") {
  Folder folder;
  folder.write("inside.yaml", "a: 1\n");
  test::TempFolder outside;
  std::ofstream(outside.file("x.yaml")) << "secret: 1\n";
  std::filesystem::create_symlink(outside.file("x.yaml"), folder.temp.file("link.yaml"));
  std::filesystem::create_symlink("inside.yaml", folder.temp.file("fine.yaml"));
  const auto found =
      folder.mistakes(with("environments:", "values: [link.yaml, fine.yaml]\nenvironments:"));
  REQUIRE(found.size() == 1);
  CHECK(found[0] == "8:10 yaml_bad_value values path_leaves");
}

TEST_CASE("files that are no file") {
  Folder folder;
  CHECK(folder.mistakes("").size() >= 5);
  CHECK(folder.mistakes("- 1\n").size() >= 1);
  CHECK(folder.mistakes("{").size() == 1);
  CHECK(folder.mistakes(std::string("a: \xff\n")).size() == 1);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += '[';
  CHECK(folder.mistakes(deep).size() == 1);
}

}  // namespace
}  // namespace chatops::application
