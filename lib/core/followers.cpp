// SPDX-License-Identifier: Apache-2.0
// Kept in both directions, so that a changed selection costs no walk over the others.
#include "core/followers.hpp"

#include "core/version_pattern.hpp"

namespace chatops::core {

void Followers::put(const std::string& environment, const Selection& selection) {
  remove(environment);
  std::vector<Branch>& followed = followed_[environment];
  for (const auto& [component, choice] : selection.components) {
    const auto* follow = std::get_if<Follow>(&choice);
    if (follow == nullptr) continue;
    followed.emplace_back(component, plain_branch(follow->rule));
    environments_[followed.back()].insert(environment);
  }
}

void Followers::remove(const std::string& environment) {
  const auto followed = followed_.find(environment);
  if (followed == followed_.end()) return;
  for (const Branch& branch : followed->second) {
    const auto there = environments_.find(branch);
    there->second.erase(environment);
    if (there->second.empty()) environments_.erase(there);
  }
  followed_.erase(followed);
}

const std::set<std::string>& Followers::of(const std::string& component,
                                           std::string_view branch) const {
  static const std::set<std::string> nobody;
  const auto there = environments_.find({component, plain_branch(branch)});
  return there == environments_.end() ? nobody : there->second;
}

}  // namespace chatops::core
