// Writing all of a text to a descriptor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chatops {

/// Writes all of it, whatever signal comes between; false when the reader has gone or the device is
/// full, with errno.
bool write_all(int descriptor, std::string_view text);

}  // namespace chatops
