// What `doctor` says of chatops.yaml.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "base/finding.hpp"
#include "core/application.hpp"

namespace chatops::application {

/// As reading it went: an application, its mistakes, or why none was found.
Findings check_application(const std::optional<core::Application>& application,
                           const std::vector<Error>& mistakes, const std::optional<Error>& missing);

}  // namespace chatops::application
