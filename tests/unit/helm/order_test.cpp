// chatops.yaml, orders and command lines in helm's words.
// SPDX-License-Identifier: Apache-2.0
#include "helm/order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "base/file.hpp"
#include "config/yaml.hpp"
#include "helm/labels.hpp"
#include "helm/place.hpp"
#include "helm/program.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::helm;

namespace {

core::Application an_application() {
  core::Application out;
  out.name = "shop";
  core::Component api;
  api.name = "api";
  api.values.tag = "api.image.tag";
  out.components.push_back(api);
  return out;
}

struct ReadSection {
  core::EngineSettings settings;
  std::vector<Error> problems;
  Settings own() const { return read_settings(settings.own); }
};

ReadSection read(const std::string& text, const core::Application& application = an_application()) {
  config::Problems problems;
  const auto yaml = config::load_yaml(text, "chatops.yaml").value();
  config::Reader root(yaml, problems);
  ReadSection out{.settings = read_sections(root, application)};
  out.problems = problems.all();
  return out;
}

std::string why(const ReadSection& section) {
  return section.problems.empty() ? "" : std::string(section.problems.front().args.get("why"));
}

core::Order an_order(const Settings& settings = {}) {
  core::Order out;
  out.engine = engine_name;
  out.application = "shop";
  out.environment = out.release = "s42";
  out.ns = "shop-s42";
  out.name = "helm";
  out.epoch = 2;
  out.correlation = "chatops-shop-s42-2-7-1-01ABC";
  out.values = {{"api", {{"image", {{"tag", "v9"}}}}}, {"ingress", {{"host", ""}}}};
  out.components = {
      {.name = "api", .image = {"r.test", "a/api"}, .version = "v9", .in_values = true}};
  out.parameters = {
      {"ingress.host", "s42.shop.example.com"}, {"replicas", "2"}, {"debug", "false"}};
  out.own = {{"settings", to_json(settings)}};
  return out;
}

bool follows(const std::vector<std::string>& argv, const std::string& option,
             const std::string& value) {
  const auto at = std::find(argv.begin(), argv.end(), option);
  return at != argv.end() && at + 1 != argv.end() && *(at + 1) == value;
}

}  // namespace

TEST_CASE("the section deploy") {
  const auto plain = read("deploy: {engine: helm}");
  CHECK(plain.problems.empty());
  CHECK(plain.settings.removal == "helm uninstall");
  CHECK(plain.own().own_namespace);
  CHECK_FALSE(plain.own().rollback_on_failure);
  CHECK(plain.own().timeout == std::chrono::minutes(10));
  CHECK(plain.own().version_paths == std::set<std::string>{"api.image.tag"});

  const auto full = read(R"(deploy:
  engine: helm
  context: kind-dev
  timeout: 90s
  rollback_on_failure: true
  namespace: {own: false, labels: {team: edu, example.com/x: "1"}}
  extra: {ingress.host: "{domain}", "a\\.b": x}
)");
  CHECK(full.problems.empty());
  CHECK(full.settings.cluster == "kind-dev");
  CHECK(full.own().context == "kind-dev");
  CHECK(full.own().timeout == std::chrono::seconds(90));
  CHECK(full.own().rollback_on_failure);
  CHECK_FALSE(full.own().own_namespace);
  CHECK(full.own().labels.at("team") == "edu");
  CHECK(full.settings.parameters.at("ingress.host") == "{domain}");

  const auto furnished = read(R"(deploy:
  engine: helm
  namespace:
    quota: {pods: 40, limits.memory: 8Gi}
    limits: {cpu: 500m}
    reachable_from: []
    pull_secret: platform/registry
)");
  CHECK(furnished.problems.empty());
  CHECK(furnished.own().quota.at("limits.memory") == "8Gi");
  CHECK(furnished.own().limits.at("cpu") == "500m");
  REQUIRE(furnished.own().reachable_from);
  CHECK(furnished.own().reachable_from->empty());
  CHECK_FALSE(plain.own().reachable_from);
  CHECK(furnished.own().pull_secret == "platform/registry");
  const auto odd = [&](const std::string& in) {
    return read("deploy: {engine: helm, namespace: {" + in + "}}").problems.size();
  };
  CHECK(odd("quota: {pods: many}") == 1);
  CHECK(odd("quota: {memory: 8GB}") == 1);
  CHECK(odd("pull_secret: registry") == 1);
  CHECK(odd("own: false, quota: {pods: 4}") == 1);

  CHECK(why(read("deploy: {engine: helm, extra: {\"a[0]\": x}}")) == "list_index");
  CHECK(why(read("deploy: {engine: helm, extra: {a..b: x}}")) == "empty_key");
  CHECK(why(read("deploy: {engine: helm, namespace: {labels: {chatops.dev/epoch: \"9\"}}}")) ==
        "reserved");
  CHECK(why(read("deploy: {engine: helm, namespace: {labels: {team: \"-\"}}}")) == "characters");
  CHECK(why(read("deploy: {engine: helm}\nteardown: {pipeline: x}")) == "helm_removes");
  CHECK(read("deploy: {engine: helm, timeout: 10}").problems.size() == 1);
  CHECK(read("deploy: {engine: helm, timeout: 100h}").problems.size() == 1);
  CHECK(read("deploy: {engine: helm, pipeline: x}").problems.size() == 1);
  core::Application with_parameter = an_application();
  with_parameter.components.front().parameter = "ApiVersion";
  CHECK(why(read("deploy: {engine: helm}", with_parameter)) == "values_path");
}

