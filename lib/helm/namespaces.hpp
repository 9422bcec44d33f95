// The namespace that belongs to an environment: made with labels that say so, and removed only
// where they do. One of the same name that is not ours is never touched.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "core/engine.hpp"
#include "helm/section.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// So long what is deleted takes to go anyway.
inline constexpr Millis usually_gone = std::chrono::seconds(10);

/// Whose a namespace is, by its labels.
enum class Holding {
  ours,     ///< of this environment, in the order's epoch
  earlier,  ///< of this environment, in an earlier life of it
  later,    ///< and in a later one
  foreign   ///< of somebody else
};
Holding holding(const kube::Json& ns, const core::Order& order);

/// There afterwards, with the environment's labels; a namespace of an earlier epoch is taken over.
/// namespace_foreign, namespace_ending, stale_epoch, or the cluster's refusal.
Result<void> ensure_namespace(const Call& call, kube::Api& api, const core::Order& order,
                              const Settings& settings);

/// The uid of the namespace that goes with the environment; "" = there is none. namespace_foreign,
/// stale_epoch.
Known<std::string> namespace_to_remove(const Call& call, kube::Api& api, const core::Order& order);

struct Removing {
  bool gone = false;
  std::string held;    ///< what keeps it, in the cluster's words; "" = nothing told yet
  bool stuck = false;  ///< and for longer than what is only slow
};
/// Deletes it where it still is that very one and bears our mark, and tells how far that is.
/// namespace_foreign.
Known<Removing> remove_namespace(const Call& call, kube::Api& api, const std::string& name,
                                 const std::string& uid, Instant now);

}  // namespace chatops::helm
