// What lies beside the release of an environment and is the environment's all the same: volumes
// that dev mode keeps, and components that it made. A namespace of the environment's own takes them
// along; in one that is not, they are taken away one by one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// Deletes them, by their labels and uids; what was gone already is fine. Whoever may not even see
/// such objects made none: nothing is done then. Errors: those of kube::Api.
Result<void> remove_leftovers(const Call& call, kube::Api& api, const core::Order& order);

}  // namespace chatops::helm
