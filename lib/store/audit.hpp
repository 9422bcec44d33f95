// The repository of the audit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/audit.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteAudit final : public core::Audit {
 public:
  explicit SqliteAudit(Database& database) : database_(database) {}

  void append(core::AuditEntry entry) override;
  std::vector<core::AuditEntry> list(const std::string& environment, std::int64_t before,
                                     int limit) override;
  std::optional<std::int64_t> broken() override;

 private:
  Database& database_;
};

}  // namespace chatops::store
