// Characters of ASCII, whatever the locale.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatops::ascii {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool lower_hex(char c) { return digit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool hex(char c) { return lower_hex(c) || (c >= 'A' && c <= 'F'); }

}  // namespace chatops::ascii
