// The revisions of a release, read from the cluster without helm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/engine.hpp"
#include "helm/release.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// Where helm keeps releases (HELM_DRIVER).
enum class Storage { secrets, config_maps };

/// A revision, as its labels tell: no content is read for it.
struct Revision {
  std::int64_t number = 0;
  std::string status;
  std::string execution;                 ///< mark_of() the start that made it; "" = not ours
  std::string application, environment;  ///< as ours say
  kube::ObjectRef object;
};

/// Oldest first; empty where there is no such release, or no such namespace.
Known<std::vector<Revision>> revisions(const Call& call, kube::Api& api, Storage storage,
                                       const std::string& ns, const std::string& release);
/// The one that the start of this mark made: later ones inherit their labels from it. Null = none.
const Revision* made_by(const std::vector<Revision>& revisions, const std::string& mark);

/// outside_not_found where it is gone meanwhile; release_unreadable (`what` = the object's name).
Known<Release> read_release(const Call& call, kube::Api& api, const Revision& revision);

/// Marks a revision that a dead client left pending as failed, so that helm goes on from it.
/// Changes nothing where anybody changed it meanwhile: object_changed, or release_busy when it is
/// pending no more.
Result<void> mark_failed(const Call& call, kube::Api& api, const Revision& revision);

/// The labels that a start gives to the release.
std::vector<std::pair<std::string, std::string>> release_labels(const core::Order& order);
/// The labels say that it belongs to the order's environment.
bool belongs_to(const Revision& revision, const core::Order& order);

}  // namespace chatops::helm
