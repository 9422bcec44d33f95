// How a version is spelled, for versions and ranges alike: where it ends and what its parts are.
// Inside base only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/semver.hpp"

namespace chatops::semver_parts {

inline constexpr std::string_view digits = "0123456789";

struct Spelling {
  std::array<std::string_view, 3> numbers;  ///< "" = not said; the first always is
  std::string_view prerelease, build;       ///< dot-separated identifiers, none of them empty
  std::size_t length = 0;
};

/// The longest spelling of a version that `text` begins with, its numbers made of `of`.
std::optional<Spelling> spelled(std::string_view text, std::string_view of);

/// Its value, of the first `given` numbers only. Nothing when a number is none or too great, a
/// prerelease has a number with a leading zero, or it would be too long to be read back.
std::optional<SemVer> value_of(const Spelling& spelling, int given);

/// The order of prereleases; "" here is less than any.
std::weak_ordering compare_prereleases(std::string_view a, std::string_view b);

}  // namespace chatops::semver_parts
