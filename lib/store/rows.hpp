// Between columns and domain values: what every repository of this room needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
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
inline std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
template <class T>
std::string write_document(const T& value) {
  return json_text(nlohmann::json(value));
}

/// A part of a row that is JSON.
template <class T>
T read_json(const std::string& text, const Database& database, const char* what) {
  const auto value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded()) damaged(database, what);
  try {
    return value.get<T>();
  } catch (Error& odd) {
    odd.args.set("where", database.file());
    throw;
  }
}

/// Of lists that begin with the newest: the number that all of the page are below; 0 = the newest.
inline std::int64_t newest_first_from(std::int64_t before) {
  return before > 0 ? before : std::numeric_limits<std::int64_t>::max();
}

}  // namespace chatops::store
