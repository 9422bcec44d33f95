// Rows to domain values and back.
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_tx.hpp"

#include <nlohmann/json.hpp>

#include "core/codec.hpp"

namespace chatops::store {
namespace {

using nlohmann::json;

/// A document that does not read as what it should be is damage, whoever did it.
template <class T>
T read_document(const Statement& row, int column, int version_column, const std::string& file) {
  const json document = json::parse(row.text(column), nullptr, false);
  if (document.is_discarded()) {
    throw Error(Reason::state_damaged, {{"where", file}, {"why", "document"}});
  }
  try {
    T value = document.get<T>();
    value.version = row.number(version_column);
    return value;
  } catch (Error& damaged) {
    damaged.args.set("where", file);
    throw;
  }
}

/// Words of outside systems may be broken UTF-8; they are kept as far as they can be read.
template <class T>
std::string write_document(const T& value) {
  return json(value).dump(-1, ' ', false, json::error_handler_t::replace);
}

[[noreturn]] void conflict(const std::string& what) {
  throw Error(Reason::state_conflict, {{"what", what}});
}

constexpr auto deployment_columns = "SELECT document, version FROM deployments ";

std::vector<core::Deployment> deployments(Statement& rows, const std::string& file) {
  std::vector<core::Deployment> found;
  while (rows.step()) found.push_back(read_document<core::Deployment>(rows, 0, 1, file));
  return found;
}

std::int64_t millis(Instant when) { return when.time_since_epoch().count(); }

}  // namespace

std::optional<core::Environment> SqliteTx::environment(const std::string& application,
                                                       const std::string& name) {
  Statement row(database_,
                "SELECT document, version FROM environments WHERE application = ? AND name = ?");
  row.bind(application).bind(name);
  if (!row.step()) return std::nullopt;
  return read_document<core::Environment>(row, 0, 1, database_.file());
}

std::vector<core::Environment> SqliteTx::environments(const std::string& application) {
  Statement rows(database_,
                 "SELECT document, version FROM environments WHERE application = ? ORDER BY name");
  rows.bind(application);
  std::vector<core::Environment> found;
  while (rows.step()) {
    found.push_back(read_document<core::Environment>(rows, 0, 1, database_.file()));
  }
  return found;
}

void SqliteTx::put(core::Environment& environment) {
  const std::int64_t before = environment.version;
  core::Environment row = environment;
  row.version = before + 1;
  const std::string document = write_document(row);
  if (before == 0) {
    Statement(database_,
              "INSERT INTO environments (application, name, version, document) VALUES (?, ?, 1, ?) "
              "ON CONFLICT DO NOTHING")
        .bind(row.application)
        .bind(row.name)
        .bind(document)
        .run();
  } else {
    Statement(database_,
              "UPDATE environments SET version = version + 1, document = ? "
              "WHERE application = ? AND name = ? AND version = ?")
        .bind(document)
        .bind(row.application)
        .bind(row.name)
        .bind(before)
        .run();
  }
  if (database_.changed() != 1) conflict("environment/" + row.name);
  environment.version = row.version;
}

std::optional<core::Deployment> SqliteTx::deployment(const std::string& application,
                                                     const std::string& environment,
                                                     std::int64_t revision) {
  Statement row(database_, std::string(deployment_columns) +
                               "WHERE application = ? AND environment = ? AND revision = ?");
  row.bind(application).bind(environment).bind(revision);
  if (!row.step()) return std::nullopt;
  return read_document<core::Deployment>(row, 0, 1, database_.file());
}

std::optional<core::Deployment> SqliteTx::newest_deployment(const std::string& application,
                                                            const std::string& environment) {
  auto found = history(application, environment, 1);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<core::Deployment> SqliteTx::history(const std::string& application,
                                                const std::string& environment, int limit) {
  Statement rows(database_, std::string(deployment_columns) +
                                "WHERE application = ? AND environment = ? "
                                "ORDER BY revision DESC LIMIT ?");
  rows.bind(application).bind(environment).bind(limit);
  return deployments(rows, database_.file());
}

std::vector<core::Deployment> SqliteTx::unfinished() {
  Statement rows(database_, std::string(deployment_columns) + "WHERE finished = 0 ORDER BY id");
  return deployments(rows, database_.file());
}

void SqliteTx::put(core::Deployment& deployment) {
  core::Deployment row = deployment;
  row.version = deployment.version + 1;
  if (deployment.version == 0) {
    Statement newest(database_,
                     "SELECT coalesce(max(revision), 0) FROM deployments "
                     "WHERE application = ? AND environment = ?");
    newest.bind(row.application).bind(row.environment);
    row.revision = (newest.step() ? newest.number(0) : 0) + 1;
    Statement(database_,
              "INSERT INTO deployments "
              "(application, environment, revision, finished, version, document) "
              "VALUES (?, ?, ?, ?, 1, ?)")
        .bind(row.application)
        .bind(row.environment)
        .bind(row.revision)
        .bind(std::int64_t{core::finished(row.status)})
        .bind(write_document(row))
        .run();
  } else {
    Statement(database_,
              "UPDATE deployments SET version = version + 1, finished = ?, document = ? "
              "WHERE application = ? AND environment = ? AND revision = ? AND version = ?")
        .bind(std::int64_t{core::finished(row.status)})
        .bind(write_document(row))
        .bind(row.application)
        .bind(row.environment)
        .bind(row.revision)
        .bind(deployment.version)
        .run();
    if (database_.changed() != 1) {
      conflict("deployment/" + row.environment + "/" + std::to_string(row.revision));
    }
  }
  deployment.version = row.version;
  deployment.revision = row.revision;
}

std::optional<core::Lease> SqliteTx::acquire(const std::string& name, const std::string& holder,
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

std::optional<core::Lease> SqliteTx::lease(const std::string& name) {
  Statement row(database_, "SELECT holder, token, until_ms FROM leases WHERE name = ?");
  row.bind(name);
  if (!row.step()) return std::nullopt;
  return core::Lease{name, row.text(0), row.number(1), Instant(Millis(row.number(2)))};
}

bool SqliteTx::holds(const core::Lease& lease, Instant now) {
  Statement row(database_,
                "SELECT 1 FROM leases WHERE name = ? AND holder = ? AND token = ? "
                "AND until_ms > ?");
  row.bind(lease.name).bind(lease.holder).bind(lease.token).bind(millis(now));
  return row.step();
}

void SqliteTx::release(const core::Lease& lease) {
  // The row stays, so that tokens keep rising.
  Statement(database_, "UPDATE leases SET until_ms = 0 WHERE name = ? AND holder = ? AND token = ?")
      .bind(lease.name)
      .bind(lease.holder)
      .bind(lease.token)
      .run();
}

std::optional<std::string> SqliteTx::cached(const std::string& space, const std::string& key) {
  Statement row(database_, "SELECT value FROM cache WHERE space = ? AND key = ?");
  row.bind(space).bind(key);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

std::vector<std::pair<std::string, std::string>> SqliteTx::cached_under(const std::string& space,
                                                                        const std::string& prefix) {
  std::string end = prefix;
  ++end.back();
  Statement row(database_, "SELECT key, value FROM cache WHERE space = ? AND key >= ? AND key < ?");
  row.bind(space).bind(prefix).bind(end);
  std::vector<std::pair<std::string, std::string>> out;
  while (row.step()) out.emplace_back(row.text(0), row.text(1));
  return out;
}

void SqliteTx::cache(const std::string& space, const std::string& key, const std::string& value,
                     Instant now) {
  Statement(database_,
            "INSERT INTO cache (space, key, value, at_ms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms")
      .bind(space)
      .bind(key)
      .bind(value)
      .bind(millis(now))
      .run();
}

std::optional<std::string> SqliteTx::note(const std::string& space, const std::string& key) {
  Statement row(database_, "SELECT value FROM notes WHERE space = ? AND key = ?");
  row.bind(space).bind(key);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

void SqliteTx::note(const std::string& space, const std::string& key,
                    const std::optional<std::string>& value) {
  if (!value) {
    Statement(database_, "DELETE FROM notes WHERE space = ? AND key = ?")
        .bind(space)
        .bind(key)
        .run();
    return;
  }
  Statement(database_,
            "INSERT INTO notes (space, key, value) VALUES (?, ?, ?) "
            "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value")
      .bind(space)
      .bind(key)
      .bind(*value)
      .run();
}

}  // namespace chatops::store
