// Semantic versions and ranges as Helm reads them (Masterminds/semver v3): order, caret, tilde,
// wildcards, alternatives.
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

  /// Tolerant as Helm is: a leading "v" and missing minor and patch are accepted. Nothing when it
  /// is no version.
  static std::optional<SemVer> parse(std::string_view text);
  std::string text() const;
  std::weak_ordering operator<=>(const SemVer& other) const;
  bool operator==(const SemVer& other) const { return (*this <=> other) == 0; }
};

/// "^1.2", "~1.2.3", ">=1.0 <2.0", "1.x || 2.*", "1.2 - 1.4". A prerelease satisfies a range only
/// when the comparison that it passes names a prerelease itself.
class SemVerRange {
 public:
  /// Nothing when the text is no range. "" and "*" accept every version without prerelease.
  static std::optional<SemVerRange> parse(std::string_view text);
  bool accepts(const SemVer& version) const;

 private:
  enum class Op { equal, outside, less, less_equal, greater, greater_equal };
  struct Bound {
    Op op;
    SemVer version;
    bool names_prerelease;
    std::optional<SemVer> end = {};  ///< of outside: of 1.2.x it is 1.3.0, of 1.2.3 nothing
  };
  using All = std::vector<Bound>;  ///< every bound must hold
  static bool add(std::string_view word, All& all);
  std::vector<All> any_;  ///< one of them must hold
};

}  // namespace chatops
