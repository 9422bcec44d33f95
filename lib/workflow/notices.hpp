// A deployment as its living card in a chat: read from the rows, so that whoever notices a change
// can tell it. render/notices.hpp describes the body.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/notice.hpp"
#include "core/store/outbox.hpp"
#include "workflow/deploy.hpp"

namespace chatops::workflow {

/// What the card tells beside the row.
struct CardFacts {
  std::string iteration, address;
  std::int64_t behind = 0;             ///< revision that runs first; 0 = none
  std::int64_t can_roll_back = 0;      ///< to this revision; 0 = there is none
  std::vector<std::string> set_aside;  ///< "api=main-31": versions that it failed with
  bool several = false;                ///< the group has several applications
};
core::Notice deployment_notice(const core::Deployment& deployment, const CardFacts& facts);

/// "deployment/APPLICATION/ENVIRONMENT/REVISION": the card that all its states share.
std::string card_of(const DeploymentKey& key);

/// The card as it stands, for the outbox of that group. Nothing = there is no such deployment.
std::optional<core::OutboxItem> deployment_card(Dependencies& deps, const DeploymentKey& key,
                                                const core::GroupRef& group, bool several);

/// What an automatic update brings, in one line.
core::Notice updated_notice(const Plan& plan, const core::Deployment& deployment, bool several);
/// The application's definition cannot be read; the one that was read before holds.
core::Notice definition_notice(const std::string& application, const Error& why);

}  // namespace chatops::workflow
