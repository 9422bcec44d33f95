// SPDX-License-Identifier: Apache-2.0
// Few are looked for, and the newest are looked for most.
#include "server/page/own_messages.hpp"

#include <algorithm>

namespace chatops::server {

std::string OwnMessages::keep(const std::string& account, const std::string& group,
                              core::Message message) {
  const std::lock_guard lock(mutex_);
  std::string name = "own-" + std::to_string(++count_);
  if (message.buttons.empty()) return name;
  kept_.push_back({name, account, group, std::move(message)});
  if (kept_.size() > most_) kept_.pop_front();
  return name;
}

std::optional<core::Message> OwnMessages::find(const std::string& account, const std::string& group,
                                               const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [&](const Kept& one) {
    return one.name == name && one.account == account && one.group == group;
  });
  return found == kept_.rend() ? std::nullopt : std::optional(found->message);
}

}  // namespace chatops::server