TEST_CASE("labels") {
  CHECK(is_label("a", ""));
  CHECK(is_label("example.com/A_b.c", "x"));
  CHECK_FALSE(is_label("", "x"));
  CHECK_FALSE(is_label("/a", "x"));
  CHECK_FALSE(is_label("a/b/c", "x"));
  CHECK_FALSE(is_label("a", std::string(64, 'a')));
}

TEST_CASE("parameters lie over the values, as --set would put them") {
  const auto values = values_with_parameters(an_order()).value();
  CHECK(values["ingress"]["host"] == "s42.shop.example.com");
  CHECK(values["replicas"] == 2);
  CHECK(values["debug"] == false);
  CHECK(values["api"]["image"]["tag"] == "v9");

  core::Order order = an_order();
  order.parameters = {{"a", "007"}, {"b", "1.10"}, {"c", "null"}, {"d\\.e", "x"}};
  const auto typed = values_with_parameters(order).value();
  CHECK(typed["a"] == "007");
  CHECK(typed["b"] == "1.10");
  CHECK(typed["c"].is_null());
  CHECK(typed["d.e"] == "x");

  order.parameters = {{"a", "1"}, {"a.b", "2"}};
  CHECK(values_with_parameters(order).error().args.get("why") == "path_taken");
  order.parameters = {{"ingress", "x"}};
  CHECK(values_with_parameters(order).error().args.get("why") == "in_the_way");
  order.parameters = {{"a[0]", "x"}};
  CHECK(values_with_parameters(order).error().reason == Reason::usage_bad_value);
}

TEST_CASE("an order in helm's words") {
  Settings settings{.context = "kind-dev", .version_paths = {"api.image.tag"}};
  const auto ready = prepare(an_order(), settings).value();
  CHECK(ready.given.parameters.at("--namespace") == "shop-s42");
  CHECK(ready.given.parameters.at("--kube-context") == "kind-dev");
  CHECK(ready.given.parameters.at("ingress.host") == "s42.shop.example.com");
  CHECK(ready.given.placed.contains("--namespace"));
  core::Order elsewhere = an_order();
  elsewhere.cluster = "prod";  // as its class says
  CHECK(cluster_of(elsewhere, settings) == "prod");
  CHECK(cluster_of(an_order(), settings) == "kind-dev");
  CHECK(prepare(elsewhere, settings)->given.parameters.at("cluster") == "prod");
  CHECK_FALSE(prepare(elsewhere, settings)->given.parameters.contains("--kube-context"));
  CHECK(ready.settings.known.size() == 3);
  CHECK_FALSE(ready.no_way);
  // What was prepared suffices to say it again.
  core::Order order = an_order();
  order.own = ready.own;
  CHECK(given(order).parameters == ready.given.parameters);
  CHECK(settings_of(order).version_paths == settings.version_paths);

  order.components.front().in_values = false;
  CHECK(prepare(order, settings)->no_way->reason == Reason::values_not_deliverable);
  for (const char* path : {"api.image.tag", "api.image", "api.image.tag.x"}) {
    core::Order taken = an_order();
    taken.parameters = {{path, "x"}};
    CHECK(prepare(taken, settings).error().args.get("why") == "reserved");
  }
}

