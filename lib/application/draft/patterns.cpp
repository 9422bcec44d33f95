// How versions are written. A wrong pattern hides builds, so that it is told only where every
// version of several images reads the same way, and what reads as a branch may be one.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "application/draft/proposal.hpp"
#include "base/semver.hpp"
#include "core/hex.hpp"
#include "core/version_pattern.hpp"

namespace chatops::application {
namespace {

/// In falling order of what they tell; a longer reading before a shorter one.
constexpr auto patterns = std::to_array<const char*>(
    {"{branch}-{date}-{build}-{commit}", "{branch}-{build}-{date}-{commit}",
     "{branch}-{date}-{commit}-{build}", "{branch}-{build}-{commit}", "{branch}-{commit}-{build}",
     "{branch}-{date}-{commit}", "{branch}-{commit}-{date}", "{branch}-{date}-{build}",
     "{branch}-{build}", "{branch}-{commit}", "{date}-{build}-{commit}", "{date}-{commit}",
     "{build}-{commit}", "{commit}-{build}", "{date}-{build}"});

/// Letters, and neither a version, nor a commit, nor the rest of a longer reading: "1.2.3",
/// "a1b2c3d" and "main-20240501" are no branches.
bool may_be_branch(const std::string& text) {
  if (text.empty() || SemVer::parse(text[0] == 'v' ? text.substr(1) : text)) return false;
  const bool starts = (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
  const bool numbered = text[0] == 'v' && text.size() > 1 && text[1] >= '0' && text[1] <= '9';
  std::size_t digits = 0;
  while (digits < text.size() && text[text.size() - digits - 1] >= '0' &&
         text[text.size() - digits - 1] <= '9')
    ++digits;
  const bool commit = core::is_hex(text, 7, 40) && digits < text.size() &&
                      text.find_first_of("0123456789") != std::string::npos;
  return starts && !numbered && !commit && digits < 4;
}

/// A date that is one: 20240501, 20240501123000.
bool may_be_date(const std::string& text) {
  return text.empty() || (text.size() >= 8 && text.starts_with("20") && text[4] <= '1' &&
                          text[6] <= '3' && (text.size() == 8 || text.size() >= 12));
}

bool reads(const core::VersionPattern& pattern, const std::string& version) {
  const auto parts = pattern.read(version);
  if (!parts) return false;
  const bool branch =
      pattern.text().find("{branch}") == std::string::npos || may_be_branch(parts->branch);
  // Eight digits are a date before they are a commit.
  const bool commit = parts->commit.empty() || !may_be_date(parts->commit) ||
                      parts->commit.find_first_of("abcdef") != std::string::npos;
  return branch && commit && may_be_date(parts->date);
}

}  // namespace

std::string pattern_of(const std::vector<std::string>& versions) {
  if (versions.size() < 2) return {};
  for (const char* text : patterns) {
    const auto pattern = core::VersionPattern::compile(text);
    if (pattern && std::all_of(versions.begin(), versions.end(), [&](const std::string& version) {
          return reads(*pattern, version);
        }))
      return text;
  }
  return {};
}

}  // namespace chatops::application
