// How calls name a depot.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {

/// DepotId, or DepotPath = team/project/depot; 0 goes with a path. Throws Refusal when there is
/// none, or a project token asks for a depot of another project.
Depot depot_of(const Asked& ask);

}  // namespace chatops::sandbox::openapi
