// How an entry of the audit ends, the same at every door.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store.hpp"

namespace chatops::server {

/// Fills outcome and reason: accepted without an error, refused where it was denied, else failed.
void judge(core::AuditEntry& entry, const Error* error);

}  // namespace chatops::server
