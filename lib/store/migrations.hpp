// The schema and its history: numbered migrations, applied once each, in one transaction, and
// recognised by checksum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "store/db.hpp"

namespace chatops::store {

/// "chop" in ASCII: marks a file as ours, https://www.sqlite.org/pragma.html#pragma_application_id
inline constexpr std::int64_t application_id = 0x63686f70;

struct Migration {
  int number;  ///< 1, 2, 3 …, without gaps
  std::string_view sql;
};
std::span<const Migration> migrations();

/// Writes nothing. state_newer: written by a later version of the product. state_damaged: another
/// program's file.
void inspect(Database& database, std::span<const Migration> steps = migrations());
/// Brings the schema up to date. Throws what inspect() throws, and state_damaged for a migration
/// that is not the one that was applied.
void migrate(Database& database, std::span<const Migration> steps = migrations());

/// FNV-1a, 64 bits, as hex: recognises an edited migration, nothing more.
std::string checksum(std::string_view text);

}  // namespace chatops::store
