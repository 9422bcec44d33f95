// What was accepted and refused: appended, never changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
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
  std::string
      chain;  ///< hash over the former entry's chain and this one's members; set by append()
};

class Audit {
 public:
  virtual ~Audit() = default;
  virtual void append(AuditEntry entry) = 0;
  /// Newest first, before `before` (0 = the newest); `environment` "" = all.
  virtual std::vector<AuditEntry> list(const std::string& environment, std::int64_t before,
                                       int limit) = 0;
};

}  // namespace chatops::core
