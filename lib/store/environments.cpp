// Columns are promoted from the document at every put; what an environment waits for is a table of
// its own and not in the document.
// SPDX-License-Identifier: Apache-2.0
#include "store/environments.hpp"

#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view summary_columns =
    "SELECT application, name, namespace, domain, cluster, class, iteration, created_by, state, "
    "deployed_revision, doubtful_revision, epoch, version, created_ms, changed_ms, created_by_id, "
    "desired_generation, deployed_generation "
    "FROM environments ";

core::EnvironmentSummary summary_in(const Statement& row, const Database& database) {
  core::EnvironmentSummary out{.application = row.text(0),
                               .name = row.text(1),
                               .ns = row.text(2),
                               .domain = row.text(3),
                               .cluster = row.text(4),
                               .environment_class = row.text(5),
                               .iteration = row.text(6),
                               .created_by = row.text(7)};
  const auto state = core::environment_state_of(row.text(8));
  if (!state) damaged(database, "state");
  out.state = *state;
  out.deployed_revision = row.number(9);
  out.doubtful_revision = row.number(10);
  out.epoch = row.number(11);
  out.version = row.number(12);
  out.created_at = instant(row.number(13));
  out.changed_at = instant(row.number(14));
  out.created_by_id = row.text(15);
  out.desired_generation = row.number(16);
  out.deployed_generation = row.number(17);
  return out;
}

std::vector<std::string> first_column(Statement& rows) {
  std::vector<std::string> out;
  while (rows.step()) out.push_back(rows.text(0));
  return out;
}

/// What a choice follows, and from when on; nothing for a pin that does not end.
struct Followed {
  std::string rule;
  std::int64_t from_ms = 0;
};
std::optional<Followed> followed(const core::Choice& choice) {
  if (const auto* follow = std::get_if<core::Follow>(&choice)) return Followed{follow->rule};
  const auto& pin = std::get<core::Pin>(choice);
  if (!pin.until) return std::nullopt;
  return Followed{pin.after, millis(*pin.until)};
}

bool living(const core::Environment& environment) {
  return environment.state != core::EnvironmentState::retired;
}

}  // namespace

std::optional<core::Environment> SqliteEnvironments::find(const std::string& application,
                                                          const std::string& name) {
  Statement row(database_,
                "SELECT document, version FROM environments WHERE application = ? AND name = ?");
  row.bind(application).bind(name);
  if (!row.step()) return std::nullopt;
  auto found = read_document<core::Environment>(row, 0, 1, database_);
  Statement waits(database_,
                  "SELECT component, branch, build_url FROM environment_waiting "
                  "WHERE application = ? AND environment = ?");
  waits.bind(application).bind(name);
  found.waiting.clear();
  while (waits.step()) found.waiting[waits.text(0)] = {waits.text(1), waits.text(2)};
  return found;
}

void SqliteEnvironments::fill_waiting(std::vector<core::EnvironmentSummary>& summaries) {
  if (summaries.empty()) return;
  const bool one = summaries.size() == 1;
  Statement waits(database_, std::string("SELECT environment, component, branch, build_url "
                                         "FROM environment_waiting WHERE application = ? ") +
                                 (one ? "AND environment = ?" : "ORDER BY environment"));
  waits.bind(summaries.front().application);
  if (one) waits.bind(summaries.front().name);
  auto at = summaries.begin();
  while (waits.step()) {
    const std::string environment = waits.text(0);
    while (at != summaries.end() && at->name < environment) ++at;
    if (at == summaries.end()) return;
    if (at->name == environment) at->waiting[waits.text(1)] = {waits.text(2), waits.text(3)};
  }
}

std::optional<core::EnvironmentSummary> SqliteEnvironments::summary(const std::string& application,
                                                                    const std::string& name) {
  Statement row(database_, std::string(summary_columns) + "WHERE application = ? AND name = ?");
  row.bind(application).bind(name);
  if (!row.step()) return std::nullopt;
  std::vector<core::EnvironmentSummary> found{summary_in(row, database_)};
  fill_waiting(found);
  return std::move(found.front());
}

std::vector<core::EnvironmentSummary> SqliteEnvironments::list(const std::string& application,
                                                               bool with_retired) {
  Statement rows(database_, std::string(summary_columns) + "WHERE application = ? " +
                                (with_retired ? "" : "AND state <> 'retired' ") + "ORDER BY name");
  rows.bind(application);
  std::vector<core::EnvironmentSummary> found;
  while (rows.step()) found.push_back(summary_in(rows, database_));
  fill_waiting(found);
  return found;
}

std::vector<core::RunningVersion> SqliteEnvironments::running(const std::string& application) {
  Statement rows(database_,
                 "SELECT environment, component, version FROM environment_runs "
                 "WHERE application = ? ORDER BY environment, component");
  rows.bind(application);
  std::vector<core::RunningVersion> found;
  while (rows.step()) found.push_back({rows.text(0), rows.text(1), rows.text(2)});
  return found;
}

