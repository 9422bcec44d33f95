// What environments really run, as their clusters say now.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/cluster.hpp"
#include "core/deployment.hpp"
#include "core/environment.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// A cluster that is slow or out of reach delays nobody longer who only wants to know.
inline constexpr Millis patience_with_clusters = std::chrono::seconds(5);

/// Where an environment is.
struct Placed {
  std::string cluster, ns;
};

/// Nothing: nobody said how to reach that cluster.
using Running = std::optional<Known<core::RunningNamespace>>;

/// Which troubles count; as in core::NamespaceQuestion.
struct Counted {
  std::optional<Instant> since = {};
  bool given_up = false;
  bool followed = false;
};

/// Asked side by side, in the order given, within a few seconds: a cluster that is slow or out of
/// reach delays nobody longer.
std::vector<Running> running_in(const Call& call, Dependencies& deps,
                                std::span<const Placed> places, const Counted& counted = {});

/// What kept it, or a part of it, from being seen.
std::optional<Error> unseen(const Running& running);

/// Where the deployment goes. Nothing: its environment is another one by now.
std::optional<Placed> place_of(Dependencies& deps, const core::Deployment& deployment);
/// What runs where the deployment goes, and what keeps its components from running. Nothing: its
/// cluster cannot be looked into, or did not answer in time.
std::optional<core::RunningNamespace> seen_of(const Call& call, Dependencies& deps,
                                              const core::Deployment& deployment,
                                              const Counted& counted);

/// unknown_cluster where none is looked into at all.
core::Clusters& clusters_of(Dependencies& deps);
/// The environment's namespace with all components.
core::NamespaceQuestion namespace_question(Dependencies& deps,
                                           const core::Environment& environment);
/// unknown_component, `try` = the nearest name.
core::SoughtComponent sought_component(Dependencies& deps, const std::string& name);
/// Whose logs: of these components, or of all where none is named. unknown_component.
core::LogQuestion log_question(Dependencies& deps, const core::Environment& environment,
                               std::span<const std::string> components);

}  // namespace chatops::workflow
