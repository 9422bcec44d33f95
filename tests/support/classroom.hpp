// A small application for tests: three components of two repositories, one chart, one pipeline.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "coding/section.hpp"
#include "core/application.hpp"
#include "store/sqlite_store.hpp"
#include "support/outside.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::test {

inline core::Component a_component(const std::string& name, const std::string& repository) {
  core::Component component;
  component.name = name;
  component.repository = repository;
  component.branch = "main";
  component.image = {"acme-docker.pkg.coding.net", "classroom/images/" + name};
  component.pattern = "{branch}-{build}-{commit}";
  component.values.tag = name + ".image.tag";
  return component;
}

inline core::Application classroom() {
  core::Application application;
  application.name = "classroom";
  application.project = "shop";
  application.repositories = {{"api-repo", "https://git/acme/api-repo", ""},
                              {"web-repo", "https://git/acme/web-repo", "web-ci"}};
  application.components = {a_component("api", "api-repo"), a_component("worker", "api-repo"),
                            a_component("web", "web-repo")};
  application.chart = {core::ChartKind::classic, "https://charts", "classroom", "^1.0"};
  application.common_values = {{"values/common.yaml", R"({"replicas": 1})"}};
  application.classes = {{"tencent", "", {{"values/tencent.yaml", R"({"replicas": 2})"}}, {}},
                         {"aliyun", "", {}, {}}};
  application.default_class = "tencent";
  application.domain_template = "{env}.classroom.test";
  const coding::Pipeline deploy{.application = "classroom",
                                .name = "deploy",
                                .namespace_parameter = "Namespace",
                                .domain_parameter = "Domain",
                                .delivery = coding::ValuesDelivery::parameter,
                                .values_parameter = "Values",
                                .chart_parameter = "Chart"};
  coding::Pipeline teardown = deploy;
  teardown.name = "teardown";
  teardown.delivery = coding::ValuesDelivery::none;
  teardown.values_parameter = teardown.chart_parameter = "";
  application.deploy = coding::settings_of(deploy, teardown);
  return application;
}

/// Declares anew which pipelines deploy and take away: change(deploy, teardown).
template <class Change>
void change_pipelines(core::Application& application, Change change) {
  auto deploy = *coding::pipeline_of(application.deploy, core::Purpose::deploy);
  auto teardown = coding::pipeline_of(application.deploy, core::Purpose::remove);
  change(deploy, teardown);
  application.deploy = coding::settings_of(deploy, teardown);
}
/// The pipelines' parameter that takes a component's version.
inline void set_parameter(core::Application& application, const std::string& component,
                          const std::string& parameter) {
  for (core::Component& one : application.components) {
    if (one.name == component) one.parameter = parameter;
  }
  change_pipelines(application, [&](auto& deploy, auto& teardown) {
    for (auto* names : {&deploy.component_parameters, &teardown->component_parameters}) {
      names->erase(component);
      if (!parameter.empty()) names->emplace(component, parameter);
    }
  });
}

inline std::string image_of(const std::string& component) {
  return "acme-docker.pkg.coding.net/classroom/images/" + component;
}
inline std::string version_of(const std::string& slug, int build) {
  return slug + "-" + std::to_string(build) + "-abcdef" + std::to_string(build);
}

/// Everything exists once on main (build 10), pipelines are declared, two charts are published.
inline void furnish(Outside& outside) {
  for (const char* component : {"api", "worker", "web"}) {
    outside.add_image(image_of(component), version_of("main", 10), "main", 10);
  }
  for (const char* version : {"1.0.0", "1.1.0", "2.0.0"}) {
    outside.charts.push_back({"classroom", version, "", std::string("sha256:chart-") + version,
                              "https://charts/classroom.tgz", std::nullopt});
  }
  outside.heads["api-repo@main"] = {"main", "c1", "lin", "", std::nullopt};
  coding::PipelineFacts deploy{.id = "p1", .name = "deploy", .limit_concurrent = true};
  deploy.link = "https://cd/deploy";
  for (const char* name : {"Namespace", "Domain", "Values", "Chart"}) {
    deploy.parameters.push_back({.name = name, .required = true});
  }
  deploy.parameters.push_back({.name = "LogLevel", .options = {"info", "debug"}});
  outside.pipelines["deploy"] = deploy;
  coding::PipelineFacts teardown{.id = "p2", .name = "teardown", .limit_concurrent = true};
  for (const char* name : {"Namespace", "Domain"}) teardown.parameters.push_back({.name = name});
  outside.pipelines["teardown"] = teardown;
}

/// Values in tests are JSON, which is YAML too; reading YAML is room application's business.
inline Result<nlohmann::json> read_json_values(const std::string& origin, const std::string& text) {
  if (text.empty()) return nlohmann::json::object();
  auto tree = nlohmann::json::parse(text, nullptr, false);
  if (tree.is_discarded()) return failure(Reason::values_invalid, {{"where", origin}});
  return tree;
}

inline Result<core::ChartValues> read_json_chart_values(const std::string& origin,
                                                        const std::string& text) {
  auto tree = read_json_values(origin, text);
  if (!tree) return tl::make_unexpected(tree.error());
  return core::ChartValues{std::move(*tree), {}};
}

/// A name in memory that no other test uses.
inline std::string fresh_memory() {
  static int count = 0;
  return "memory:" + std::to_string(++count);
}

class NoSpawner final : public Spawner {
 public:
  Result<Finished> run(const Call&, const Command& command) override {
    return failure(Reason::program_missing, {{"what", command.argv.at(0)}});
  }
};

/// Clock, outside, state and application, put together.
struct Scene {
  Scene() { furnish(outside); }

  VirtualClock clock;
  SeededRandom random{1};
  MapVariables variables{{}};
  NoSpawner spawner;
  Outside outside{clock};
  OutsidePorts ports{outside};
  core::Application application = classroom();
  store::SqliteStore store{fresh_memory()};
  Call call;
  workflow::Dependencies deps{.system = {clock, random, variables, spawner},
                              .store = store,
                              .application = application,
                              .tracker = ports,
                              .tracker_name = "coding",
                              .source = ports,
                              .builds = ports,
                              .artifacts = ports,
                              .images = ports,
                              .charts = ports,
                              .engines = ports,
                              .read_values = read_json_values,
                              .read_chart_values = read_json_chart_values,
                              .holder = "test"};
};

}  // namespace chatops::test
