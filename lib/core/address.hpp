// Addresses of outside systems as people may see them and the state may keep them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/application.hpp"

namespace chatops::core {

/// Without fragment; user info and query, which may be secrets, become "***".
std::string shown_address(std::string_view address);
/// Whether shown_address left something out.
bool hides_something(std::string_view shown);

/// Where a chart comes from, as it may be shown.
std::string shown_source(const Chart& chart);

}  // namespace chatops::core
