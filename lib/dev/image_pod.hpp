// The pod that an image is looked at in: pure, so that it can be looked at itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/dev_image.hpp"
#include "kube/object.hpp"

namespace chatops::dev {

using kube::Json;

/// Names of its containers.
inline constexpr std::string_view looked_at_container = "image", own_container = "own";
/// The value of kube::purpose_label, so that those that were left behind are found.
inline constexpr auto purpose_of_checks = "image-check";

struct ImagePod {
  Json object;
  std::string image, own;        ///< own: "" where there is no other one
  std::string root;              ///< that would be synced; "" = the image's working directory
  bool root_is_mounted = false;  ///< by a volume that the pod has not
};

/// `workload`: of the component, as it is without dev mode; null: the image alone. With one the pod
/// has its user, rights, plain variables and empty volumes, but nothing of its Secrets, files and
/// claims. Errors: those of shape(); usage_missing_argument without any image.
Result<ImagePod> image_pod(const core::DevImageOrder& order, const Json& workload);

}  // namespace chatops::dev
