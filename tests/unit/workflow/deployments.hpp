// Deployments of the tests' application from the plan to the end, and what is told on the way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/classroom.hpp"
#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"

namespace chatops::test {

struct Listener final : workflow::Watcher {
  std::vector<workflow::EventKind> kinds;
  std::vector<workflow::Event> events;
  void event(const core::Deployment&, const workflow::Event& event) override {
    kinds.push_back(event.kind);
    events.push_back(event);
  }
  long count(workflow::EventKind kind) const {
    return std::count(kinds.begin(), kinds.end(), kind);
  }
};

struct Quiet final : workflow::Watcher {
  void event(const core::Deployment&, const workflow::Event&) override {}
};

inline workflow::PlanRequest creating(const std::string& name) {
  return {.environment = name, .create = true, .actor = {"lin", core::Origin::cli}};
}
inline workflow::Plan planned(Scene& scene, const std::string& name) {
  return workflow::plan(scene.call, scene.deps, creating(name));
}
inline core::Deployment committed(Scene& scene, const workflow::Plan& plan) {
  const auto done = workflow::commit(scene.call, scene.deps, plan);
  REQUIRE(done.deployment);
  return *done.deployment;
}
inline core::Deployment committed(Scene& scene, const std::string& name) {
  return committed(scene, planned(scene, name));
}
inline core::Deployment followed(Scene& scene, const core::Deployment& row, Listener& listener) {
  return workflow::follow(scene.call, scene.deps, workflow::key_of(row), listener);
}
inline core::Deployment deployed(Scene& scene, const std::string& name) {
  Listener listener;
  return followed(scene, committed(scene, name), listener);
}
inline core::Deployment deployed(Scene& scene, const workflow::PlanRequest& request) {
  Listener listener;
  const auto plan = workflow::plan(scene.call, scene.deps, request);
  return followed(scene, committed(scene, plan), listener);
}
inline core::Environment stored(Scene& scene, const std::string& name) {
  return workflow::show_environment(scene.deps, name).environment;
}
inline void build(Scene& scene, const std::string& component, int number) {
  scene.outside.add_image(image_of(component), version_of("main", number), "main", number);
}
inline std::optional<Error> caught(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace chatops::test
