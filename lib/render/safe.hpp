// Text from outside on its way to a terminal: control characters, escape sequences and characters
// that turn the direction of writing around never arrive there raw.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chatops::render {

/// One line: line breaks and tabs become spaces, other dangerous characters and broken UTF-8
/// U+FFFD.
std::string safe_line(std::string_view text);
/// Several lines: keeps line breaks and tabs, else like safe_line.
std::string safe_text(std::string_view text);

}  // namespace chatops::render
