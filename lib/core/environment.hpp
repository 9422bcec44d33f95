// An environment: a namespace and a domain, what they are to run, and what was deployed there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/bill.hpp"
#include "core/selection.hpp"

namespace chatops::core {

enum class EnvironmentState { creating, ready, updating, failed, sleeping, retiring, retired };
std::string_view word_of(EnvironmentState state);
std::optional<EnvironmentState> environment_state_of(std::string_view word);

/// A component that follows a branch without an artifact yet: it keeps what runs and is updated
/// when the artifact arrives.
struct Waiting {
  std::string branch;
  std::string build_url;  ///< link to the CI build or its job; "" = none found
  bool operator==(const Waiting&) const = default;
};

/// What an environment is to be. It changes at once and durably; deployments bring the environment
/// to it, and one that fails leaves it as it is.
struct Desired {
  Selection selection;  ///< the chart's choice is in it
  std::string environment_class;
  std::map<std::string, std::string> parameters;  ///< declared extras chosen for it
  /// Where its values come from, lowest first: paths of files, or "revision N" after a rollback.
  std::vector<std::string> values_layers;
  /// Rises with every change of the above but the layers; 0 = nothing was ever wanted. A row that
  /// is older than generations has 1.
  std::int64_t generation = 0;
  std::string by;     ///< actor's name, of the newest change
  std::string by_id;  ///< Actor::id
  std::string why;    ///< "" = not said
  Instant since{};
};

/// A version that a deployment failed with: nothing automatic takes it again (set_aside.hpp).
struct SetAside {
  BillLine line;
  std::int64_t revision = 0;  ///< the deployment that failed
  Instant since{};
};

struct ChartSetAside {
  ChartVersion chart;
  std::string rule;           ///< that was followed, or would be again once a pin ends; "" = own
  std::int64_t revision = 0;  ///< as in SetAside
  Instant since{};
};

/// What attempts that ended without telling may have changed since `Environment::deployed`.
struct Doubt {
  std::int64_t revision = 0;         ///< the newest such attempt
  std::set<std::string> components;  ///< what runs of these is not known
  bool settings = false;             ///< nor with which chart, values and parameters
  bool operator==(const Doubt&) const = default;
};

/// Nothing automatic is deployed meanwhile; a person's own deployment goes on.
struct Hold {
  std::string by, by_id, why;  ///< actor's name and Actor::id; `why` "" = not said
  Instant since{};
  std::optional<Instant> until;  ///< nothing = until somebody ends it
  bool operator==(const Hold&) const = default;
};

struct Environment {
  std::string application, name;
  std::string ns;  ///< Kubernetes namespace
  std::string domain;
  std::string cluster;    ///< its name, told apart from others' and nothing else; "" = not known
  std::string iteration;  ///< tracker's code of its iteration; "" = none (staging), never retired
  Desired desired;
  std::map<std::string, Waiting> waiting;  ///< by component
  /// What the last attempt that certainly changed something brought there.
  std::optional<Bill> deployed;
  std::int64_t deployed_revision = 0;    ///< that attempt; 0 = not recorded
  std::int64_t deployed_generation = 0;  ///< of the desired state that it was for; 0 = not recorded
  std::optional<Doubt> doubt;            ///< nothing = what runs is `deployed`
  std::vector<SetAside> set_aside;       ///< at most one of a component and branch
  std::optional<ChartSetAside> chart_set_aside;
  std::optional<Hold> hold;  ///< may have run out: held()
  EnvironmentState state = EnvironmentState::creating;
  std::int64_t epoch = 1;    ///< rises when a name is used again after retirement; a deploy with an
                             ///< older epoch is refused
  std::int64_t version = 0;  ///< for conditional updates; 0 = not stored yet
  Instant created_at{}, changed_at{};
  std::string created_by;     ///< actor's name
  std::string created_by_id;  ///< Actor::id
};

/// True while a hold stands and has not run out.
inline bool held(const std::optional<Hold>& hold, Instant now) {
  return hold && (!hold->until || now < *hold->until);
}

}  // namespace chatops::core
