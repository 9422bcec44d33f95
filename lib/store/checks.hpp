// What `doctor` looks at of the state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/finding.hpp"

namespace chatops::store {

/// Whether the file can be opened and written, and has room.
Findings check_state(const std::string& file);

}  // namespace chatops::store
