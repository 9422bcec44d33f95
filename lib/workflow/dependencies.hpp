// Everything the use cases act on, by reference: the state, the application and one port for each
// outside role. A role that is not configured is played by an object that says so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/known.hpp"
#include "base/system.hpp"
#include "core/application.hpp"
#include "core/chart_values.hpp"
#include "core/cluster.hpp"
#include "core/dev_mode.hpp"
#include "core/engine.hpp"
#include "core/ports.hpp"
#include "core/store.hpp"

namespace chatops::workflow {

/// The text of a values file as a tree (an object; {} for an empty file). `origin` is for the
/// error: values_invalid with `where`.
using ValuesReader =
    std::function<Result<nlohmann::json>(const std::string& origin, const std::string& text)>;

/// A chart's own values file; `origin` names it in the error and in remarks.
using ChartValuesReader =
    std::function<Result<core::ChartValues>(const std::string& origin, const std::string& text)>;

/// Runs independent reads of different ports and returns when all are done. Tasks do not throw and
/// share nothing. Empty: they run in turn on the calling thread.
using Parallel = std::function<void(std::vector<std::function<void()>> tasks)>;

struct Dependencies {
  System system;
  core::Store& store;
  const core::Application& application;
  core::Tracker& tracker;
  std::string tracker_name;  ///< by which iterations are recorded: IterationKey::tracker
  core::SourceHost& source;
  core::Builds& builds;
  core::ArtifactSource& artifacts;
  core::Images& images;
  core::ChartSource& charts;
  core::Engines& engines;
  ValuesReader read_values;
  ChartValuesReader read_chart_values;
  std::string holder;  ///< names this process in leases: unique among all that share the store
  /// True when the process of that name certainly runs no more (as far as this machine can tell);
  /// its leases are free then. Empty: never, they run out.
  std::function<bool(const std::string& holder)> gone{};
  Parallel parallel{};
  /// Has another process, which outlives this one, take the step that starts the deployment. True:
  /// one is at it. False: none can be had, or one of ours ended and did not ask the engine; the
  /// step is to be taken here. Empty: as false.
  std::function<bool(const core::Deployment& row)> start_apart{};
  /// Null: no cluster is looked into.
  core::Clusters* clusters = nullptr;
  /// Null: whether something is in dev mode is not looked at.
  core::DevMode* dev_mode = nullptr;
  /// How a component is developed in where chatops.yaml does not say: as a file in the folder of
  /// its source does. What of it does not carry over is added to `notes`. Empty: nothing is read.
  std::function<core::DevSettings(const core::Component& component, const std::string& folder,
                                  std::vector<Error>& notes)>
      dev_settings{};
  /// The HTTP status that a web address answers with. Empty: none is asked.
  std::function<Known<int>(const Call& call, const std::string& url)> ask_address{};
};

}  // namespace chatops::workflow
