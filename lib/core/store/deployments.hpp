// Deployments as they are kept, and what lists and queues need of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/deployment.hpp"

namespace chatops::core {

/// What lists and queues need of a deployment: read from columns, however large its bill is.
struct DeploymentSummary {
  std::string application, environment;
  std::int64_t revision = 0, epoch = 1;
  DeploymentStatus status = DeploymentStatus::intended;
  bool teardown = false;
  std::int64_t starts = 0;
  std::string execution;  ///< ExecutionRef::id
  std::string queue;
  std::string actor;  ///< name
  std::string link;
  Instant created_at{};
};
DeploymentSummary summary_of(const Deployment& deployment);

class Deployments {
 public:
  virtual ~Deployments() = default;

  virtual std::optional<Deployment> find(const std::string& application,
                                         const std::string& environment, std::int64_t revision) = 0;
  /// What was wished for last: the newest that was not superseded, since a wish may go along with
  /// an older deployment that brings the same. A superseded one where there is no other.
  virtual std::optional<Deployment> newest(const std::string& application,
                                           const std::string& environment) = 0;
  virtual std::optional<DeploymentSummary> newest_summary(const std::string& application,
                                                          const std::string& environment) = 0;
  /// Newest first, at most `limit`.
  virtual std::vector<Deployment> history(const std::string& application,
                                          const std::string& environment, int limit) = 0;
  /// Of every environment of the application, by name.
  virtual std::vector<DeploymentSummary> newest_of_each(const std::string& application) = 0;
  /// Of every environment of the application, by name: at most `limit`, newest first.
  virtual std::vector<DeploymentSummary> history_of_each(const std::string& application,
                                                         int limit) = 0;
  /// Of every environment of the application, by name: the attempt that brought what runs there,
  /// where it is recorded.
  virtual std::vector<DeploymentSummary> brought_of_each(const std::string& application) = 0;
  /// Of every environment of the application, by name: the one that the engine was asked for and
  /// that is not finished, also where nobody knows whether it was started.
  virtual std::vector<DeploymentSummary> asked_of_each(const std::string& application) = 0;
  /// All that are not finished: what must be taken up again. Oldest first.
  virtual std::vector<Deployment> unfinished() = 0;
  virtual std::vector<Deployment> unfinished(const std::string& application) = 0;
  virtual std::vector<Deployment> unfinished(const std::string& application,
                                             const std::string& environment) = 0;
  /// The application's deployment whose turn it is in the queue (Deployment::queue): the oldest
  /// that the engine has or was asked for, else the oldest that waits to start and has nothing
  /// before it in its own environment, whatever the queue of that. One of which nobody knows what
  /// became of it has no turn.
  virtual std::optional<DeploymentSummary> head_of(const std::string& application,
                                                   const std::string& queue) = 0;
  /// Inserts (version 0: gives it the next revision) or updates conditionally (state_conflict).
  virtual void put(Deployment& deployment) = 0;
};

}  // namespace chatops::core
