// An environment: a namespace and a domain that run one selection of an application.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

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

/// What attempts that ended without telling may have changed since `Environment::deployed`.
struct Doubt {
  std::int64_t revision = 0;         ///< the newest such attempt
  std::set<std::string> components;  ///< what runs of these is not known
  bool settings = false;             ///< nor with which chart, values and parameters
  bool operator==(const Doubt&) const = default;
};

struct Environment {
  std::string application, name;
  std::string ns;  ///< Kubernetes namespace
  std::string domain;
  std::string cluster;  ///< its name, told apart from others' and nothing else; "" = not known
  std::string environment_class;
  std::string iteration;  ///< tracker's code of its iteration; "" = none (staging), never retired
  std::map<std::string, std::string> parameters;  ///< declared extras chosen for it, remembered
  Selection selection;
  std::map<std::string, Waiting> waiting;  ///< by component
  /// What the last attempt that certainly changed something brought there.
  std::optional<Bill> deployed;
  std::int64_t deployed_revision = 0;  ///< that attempt; 0 = not recorded
  std::optional<Doubt> doubt;          ///< nothing = what runs is `deployed`
  EnvironmentState state = EnvironmentState::creating;
  std::int64_t epoch = 1;    ///< rises when a name is used again after retirement; a deploy with an
                             ///< older epoch is refused
  std::int64_t version = 0;  ///< for conditional updates; 0 = not stored yet
  Instant created_at{}, changed_at{};
  std::string created_by;     ///< actor's name
  std::string created_by_id;  ///< Actor::id
};

}  // namespace chatops::core
