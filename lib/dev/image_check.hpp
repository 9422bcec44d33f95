// Looks at an image in a pod that lives as long as the look.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "core/dev_image.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// `workload`: as of image_pod(). `name`: of the pod, which nobody else has, so that it is found
/// also where the answer to its creation was lost. The pod is taken away whatever happens, also
/// when the call is stopped; those that an earlier look left behind are, too. An image that does
/// not run is told by its facts; thrown are errors of kube::Api and of image_pod(), and
/// Interrupted.
core::DevImageSeen look_at_image(const Call& call, Clock& clock, kube::Api& api,
                                 const core::DevImageOrder& order, const kube::Json& workload,
                                 const std::string& name);

}  // namespace chatops::dev