TEST_CASE("command lines") {
  const core::Order order = an_order();
  Settings settings{.context = "kind-dev", .timeout = Millis(90'500), .rollback_on_failure = true};
  const auto of = [&](const char* version) {
    return upgrade_command(order, settings, *SemVer::parse(version), {"/c/chart.tgz", "/v.yaml"},
                           {{.name = "dev", .context = "kind-dev"}, Storage::secrets});
  };
  const Command four = of("4.3.1");
  CHECK(four.argv[3] == "/c/chart.tgz");
  CHECK(follows(four.argv, "--namespace", "shop-s42"));
  CHECK(follows(four.argv, "--kube-context", "kind-dev"));
  CHECK(follows(four.argv, "--timeout", "91s"));
  CHECK(follows(four.argv, "--values", "/v.yaml"));
  CHECK(follows(four.argv, "--description", order.correlation));
  CHECK(four.argv.back() == "--rollback-on-failure");
  CHECK(of("v3.22.0").argv.back() == "--atomic");
  CHECK(four.extra_environment.at("HELM_DRIVER") == "secret");
  CHECK(four.extra_environment.at("HELM_KUBECONTEXT").empty());
  const auto label = std::string(labels::execution) + "=" + mark_of(order.correlation);
  CHECK(std::find(four.argv.begin(), four.argv.end(), label) != four.argv.end());
  CHECK_FALSE(four.extra_environment.contains("KUBECONFIG"));
  const Target here{{.name = "p", .context = "kept"}, Storage::secrets};
  std::vector<std::string> back{"helm",        "rollback", order.release,    "7",   "--no-hooks",
                                "--namespace", order.ns,   "--kube-context", "kept"};
  CHECK(rollback_command(order, 7, *SemVer::parse("3.22.0"), here).argv == back);
  // What somebody set by hand is no reason to refuse.
  back.insert(back.end(), {"--server-side=true", "--force-conflicts"});
  CHECK(rollback_command(order, 7, *SemVer::parse("4.3.1"), here).argv == back);
  CHECK(follows(four.argv, "--server-side=true", "--force-conflicts"));
  CHECK_FALSE(follows(of("v3.22.0").argv, "--server-side=true", "--force-conflicts"));
  const Target other{{.name = "x", .kubeconfig = "/k/config"}, Storage::config_maps};
  const Command away = uninstall_command(order, settings, other);
  CHECK(away.extra_environment.at("HELM_DRIVER") == "configmap");
  CHECK(away.extra_environment.at("KUBECONFIG") == "/k/config");
  CHECK(std::find(away.argv.begin(), away.argv.end(), "--kube-context") == away.argv.end());

  const Command rehearsal = rehearsal_command(
      order, "/c/chart.tgz", "a: 1\n", {{.name = "p", .in_cluster = true}, Storage::secrets});
  CHECK(rehearsal.input == "a: 1\n");
  CHECK(follows(rehearsal.argv, "--values", "-"));
  CHECK(std::find(rehearsal.argv.begin(), rehearsal.argv.end(), "--dry-run=server") !=
        rehearsal.argv.end());
  CHECK(std::find(rehearsal.argv.begin(), rehearsal.argv.end(), "--wait") == rehearsal.argv.end());
  CHECK(rehearsal.extra_environment.at("KUBECONFIG") == "/dev/null");
}

TEST_CASE("which helm") {
  test::FakeSystem fake;
  std::string said = "v3.22.0";
  int asked = 0;
  const auto version = [&] { return Program(fake.system, "").version({}); };
  CHECK(version().error().reason == Reason::program_missing);
  fake.spawner.program = [&](const Command&) -> Result<Finished> {
    ++asked;
    return Finished{0, said, ""};
  };
  CHECK(version()->major == 3);
  said = "v3.12.9";
  CHECK(version().error().reason == Reason::helm_too_old);
  said = "v2.17.0";
  CHECK(version().error().reason == Reason::helm_too_old);
  said = "Helm, an editor for emacs";
  CHECK(version().error().reason == Reason::helm_odd);
  said = "v4.3.1\n";
  asked = 0;
  Program program(fake.system, "");
  CHECK(program.version({}));
  CHECK(program.version({}));
  CHECK(asked == 1);

  CHECK(storage_of(fake.variables).value_or(Storage::config_maps) == Storage::secrets);
  test::FakeSystem elsewhere{{"HELM_DRIVER", "sql"}};
  CHECK(storage_of(elsewhere.variables).error().reason == Reason::helm_storage_unsupported);
}

TEST_CASE("the version of a helm whose file is the same is not asked for again") {
  namespace fs = std::filesystem;
  test::TempFolder temp;
  test::FakeSystem fake{{"PATH", temp.path()}};
  std::string said = "v4.3.1";
  int asked = 0;
  fake.spawner.program = [&](const Command&) -> Result<Finished> {
    ++asked;
    return Finished{0, said, ""};
  };
  const auto version = [&] { return Program(fake.system, temp.file("known")).version({})->text(); };
  const auto install = [&](const std::string& content) {
    REQUIRE(write_file(temp.file("helm"), content, 0755));
  };

  install("#!/bin/sh\nexec whichever-helm\n");  // may be another one tomorrow
  CHECK(version() == "4.3.1");
  CHECK(version() == "4.3.1");
  CHECK(asked == 2);

  install(
      "\x7f"
      "ELF and so on");
  CHECK(version() == "4.3.1");
  CHECK(version() == "4.3.1");
  CHECK(asked == 3);
  said = "v4.4.0";
  install(
      "\x7f"
      "ELF and so on, longer");
  CHECK(version() == "4.4.0");
  CHECK(version() == "4.4.0");
  CHECK(asked == 4);

  fs::rename(temp.file("helm"), temp.file("mise"));  // a launcher of many programs
  fs::create_symlink(temp.file("mise"), temp.file("helm"));
  CHECK(version() == "4.4.0");
  CHECK(asked == 5);
}

TEST_CASE("places and tasks, to text and back") {
  const Place place{"shop-s42", "s42", "arn:aws:eks:eu:1:cluster/a@b"};
  const auto read = Place::parse(place.text()).value();
  CHECK(read.ns == place.ns);
  CHECK(read.release == place.release);
  CHECK(read.cluster == place.cluster);
  CHECK_FALSE(Place::parse("no place"));
  const Task task{core::Purpose::remove, "chatops-a-b", 4, "uid-1"};
  const auto same = Task::parse(task.id()).value();
  CHECK(same.purpose == core::Purpose::remove);
  CHECK(same.epoch == 4);
  CHECK(same.namespace_uid == "uid-1");
  CHECK(same.correlation == "chatops-a-b");
  CHECK(Task::parse("chatops-a-b")->purpose == core::Purpose::deploy);
  CHECK_FALSE(Task::parse("remove/x/uid/c"));
}

TEST_CASE("what the release's manifest says of versions") {
  core::Execution execution;
  execution.sent["r.test/a/api"] = {"r.test/a/api:v1", "r.test/a/api:v9"};
  CHECK_FALSE(verify(an_order(), execution).differs);
  execution.sent["r.test/a/api"] = {"r.test/a/api:v1"};
  const auto differs = verify(an_order(), execution);
  CHECK(differs.differs == Reason::artifacts_differ);
  CHECK(differs.how == "api: v9 > r.test/a/api:v1");
  CHECK(verify(an_order(), {}).untold == std::vector<Reason>{Reason::artifacts_unverified});

  execution.correlation = "another";
  CHECK_FALSE(not_ours(an_order(), execution).empty());
  execution.correlation = an_order().correlation;
  CHECK(not_ours(an_order(), execution).empty());
}
