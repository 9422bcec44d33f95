// A session's container, from the patch that asks for it until it runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "dev/agent.hpp"
#include "dev/record.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// `waits` is told, once each, what keeps it from running and may pass: a node that comes, a volume
/// that is made; may be empty. The error is a cause that no waiting mends (an image that is not
/// there, a quota). `earlier`: pods of the session that go, by uid. Throws what the cluster
/// refuses, deadline_passed and Interrupted.
Result<Container> wait_until_it_runs(const Call& call, Clock& clock, kube::Api& api,
                                     const kube::ObjectRef& workload, const Record& record,
                                     const std::function<void(const Error&)>& waits,
                                     const std::vector<std::string>& earlier = {});

}  // namespace chatops::dev
