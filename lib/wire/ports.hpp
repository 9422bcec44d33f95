// The outside roles, built from configuration. Each port has a client of its own, so that several
// may be asked at the same time from different threads; one port is used by one thread at a time,
// but for artifacts, whose versions and properties may be asked at the same time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/system.hpp"
#include "coding/coding.hpp"
#include "core/ports.hpp"
#include "net/client.hpp"
#include "registry/session.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

class Ports {
 public:
  /// `settings`: of CODING, secrets fetched, or why there are none. Charts that are folders lie
  /// below `chart_folder`. `configuration` outlives it.
  Ports(System system, const Configuration& configuration, Known<coding::Settings> settings,
        const std::string& chart_folder);
  ~Ports();

  std::unique_ptr<core::Tracker> tracker;
  std::unique_ptr<core::SourceHost> source;
  std::unique_ptr<core::Builds> builds;
  std::unique_ptr<core::ArtifactSource> artifacts;
  std::unique_ptr<core::Images> images;
  std::unique_ptr<core::ChartSource> charts;
  std::unique_ptr<core::Engines> engines;

 private:
  struct Lane;
  Lane& lane();
  std::unique_ptr<core::ArtifactSource> artifact_source();

  System system_;
  const Configuration& configuration_;
  Known<coding::Settings> settings_;
  std::vector<std::unique_ptr<Lane>>
      lanes_;  ///< clients; they outlive the ports by order of destruction, see ~Ports
};

/// Runs tasks on threads of their own, the first on the calling one; returns when all are done.
void run_together(std::vector<std::function<void()>> tasks);

}  // namespace chatops::wire
