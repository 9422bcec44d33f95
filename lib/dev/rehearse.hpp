// Whether a cluster would take dev mode of a workload: asked of it by dry runs, which its quotas,
// limits and policies judge like the real thing, and of which nothing is kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "dev/shape.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// What it refuses, in its words: admission_refused, quota_exceeded, object_invalid. The pod counts
/// on top of those that run, as it does while the one takes the other's place. Errors: those of
/// shape() and kube::Api.
Result<std::vector<Error>> rehearse(const Call& call, kube::Api& api,
                                    const kube::ObjectRef& workload, const ShapeOrder& order);

}  // namespace chatops::dev
