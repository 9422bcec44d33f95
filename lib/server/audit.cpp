// Accepted, refused or failed: the words that an entry of the audit ends with.
// SPDX-License-Identifier: Apache-2.0
#include "server/audit.hpp"

namespace chatops::server {

void judge(core::AuditEntry& entry, const Error* error) {
  entry.outcome = error == nullptr                ? "accepted"
                  : error->kind() == Kind::denied ? "refused"
                                                  : "failed";
  if (error != nullptr) entry.reason = code_of(error->reason);
}

}  // namespace chatops::server
