// The words of the seeded past: what was committed where and when, and what the repositories hold.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::sandbox {

struct SeedLine {
  std::string_view branch, message;
  int hours = 0;  ///< after the running iteration's start; negative before it
};

/// Oldest first; a branch that appears begins at main's commit of that moment.
std::vector<SeedLine> seed_lines(std::string_view depot);
/// Files of the first commit.
std::map<std::string, std::string> seed_files(std::string_view depot);
/// The chart's versions, oldest first, ending with the one given: "1.2.0" → 1.0.0, 1.1.0, 1.2.0.
std::vector<std::string> earlier_versions(const std::string& current);

}  // namespace chatops::sandbox
