// Pods that the controller of a StatefulSet leaves as they are: it replaces none before the one
// that is there is ready, whatever the template says by now, and none at all under OnDelete.
// https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// Takes away those that are not of this session ("" = that are of any), or are `earlier` ones of
/// it (uids), so that they are made anew from the template; nothing of a workload that is no
/// StatefulSet. Waits some seconds for its controller to have seen the template. Answers what kept
/// it from being done.
std::vector<Error> replace_held_pods(const Call& call, Clock& clock, kube::Api& api,
                                     const kube::ObjectRef& workload, const std::string& session,
                                     const std::vector<std::string>& earlier = {});

}  // namespace chatops::dev
