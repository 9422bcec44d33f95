// Between columns and domain values: what every repository of this room needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/clock.hpp"
#include "core/codec.hpp"
#include "store/db.hpp"

namespace chatops::store {

inline std::int64_t millis(Instant when) { return when.time_since_epoch().count(); }
inline Instant instant(std::int64_t millis) { return Instant(Millis(millis)); }

[[noreturn]] inline void damaged(const Database& database, const char* what) {
  throw Error(Reason::state_damaged,
              {{"where", database.file()}, {"why", "document"}, {"what", what}});
}

[[noreturn]] inline void conflict(const std::string& what) {
  throw Error(Reason::state_conflict, {{"what", what}});
}

/// A document that does not read as what it should be is damage, whoever did it.
template <class T>
T read_document(const Statement& row, int column, int version_column, const Database& database) {
  const auto document = nlohmann::json::parse(row.text(column), nullptr, false);
  if (document.is_discarded()) {
    throw Error(Reason::state_damaged, {{"where", database.file()}, {"why", "document"}});
  }
  try {
    T value = document.get<T>();
    value.version = row.number(version_column);
    return value;
  } catch (Error& damaged) {
    damaged.args.set("where", database.file());
    throw;
  }
}

/// Words of outside systems may be broken UTF-8; they are kept as far as they can be read.
template <class T>
std::string write_document(const T& value) {
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace chatops::store