std::map<std::string, core::Hold> SqliteEnvironments::holds(const std::string& application) {
  // Few have one: a look at the bytes spares the others' documents being parsed.
  Statement rows(database_,
                 "SELECT name, json_extract(document, '$.hold') FROM environments "
                 "WHERE application = ? AND state <> 'retired' "
                 "AND instr(document, '\"hold\":{') > 0 ORDER BY name");
  rows.bind(application);
  std::map<std::string, core::Hold> found;
  while (rows.step()) {
    const auto hold = nlohmann::json::parse(rows.text(1), nullptr, false);
    if (!hold.is_discarded() && hold.is_object()) found[rows.text(0)] = hold.get<core::Hold>();
  }
  return found;
}

std::vector<std::string> SqliteEnvironments::that_run(const std::string& application,
                                                      const std::string& component,
                                                      const std::string& digest) {
  Statement rows(database_,
                 "SELECT environment FROM environment_runs INDEXED BY environment_runs_digest "
                 "WHERE application = ? AND component = ? AND digest = ? ORDER BY environment");
  rows.bind(application).bind(component).bind(digest);
  return first_column(rows);
}

std::vector<std::string> SqliteEnvironments::following(const core::FollowQuery& query) {
  Statement rows(database_,
                 "SELECT f.environment FROM environment_follows f "
                 "INDEXED BY environment_follows_branch JOIN environments e ON e.application = "
                 "f.application AND e.name = f.environment "
                 "WHERE f.application = ? AND f.component = ? AND f.branch IN (?, ?) "
                 "AND f.from_ms <= ? AND e.state <> 'retired' AND (? = 0 OR EXISTS (SELECT 1 FROM "
                 "environment_waiting w WHERE w.application = f.application AND w.environment = "
                 "f.environment AND w.component = f.component)) ORDER BY f.environment");
  rows.bind(query.application)
      .bind(query.component)
      .bind(query.branch)
      .bind(query.own_branch ? std::string_view() : std::string_view(query.branch))
      .bind(millis(query.now))
      .bind(std::int64_t{query.waiting});
  return first_column(rows);
}

std::vector<std::string> SqliteEnvironments::following_chart(const std::string& application,
                                                             Instant now) {
  Statement rows(database_,
                 "SELECT name FROM environments WHERE application = ? "
                 "AND follows_chart_ms IS NOT NULL AND follows_chart_ms <= ? "
                 "AND state <> 'retired' ORDER BY name");
  rows.bind(application).bind(millis(now));
  return first_column(rows);
}

std::vector<core::EnvironmentSummary> SqliteEnvironments::of_iteration(
    const std::string& application, const std::string& iteration) {
  Statement rows(database_, std::string(summary_columns) +
                                "WHERE application = ? AND iteration = ? AND iteration <> '' "
                                "AND state <> 'retired' ORDER BY created_ms, name");
  rows.bind(application).bind(iteration);
  std::vector<core::EnvironmentSummary> found;
  while (rows.step()) found.push_back(summary_in(rows, database_));
  for (auto& one : found) {
    std::vector<core::EnvironmentSummary> alone{std::move(one)};
    fill_waiting(alone);
    one = std::move(alone.front());
  }
  return found;
}

