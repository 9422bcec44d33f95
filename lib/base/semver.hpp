// Semantic versions and ranges exactly as Helm reads them (Masterminds/semver v3): order, caret,
// tilde, wildcards, alternatives.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatops {

/// A version; build metadata is kept but does not take part in the order.
struct SemVer {
  std::uint64_t major = 0, minor = 0, patch = 0;
  std::string prerelease, build;

  /// Tolerant as Helm is: a leading "v", missing minor and patch, and leading zeros of the three
  /// are accepted. Nothing when it is no version, or one whose text() is beyond 256 bytes.
  static std::optional<SemVer> parse(std::string_view text);
  /// Only as the standard writes it: three numbers, no "v", no leading zeros.
  static std::optional<SemVer> parse_strict(std::string_view text);
  /// As the standard writes it; parse() reads it back.
  std::string text() const;
  std::weak_ordering operator<=>(const SemVer& other) const;
  bool operator==(const SemVer& other) const { return (*this <=> other) == 0; }
};

/// The order of build metadata, which the standard leaves open: text, but runs of digits as
/// numbers; none comes first.
std::weak_ordering compare_builds(std::string_view a, std::string_view b);

/// "^1.2", "~1.2.3", ">=1.0 <2.0", "1.x || 2.*", "1.2 - 1.4". A prerelease satisfies a range only
/// when one of the comparisons that it has to pass together names a prerelease.
class SemVerRange {
 public:
  /// Nothing when the text is no range. "" and "*" accept every version without prerelease.
  static std::optional<SemVerRange> parse(std::string_view text);
  bool accepts(const SemVer& version) const;

 private:
  enum class Op { equal, unequal, less, less_equal, greater, greater_equal, tilde, caret };
  struct Bound {
    Op op = Op::equal;
    SemVer version;
    int given = 0;  ///< how many of its numbers were said, the others being left out or wild
  };
  using All = std::vector<Bound>;  ///< every bound must hold
  static std::optional<All> parse_all(std::string_view text);
  static bool holds(const Bound& bound, const SemVer& version);
  std::vector<All> any_;  ///< one of them must hold
};

}  // namespace chatops
