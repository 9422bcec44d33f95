// Makes one table of several.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace chatops::command::table {

/// Several arrays as one, in order.
template <class T, std::size_t... Sizes>
constexpr auto joined(const std::array<T, Sizes>&... parts) {
  std::array<T, (Sizes + ...)> out{};
  auto at = out.begin();
  ((at = std::copy(parts.begin(), parts.end(), at)), ...);
  return out;
}

}  // namespace chatops::command::table
