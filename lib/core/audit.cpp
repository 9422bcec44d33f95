// The hash chain of the audit. Members are hashed with their lengths, so that no text can pass for
// two others.
// SPDX-License-Identifier: Apache-2.0
#include "core/store/audit.hpp"

#include "crypto/crypto.hpp"

namespace chatops::core {

std::string chain_of(std::string_view former, const AuditEntry& entry) {
  crypto::Sha256 hash;
  const auto add = [&](std::string_view text) {
    hash.add(std::to_string(text.size()) + ":");
    hash.add(text);
  };
  add(former);
  add(std::to_string(entry.sequence));
  add(std::to_string(entry.at.time_since_epoch().count()));
  for (const std::string* member :
       {&entry.actor, &entry.actor_id, &entry.door, &entry.command, &entry.application,
        &entry.environment, &entry.group, &entry.outcome, &entry.reason})
    add(*member);
  add(entry.request.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return hash.hex();
}

}  // namespace chatops::core
