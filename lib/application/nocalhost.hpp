// What another tool's file says of developing in a component, for projects that have one already.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "core/application.hpp"

namespace chatops::application {

/// .nocalhost/config.yaml in the folder, of the service with the component's name or workload, or
/// the only one there is; nothing where there is no such file or service. `notes` get
/// dev_field_skipped for what is there and means nothing here, and why a file could not be read.
/// Throws nothing.
core::DevSettings read_nocalhost(const std::string& folder, const core::Component& component,
                                 std::vector<Error>& notes);

}  // namespace chatops::application
