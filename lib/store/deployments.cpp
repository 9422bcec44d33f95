// Columns are promoted from the document at every put.
// SPDX-License-Identifier: Apache-2.0
#include "store/deployments.hpp"

#include <fmt/format.h>

#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view whole_deployment = "SELECT document, version FROM deployments ";
constexpr std::string_view deployment_columns =
    "SELECT d.application, d.environment, d.revision, d.epoch, d.status, d.teardown, d.starts, "
    "d.execution, d.queue, d.actor, d.link, d.created_ms FROM ";

std::vector<core::Deployment> whole(Statement& rows, const Database& database) {
  std::vector<core::Deployment> found;
  while (rows.step()) found.push_back(read_document<core::Deployment>(rows, 0, 1, database));
  return found;
}

std::vector<core::DeploymentSummary> summaries(Statement& rows, const Database& database) {
  std::vector<core::DeploymentSummary> found;
  while (rows.step()) {
    const auto status = core::deployment_status_of(rows.text(4));
    if (!status) damaged(database, "status");
    found.push_back({.application = rows.text(0),
                     .environment = rows.text(1),
                     .revision = rows.number(2),
                     .epoch = rows.number(3),
                     .status = *status,
                     .teardown = rows.number(5) != 0,
                     .starts = rows.number(6),
                     .execution = rows.text(7),
                     .queue = rows.text(8),
                     .actor = rows.text(9),
                     .link = rows.text(10),
                     .created_at = instant(rows.number(11))});
  }
  return found;
}

/// core::waits_to_start() of one that is not finished, the other way round.
std::string was_asked(const std::string& row) {
  return fmt::format(
      "({0}.status = 'unknown' OR {0}.execution <> '' OR ({0}.status = 'intended' AND {0}.starts > "
      "0))",
      row);
}

/// Of the environment that these expressions name.
std::string newest_revision(const std::string& application, const std::string& environment) {
  const auto of = fmt::format("FROM deployments n WHERE n.application = {} AND n.environment = {}",
                              application, environment);
  return fmt::format(
      "coalesce((SELECT n.revision {0} AND n.status <> 'superseded' ORDER BY n.revision DESC LIMIT "
      "1), (SELECT max(n.revision) {0}))",
      of);
}

