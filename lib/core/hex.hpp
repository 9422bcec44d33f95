// Short names of long things, and telling hex digits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "crypto/crypto.hpp"

namespace chatops::core {

/// Lower case only.
constexpr bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Only lower-case hex digits, between `least` and `most` of them.
inline bool is_hex(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), is_hex_digit);
}

/// 16 hex digits of SHA-256: a name for a cache folder, not a proof of anything.
inline std::string short_hash(std::string_view text) {
  return crypto::sha256_hex(text).substr(0, 16);
}

}  // namespace chatops::core
