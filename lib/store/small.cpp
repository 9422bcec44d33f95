// One table each, but for the cache, which counts itself (triggers of the schema).
// SPDX-License-Identifier: Apache-2.0
#include "store/small.hpp"

#include <algorithm>

#include "store/rows.hpp"

namespace chatops::store {

std::optional<core::Lease> SqliteLeases::acquire(const std::string& name, const std::string& holder,
                                                 Instant now, Instant until) {
  Statement row(database_,
                "INSERT INTO leases (name, holder, token, until_ms) VALUES (?1, ?2, 1, ?3) "
                "ON CONFLICT (name) DO UPDATE SET until_ms = ?3, holder = ?2, "
                "token = token + (holder <> ?2 OR until_ms <= ?4) "
                "WHERE holder = ?2 OR until_ms <= ?4 RETURNING token");
  row.bind(name).bind(holder).bind(millis(until)).bind(millis(now));
  if (!row.step()) return std::nullopt;
  core::Lease lease{name, holder, row.number(0), until};
  row.run();
  return lease;
}

std::optional<core::Lease> SqliteLeases::find(const std::string& name) {
  Statement row(database_, "SELECT holder, token, until_ms FROM leases WHERE name = ?");
  row.bind(name);
  if (!row.step()) return std::nullopt;
  return core::Lease{name, row.text(0), row.number(1), instant(row.number(2))};
}

bool SqliteLeases::holds(const core::Lease& lease, Instant now) {
  Statement row(database_,
                "SELECT 1 FROM leases WHERE name = ? AND holder = ? AND token = ? "
                "AND until_ms > ?");
  row.bind(lease.name).bind(lease.holder).bind(lease.token).bind(millis(now));
  return row.step();
}

void SqliteLeases::release(const core::Lease& lease) {
  // The row stays, so that tokens keep rising.
  Statement(database_, "UPDATE leases SET until_ms = 0 WHERE name = ? AND holder = ? AND token = ?")
      .bind(lease.name)
      .bind(lease.holder)
      .bind(lease.token)
      .run();
}

std::optional<std::string> SqliteCache::find(const std::string& space, const std::string& key) {
  Statement row(database_, "SELECT value FROM cache WHERE space = ? AND key = ?");
  row.bind(space).bind(key);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

std::vector<std::pair<std::string, std::string>> SqliteCache::find_under(
    const std::string& space, const std::string& prefix) {
  std::string end = prefix;
  ++end.back();
  Statement row(database_, "SELECT key, value FROM cache WHERE space = ? AND key >= ? AND key < ?");
  row.bind(space).bind(prefix).bind(end);
  std::vector<std::pair<std::string, std::string>> out;
  while (row.step()) out.emplace_back(row.text(0), row.text(1));
  return out;
}

void SqliteCache::put(const std::string& space, const std::string& key, const std::string& value,
                      Instant now) {
  Statement(database_,
            "INSERT INTO cache (space, key, value, at_ms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms")
      .bind(space)
      .bind(key)
      .bind(value)
      .bind(millis(now))
      .run();
  shrink();
}

void SqliteCache::shrink() {
  std::int64_t entries = 0;
  std::int64_t bytes = 0;
  const auto measure = [&] {
    Statement row(database_, "SELECT entries, bytes FROM cache_size");
    if (!row.step()) return;
    entries = row.number(0);
    bytes = row.number(1);
  };
  measure();
  if (entries <= limit_.entries && bytes <= limit_.bytes) return;
  while (entries > limit_.entries * 9 / 10 || bytes > limit_.bytes * 9 / 10) {
    const std::int64_t too_many = entries - limit_.entries * 9 / 10;
    Statement(database_,
              "DELETE FROM cache WHERE (space, key) IN "
              "(SELECT space, key FROM cache ORDER BY at_ms, space, key LIMIT ?)")
        .bind(std::max<std::int64_t>(too_many, entries / 100 + 1))
        .run();
    measure();
  }
}

std::optional<std::string> SqliteSettings::find(const std::string& space, const std::string& key) {
  Statement row(database_, "SELECT value FROM settings WHERE space = ? AND key = ?");
  row.bind(space).bind(key);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

void SqliteSettings::put(const std::string& space, const std::string& key,
                         const std::string& value) {
  Statement(database_,
            "INSERT INTO settings (space, key, value) VALUES (?, ?, ?) "
            "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value")
      .bind(space)
      .bind(key)
      .bind(value)
      .run();
}

void SqliteSettings::remove(const std::string& space, const std::string& key) {
  Statement(database_, "DELETE FROM settings WHERE space = ? AND key = ?")
      .bind(space)
      .bind(key)
      .run();
}

std::optional<core::ApplicationSource> SqliteApplications::find(const std::string& name) {
  Statement row(database_, "SELECT place, folder FROM applications WHERE name = ?");
  row.bind(name);
  if (!row.step()) return std::nullopt;
  return core::ApplicationSource{name, row.text(0), row.text(1)};
}

void SqliteApplications::put(const core::ApplicationSource& source) {
  Statement(database_,
            "INSERT INTO applications (name, place, folder) VALUES (?, ?, ?) ON CONFLICT (name) "
            "DO UPDATE SET place = excluded.place, folder = excluded.folder")
      .bind(source.name)
      .bind(source.place)
      .bind(source.folder)
      .run();
}

}  // namespace chatops::store