template <class T>
std::optional<T> only(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::optional<core::Deployment> SqliteDeployments::find(const std::string& application,
                                                        const std::string& environment,
                                                        std::int64_t revision) {
  Statement row(database_, std::string(whole_deployment) +
                               "WHERE application = ? AND environment = ? AND revision = ?");
  row.bind(application).bind(environment).bind(revision);
  return only(whole(row, database_));
}

std::optional<core::Deployment> SqliteDeployments::newest(const std::string& application,
                                                          const std::string& environment) {
  Statement row(database_, std::string(whole_deployment) +
                               "WHERE application = ?1 AND environment = ?2 AND revision = " +
                               newest_revision("?1", "?2"));
  row.bind(application).bind(environment);
  return only(whole(row, database_));
}

std::optional<core::DeploymentSummary> SqliteDeployments::newest_summary(
    const std::string& application, const std::string& environment) {
  Statement row(database_, std::string(deployment_columns) +
                               "deployments d WHERE d.application = ?1 AND d.environment = ?2 "
                               "AND d.revision = " +
                               newest_revision("?1", "?2"));
  row.bind(application).bind(environment);
  return only(summaries(row, database_));
}

std::vector<core::Deployment> SqliteDeployments::history(const std::string& application,
                                                         const std::string& environment,
                                                         int limit) {
  Statement rows(database_, std::string(whole_deployment) +
                                "WHERE application = ? AND environment = ? "
                                "ORDER BY revision DESC LIMIT ?");
  rows.bind(application).bind(environment).bind(std::int64_t{limit});
  return whole(rows, database_);
}

std::vector<core::DeploymentSummary> SqliteDeployments::newest_of_each(
    const std::string& application) {
  // CROSS JOIN: environments are walked, deployments looked up.
  Statement rows(database_, std::string(deployment_columns) +
                                "environments e CROSS JOIN deployments d "
                                "ON d.application = e.application AND d.environment = e.name "
                                "AND d.revision = " +
                                newest_revision("e.application", "e.name") +
                                " WHERE e.application = ? ORDER BY e.name");
  rows.bind(application);
  return summaries(rows, database_);
}

std::vector<core::DeploymentSummary> SqliteDeployments::history_of_each(
    const std::string& application, int limit) {
  // Revisions are counted without gaps.
  Statement rows(database_, std::string(deployment_columns) +
                                "environments e CROSS JOIN deployments d "
                                "ON d.application = e.application AND d.environment = e.name "
                                "AND d.revision > (SELECT max(n.revision) FROM deployments n "
                                "WHERE n.application = e.application AND n.environment = e.name) "
                                "- ? WHERE e.application = ? ORDER BY e.name, d.revision DESC");
  rows.bind(std::int64_t{limit}).bind(application);
  return summaries(rows, database_);
}

std::vector<core::DeploymentSummary> SqliteDeployments::brought_of_each(
    const std::string& application) {
  Statement rows(database_, std::string(deployment_columns) +
                                "environments e CROSS JOIN deployments d "
                                "ON d.application = e.application AND d.environment = e.name "
                                "AND d.revision = e.deployed_revision "
                                "WHERE e.application = ? ORDER BY e.name");
  rows.bind(application);
  return summaries(rows, database_);
}

std::vector<core::DeploymentSummary> SqliteDeployments::asked_of_each(
    const std::string& application) {
  Statement rows(database_, std::string(deployment_columns) +
                                "deployments d WHERE d.finished = 0 AND d.application = ? AND " +
                                was_asked("d") + " ORDER BY d.environment, d.id");
  rows.bind(application);
  return summaries(rows, database_);
}

std::vector<core::Deployment> SqliteDeployments::unfinished() {
  Statement rows(database_, std::string(whole_deployment) + "WHERE finished = 0 ORDER BY id");
  return whole(rows, database_);
}

std::vector<core::Deployment> SqliteDeployments::unfinished(const std::string& application) {
  Statement rows(database_, std::string(whole_deployment) +
                                "WHERE finished = 0 AND application = ? ORDER BY id");
  rows.bind(application);
  return whole(rows, database_);
}

std::vector<core::Deployment> SqliteDeployments::unfinished(const std::string& application,
                                                            const std::string& environment) {
  Statement rows(database_,
                 std::string(whole_deployment) +
                     "WHERE finished = 0 AND application = ? AND environment = ? ORDER BY id");
  rows.bind(application).bind(environment);
  return whole(rows, database_);
}

std::optional<core::DeploymentSummary> SqliteDeployments::head_of(const std::string& application,
                                                                  const std::string& queue) {
  const auto first = [&](const std::string& condition) {
    Statement row(database_, std::string(deployment_columns) +
                                 "deployments d WHERE d.finished = 0 AND d.queue = ? "
                                 "AND d.application = ? AND d.status <> 'unknown' AND " +
                                 condition + " ORDER BY d.id LIMIT 1");
    row.bind(queue).bind(application);
    return only(summaries(row, database_));
  };
  if (auto asked = first(was_asked("d"))) return asked;
  return first(
      "NOT EXISTS (SELECT 1 FROM deployments o WHERE o.finished = 0 "
      "AND o.application = d.application AND o.environment = d.environment AND " +
      was_asked("o") + ")");
}

void SqliteDeployments::put(core::Deployment& deployment) {
  core::Deployment row = deployment;
  const bool fresh = row.version++ == 0;
  if (fresh) {
    Statement newest(database_,
                     "SELECT coalesce(max(revision), 0) FROM deployments "
                     "WHERE application = ? AND environment = ?");
    newest.bind(row.application).bind(row.environment);
    row.revision = (newest.step() ? newest.number(0) : 0) + 1;
  }
  Statement write(
      database_,
      fresh ? "INSERT INTO deployments (version, finished, status, epoch, teardown, starts, "
              "execution, queue, actor, link, created_ms, document, application, environment, "
              "revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            : "UPDATE deployments SET version = ?, finished = ?, status = ?, epoch = ?, "
              "teardown = ?, starts = ?, execution = ?, queue = ?, actor = ?, link = ?, "
              "created_ms = ?, document = ? "
              "WHERE application = ? AND environment = ? AND revision = ? AND version = ?");
  write.bind(row.version)
      .bind(std::int64_t{core::finished(row.status)})
      .bind(core::word_of(row.status))
      .bind(row.epoch)
      .bind(std::int64_t{row.teardown})
      .bind(row.starts)
      .bind(row.execution.id)
      .bind(row.queue)
      .bind(row.actor.name)
      .bind(row.link)
      .bind(millis(row.created_at))
      .bind(write_document(row))
      .bind(row.application)
      .bind(row.environment)
      .bind(row.revision);
  if (!fresh) write.bind(deployment.version);
  write.run();
  if (database_.changed() != 1) {
    conflict("deployment/" + row.environment + "/" + std::to_string(row.revision));
  }
  deployment.version = row.version;
  deployment.revision = row.revision;
}

}  // namespace chatops::store
