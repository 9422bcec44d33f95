// Mistakes, absence, and who else may write it.
// SPDX-License-Identifier: Apache-2.0
#include "config/checks.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace chatops::config {

Findings check_profile(const std::vector<Error>& mistakes, const std::optional<ProfileSeen>& seen) {
  Findings out;
  for (const Error& mistake : mistakes) out.push_back(Finding::problem({}, mistake));
  if (!seen) return out;
  if (out.empty() && seen->nothing) return {Finding::note(seen->usual, *seen->nothing)};
  if (out.empty() && seen->file.empty()) return {Finding::fine(seen->usual, "-")};
  if (out.empty()) out.push_back(Finding::fine(seen->file, seen->profile));
  struct stat facts{};
  if (::stat(seen->file.c_str(), &facts) == 0 && (facts.st_mode & 022U) != 0) {
    out.push_back(Finding::problem(
        seen->file,
        Error(Reason::file_open_to_others,
              {{"what", seen->file}, {"mode", fmt::format("{:04o}", facts.st_mode & 07777U)}})));
  }
  return out;
}

}  // namespace chatops::config