std::optional<std::string> SqliteEnvironments::holder(
    const std::string& condition, const core::Environment& not_this,
    std::initializer_list<std::string_view> values) {
  Statement row(database_, "SELECT application || '/' || name FROM environments WHERE " +
                               condition + " AND NOT (application = ? AND name = ?)");
  for (const std::string_view value : values) row.bind(value);
  row.bind(not_this.application).bind(not_this.name);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

SqliteEnvironments::Names SqliteEnvironments::names_of(const core::Environment& environment) {
  Names out;
  if (!living(environment)) return out;
  const auto before = summary(environment.application, environment.name);
  const bool lived = before && before->state != core::EnvironmentState::retired;
  const bool same_namespace =
      lived && before->ns == environment.ns && before->cluster == environment.cluster;
  const auto settle = [&](const std::optional<std::string>& other, bool had_it, Reason reason,
                          const std::string& what) {
    if (other && !had_it && !out.collision) {
      const bool short_name = reason == Reason::iteration_taken;
      const std::string where =
          short_name ? other->substr(environment.application.size() + 1) : *other;
      out.collision = Error(reason, {{"what", what}, {"where", where}});
    }
    return !other;
  };
  if (!environment.iteration.empty()) {
    out.iteration = settle(holder("application = ? AND iteration = ? AND holds_iteration = 1",
                                  environment, {environment.application, environment.iteration}),
                           lived && before->iteration == environment.iteration,
                           Reason::iteration_taken, environment.iteration);
  }
  if (!environment.ns.empty()) {
    out.ns = settle(holder("cluster = ? AND namespace = ? AND holds_namespace = 1", environment,
                           {environment.cluster, environment.ns}),
                    same_namespace, Reason::name_collision, environment.ns);
  }
  if (!environment.domain.empty()) {
    out.domain = settle(
        holder("domain = ? AND holds_domain = 1", environment, {environment.domain}),
        lived && before->domain == environment.domain, Reason::name_collision, environment.domain);
  }
  return out;
}

std::optional<Error> SqliteEnvironments::collision(const core::Environment& environment) {
  return names_of(environment).collision;
}

void SqliteEnvironments::put(core::Environment& environment) {
  const Names names = names_of(environment);
  if (names.collision) throw Error(*names.collision);
  core::Environment row = environment;
  ++row.version;
  put_row(row, environment.version, names);
  if (database_.changed() != 1) conflict("environment/" + row.name);
  put_waiting(row);
  put_follows(row);
  put_runs(row);
  environment.version = row.version;
}

void SqliteEnvironments::put_row(const core::Environment& row, std::int64_t before,
                                 const Names& names) {
  core::Environment kept = row;
  kept.waiting.clear();
  const auto chart = followed(row.desired.selection.chart);
  Statement write(
      database_,
      before == 0
          ? "INSERT INTO environments (version, state, namespace, domain, cluster, class, "
            "iteration, created_by, created_by_id, deployed_revision, doubtful_revision, "
            "desired_generation, deployed_generation, epoch, created_ms, changed_ms, "
            "follows_chart_ms, holds_namespace, holds_domain, holds_iteration, "
            "document, application, name) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (application, name) DO NOTHING"
          : "UPDATE environments SET version = ?, state = ?, namespace = ?, domain = ?, "
            "cluster = ?, class = ?, iteration = ?, created_by = ?, created_by_id = ?, "
            "deployed_revision = ?, doubtful_revision = ?, desired_generation = ?, "
            "deployed_generation = ?, epoch = ?, created_ms = ?, changed_ms = ?, "
            "follows_chart_ms = ?, holds_namespace = ?, holds_domain = ?, holds_iteration = ?, "
            "document = ? WHERE application = ? AND name = ? AND version = ?");
  write.bind(row.version)
      .bind(core::word_of(row.state))
      .bind(row.ns)
      .bind(row.domain)
      .bind(row.cluster)
      .bind(row.desired.environment_class)
      .bind(row.iteration)
      .bind(row.created_by)
      .bind(row.created_by_id)
      .bind(row.deployed_revision)
      .bind(row.doubt ? row.doubt->revision : std::int64_t{0})
      .bind(row.desired.generation)
      .bind(row.deployed_generation)
      .bind(row.epoch)
      .bind(millis(row.created_at))
      .bind(millis(row.changed_at))
      .bind(chart ? std::optional(chart->from_ms) : std::nullopt)
      .bind(std::int64_t{names.ns})
      .bind(std::int64_t{names.domain})
      .bind(std::int64_t{names.iteration})
      .bind(write_document(kept))
      .bind(row.application)
      .bind(row.name);
  if (before != 0) write.bind(before);
  write.run();
}

void SqliteEnvironments::put_waiting(const core::Environment& environment) {
  Statement(database_, "DELETE FROM environment_waiting WHERE application = ? AND environment = ?")
      .bind(environment.application)
      .bind(environment.name)
      .run();
  if (environment.waiting.empty()) return;
  Statement write(database_,
                  "INSERT INTO environment_waiting SELECT application, name, ?, ?, ? "
                  "FROM environments WHERE application = ? AND name = ?");
  for (const auto& [component, waiting] : environment.waiting) {
    write.bind(component)
        .bind(waiting.branch)
        .bind(waiting.build_url)
        .bind(environment.application)
        .bind(environment.name)
        .run();
  }
}

void SqliteEnvironments::put_follows(const core::Environment& environment) {
  Statement(database_, "DELETE FROM environment_follows WHERE application = ? AND environment = ?")
      .bind(environment.application)
      .bind(environment.name)
      .run();
  Statement write(database_, "INSERT INTO environment_follows VALUES (?, ?, ?, ?, ?)");
  for (const auto& [component, choice] : environment.desired.selection.components) {
    const auto rule = followed(choice);
    if (!rule) continue;
    write.bind(environment.application)
        .bind(environment.name)
        .bind(component)
        .bind(rule->rule)
        .bind(rule->from_ms)
        .run();
  }
}

void SqliteEnvironments::put_runs(const core::Environment& environment) {
  Statement(database_, "DELETE FROM environment_runs WHERE application = ? AND environment = ?")
      .bind(environment.application)
      .bind(environment.name)
      .run();
  if (!environment.deployed) return;
  Statement write(database_, "INSERT INTO environment_runs VALUES (?, ?, ?, ?, ?)");
  for (const auto& [component, line] : environment.deployed->lines) {
    write.bind(environment.application)
        .bind(environment.name)
        .bind(component)
        .bind(line.version)
        .bind(line.digest)
        .run();
  }
}

}  // namespace chatops::store
