// One question for all environments.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/running.hpp"

#include <chrono>
#include <utility>

#include "workflow/artifacts.hpp"

namespace chatops::workflow {
namespace {

core::SoughtComponent sought(const core::Component& component) {
  return {component.name, component.image, component.workload};
}

std::vector<core::SoughtComponent> sought_in(const core::Application& application) {
  std::vector<core::SoughtComponent> out;
  out.reserve(application.components.size());
  for (const core::Component& component : application.components) out.push_back(sought(component));
  return out;
}

}  // namespace

std::vector<Running> running_in(const Call& call, Dependencies& deps,
                                std::span<const Placed> places, const Counted& counted) {
  std::vector<Running> out(places.size());
  if (deps.clusters == nullptr || places.empty()) return out;
  const auto components = sought_in(deps.application);
  std::vector<core::NamespaceQuestion> questions;
  for (const Placed& place : places)
    questions.push_back({.cluster = place.cluster,
                         .ns = place.ns,
                         .components = components,
                         .since = counted.since,
                         .given_up = counted.given_up,
                         .followed = counted.followed});
  const Call brief = call.until(deps.system.clock.tick() + patience_with_clusters);
  auto answers = deps.clusters->look(brief, questions);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i] && answers[i].error().reason == Reason::unknown_cluster) continue;
    out[i] = std::move(answers[i]);
  }
  return out;
}

std::optional<Error> unseen(const Running& running) {
  if (!running) return std::nullopt;
  return *running ? (*running)->why_unknown : std::optional(running->error());
}

std::optional<Placed> place_of(Dependencies& deps, const core::Deployment& deployment) {
  std::optional<core::EnvironmentSummary> environment;
  deps.store.read([&](core::Tx& tx) {
    environment = tx.environments().summary(deployment.application, deployment.environment);
  });
  if (!environment || environment->epoch != deployment.epoch) return std::nullopt;
  return Placed{environment->cluster, environment->ns};
}

std::optional<core::RunningNamespace> seen_of(const Call& call, Dependencies& deps,
                                              const core::Deployment& deployment,
                                              const Counted& counted) {
  if (deps.clusters == nullptr) return std::nullopt;
  const auto place = place_of(deps, deployment);
  if (!place) return std::nullopt;
  auto running = running_in(call, deps, std::span(&*place, 1), counted).front();
  if (!running || !*running) return std::nullopt;
  // What may not be read keeps nobody from what is seen all the same.
  if ((*running)->why_unknown && (*running)->troubles.empty()) return std::nullopt;
  return std::move(**running);
}

core::Clusters& clusters_of(Dependencies& deps) {
  if (deps.clusters != nullptr) return *deps.clusters;
  throw Error(Reason::unknown_cluster);
}

core::NamespaceQuestion namespace_question(Dependencies& deps,
                                           const core::Environment& environment) {
  return {.cluster = environment.cluster,
          .ns = environment.ns,
          .components = sought_in(deps.application)};
}

core::SoughtComponent sought_component(Dependencies& deps, const std::string& name) {
  return sought(component_named(deps, name));
}

core::LogQuestion log_question(Dependencies& deps, const core::Environment& environment,
                               std::span<const std::string> components) {
  core::LogQuestion out{.cluster = environment.cluster, .ns = environment.ns};
  if (components.empty()) out.components = sought_in(deps.application);
  for (const std::string& name : components) out.components.push_back(sought_component(deps, name));
  return out;
}

}  // namespace chatops::workflow
