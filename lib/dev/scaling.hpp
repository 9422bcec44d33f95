// Autoscalers of a workload in dev mode: held at one pod, and given back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kube/api.hpp"

namespace chatops::dev {

/// Annotation: what the bounds were, "MIN MAX".
inline constexpr std::string_view scaling_mark = "chatops.dev/dev-scaling";

/// Those that scale the workload, held at one pod; their names. What was held before stays so, and
/// where somebody has changed it since that is what is given back. One
/// that may not be changed or seen is told of: permission_missing and the others of kube::Api.
std::vector<std::string> hold_scaling(const Call& call, kube::Api& api,
                                      const kube::ObjectRef& workload,
                                      std::vector<Error>& failures);
/// Gives back what was held, unless somebody has changed it since.
void release_scaling(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                     std::vector<Error>& failures);

}  // namespace chatops::dev
