// What was accepted and refused: appended, never changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace chatops::core {

struct AuditEntry {
  std::int64_t sequence = 0;
  Instant at{};
  std::string actor, actor_id, door;  ///< door: terminal | chat | ci | automatic
  std::string command;                ///< path of the row, or what the server did by itself
  std::string application, environment, group;
  std::string outcome;     ///< accepted | refused | failed
  std::string reason;      ///< code, where it was not accepted
  nlohmann::json request;  ///< as to_document made it; never a secret
  std::string chain;       ///< chain_of() the former entry's and this one; set by append()
};

/// What makes a later change of an entry, or its disappearance, visible: SHA-256, hex, over the
/// former entry's chain ("" before the first) and every member of this one but its own chain.
std::string chain_of(std::string_view former, const AuditEntry& entry);

class Audit {
 public:
  virtual ~Audit() = default;
  /// Sets `sequence` and `chain`, whatever they are.
  virtual void append(AuditEntry entry) = 0;
  /// Newest first, before `before` (0 = the newest); `environment` "" = all.
  virtual std::vector<AuditEntry> list(const std::string& environment, std::int64_t before,
                                       int limit) = 0;
  /// The first entry that is not what was appended, or before which one is missing; nothing = the
  /// chain is whole. Reads everything. Whether the newest ones are missing, nobody can tell from
  /// it.
  virtual std::optional<std::int64_t> broken() = 0;
};

}  // namespace chatops::core
