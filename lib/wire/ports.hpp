// The outside roles, built from configuration: which provider stands behind which is a row of a
// table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/system.hpp"
#include "coding/coding.hpp"
#include "core/engine.hpp"
#include "core/ports.hpp"
#include "core/webhooks.hpp"
#include "helm/engine.hpp"
#include "registry/session.hpp"
#include "wire/clusters.hpp"
#include "wire/configuration.hpp"
#include "wire/outside.hpp"

namespace chatops::wire {

/// Of the one tracker there is.
inline constexpr const char* tracker_name = "coding";

/// What providers are made of. Ports that were made of it do not outlive it.
struct Providers {
  /// `settings`: of CODING, secrets fetched, or why there are none. `outside` and `configuration`
  /// outlive it.
  Providers(System system, Outside& outside, const Configuration& configuration,
            Result<coding::Settings> settings);

  Result<coding::Settings> settings;
  std::optional<coding::Coding> coding;  ///< where there are settings
  registry::Hosts hosts;
  registry::Session images, charts;  ///< with the credentials of each
  Clusters& clusters;
};

/// Used from any thread.
class Ports {
 public:
  /// As Providers. Charts that are folders lie below `chart_folder`. `outside` and `configuration`
  /// outlive it.
  Ports(System system, Outside& outside, const Configuration& configuration,
        Result<coding::Settings> settings, const std::string& chart_folder);

  Providers& providers() { return providers_; }

  /// Whose clusters are meant from now on; outlives this. Before anything is asked of a cluster.
  void know(const core::Application& application) { application_ = &application; }
  /// The one notion of what a cluster's name means, to look into it and to deploy to it: `clusters`
  /// of the profile, then those of the application; where helm deploys, a name that neither has is
  /// a context, and "" the current one. unknown_cluster, and why it cannot be reached.
  Known<helm::Reached> cluster(const std::string& name);

 private:
  const std::vector<core::ClusterAccess>& own_clusters_;
  const core::Application* application_ = nullptr;
  Providers providers_;

 public:
  std::unique_ptr<core::Tracker> tracker;
  std::unique_ptr<core::Members> members;
  std::unique_ptr<core::Webhooks> webhooks;
  std::unique_ptr<core::SourceHost> source;
  std::unique_ptr<core::Builds> builds;
  std::unique_ptr<core::ArtifactSource> artifacts;
  std::unique_ptr<core::Images> images;
  std::unique_ptr<core::ChartSource> charts;
  std::unique_ptr<core::Engines> engines;
};

}  // namespace chatops::wire
