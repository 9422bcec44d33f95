// What `doctor` finds of helm, where an application is deployed with it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/finding.hpp"
#include "base/system.hpp"

namespace chatops::helm {

Findings check_helm(const Call& call, const System& system);

}  // namespace chatops::helm
