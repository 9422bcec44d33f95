// Environments as they are kept, and the questions that are answered without reading them whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "core/environment.hpp"

namespace chatops::core {

/// What lists show of an environment: read from columns, however large its bill is.
struct EnvironmentSummary {
  std::string application, name, ns, domain, cluster, environment_class, iteration, created_by;
  std::string created_by_id{};  ///< Actor::id
  std::map<std::string, Waiting> waiting{};
  EnvironmentState state = EnvironmentState::creating;
  std::int64_t deployed_revision = 0, doubtful_revision = 0;     ///< 0 = none
  std::int64_t desired_generation = 0, deployed_generation = 0;  ///< as in Environment
  std::int64_t epoch = 1, version = 0;
  Instant created_at{}, changed_at{};
};
EnvironmentSummary summary_of(const Environment& environment);

/// One component of what an environment runs, by the attempt that last changed it for certain.
struct RunningVersion {
  std::string environment, component, version;
};

/// Who follows a branch of a component.
struct FollowQuery {
  std::string application, component, branch;
  bool own_branch = false;  ///< it is the component's own: those that name none follow it, too
  bool waiting = false;     ///< only those that have nothing of it yet and wait for it
  Instant now{};            ///< pins that have ended by then count as what is followed after them
};

class Environments {
 public:
  virtual ~Environments() = default;

  virtual std::optional<Environment> find(const std::string& application,
                                          const std::string& name) = 0;
  virtual std::optional<EnvironmentSummary> summary(const std::string& application,
                                                    const std::string& name) = 0;
  /// By name.
  virtual std::vector<EnvironmentSummary> list(const std::string& application,
                                               bool with_retired) = 0;
  /// By environment and component.
  virtual std::vector<RunningVersion> running(const std::string& application) = 0;
  /// Living ones that have a hold, run out or not; by name.
  virtual std::map<std::string, Hold> holds(const std::string& application) = 0;
  /// The environments that run this digest of the component, by name.
  virtual std::vector<std::string> that_run(const std::string& application,
                                            const std::string& component,
                                            const std::string& digest) = 0;
  /// Living environments that a new artifact, or a new version of the chart, may concern; by name.
  virtual std::vector<std::string> following(const FollowQuery& query) = 0;
  virtual std::vector<std::string> following_chart(const std::string& application, Instant now) = 0;
  /// Living ones of an iteration, oldest first: one, where nothing older than this rule was kept.
  virtual std::vector<EnvironmentSummary> of_iteration(const std::string& application,
                                                       const std::string& iteration) = 0;

  /// Why put() would refuse a name of this environment; nothing = it would not. name_collision: a
  /// living environment of any application has this namespace on the same cluster, or this domain
  /// (`what` = it, `where` = the other as "application/name"). iteration_taken: another one of the
  /// application is the iteration's (`what` = it, `where` = the other's name).
  virtual std::optional<Error> collision(const Environment& environment) = 0;
  /// Inserts (version 0) or updates when the stored version is the given one; sets the new version
  /// in `environment`. Throws state_conflict, and what collision() says.
  virtual void put(Environment& environment) = 0;
  /// Stores only what it waits for. That changes without anybody's wish, so the version stays: what
  /// was shown before is not out of date. Does nothing where there is no such environment.
  virtual void put_waiting(const Environment& environment) = 0;
};

}  // namespace chatops::core
