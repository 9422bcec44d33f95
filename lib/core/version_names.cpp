// Reading tags' names.
// SPDX-License-Identifier: Apache-2.0
#include "core/version_names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/hex.hpp"

namespace chatops::core {

bool is_attachment(std::string_view version) {
  for (const std::string_view ending : {".sig", ".att", ".sbom", ".src", ".attest"}) {
    if (version.size() > ending.size() && version.ends_with(ending)) return true;
  }
  for (const std::string_view algorithm : {"sha256-", "sha384-", "sha512-", "blake3-"}) {
    if (!version.starts_with(algorithm)) continue;
    const auto rest = version.substr(algorithm.size());
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_hex_digit);
    if (end - rest.begin() < 64) continue;  // a full commit has 40
    return end == rest.end() || *end == '.' || *end == '-' || *end == '_';
  }
  return false;
}

bool like_commit(std::string_view text) {
  const auto letter = [](char c) { return is_hex_digit(c) && !is_digit(c); };
  return text.size() >= 7 && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), is_hex_digit) &&
         std::any_of(text.begin(), text.end(), letter);
}

bool names_a_build(std::string_view version, const VersionPattern* pattern,
                   std::string_view branch) {
  if (!branch.empty() && branch_slug(version) == branch_slug(branch)) return false;
  const auto parts = pattern == nullptr ? std::nullopt : pattern->read(version);
  if (parts && (parts->build || !parts->commit.empty() || !parts->date.empty())) return true;
  return like_commit(version) || std::any_of(version.begin(), version.end(), is_digit);
}

}  // namespace chatops::core
