// How the world becomes JSON and back: one line a struct, so that a new member is one word here.
// SPDX-License-Identifier: Apache-2.0
#include "world/model.hpp"

#include <algorithm>
#include <functional>

namespace chatops::sandbox {

#define SANDBOX_JSON NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT

SANDBOX_JSON(Team, id, name, host, owner_id)
SANDBOX_JSON(User, id, name, name_pinyin, global_key, email, phone, status, role)
SANDBOX_JSON(Token, kind, user, secret, user_id, project_id, scopes, expired)
SANDBOX_JSON(Member, user_id, role)
SANDBOX_JSON(Project, id, name, display_name, description, archived, created_at, updated_at,
             members)
SANDBOX_JSON(Iteration, id, code, project_id, name, goal, status, start_at, end_at, assignee,
             creator, starter, completer, created_at, updated_at)
SANDBOX_JSON(Comment, id, parent_id, creator_id, content, created_at)
SANDBOX_JSON(IssueLog, action, target, content, creator_id, created_at)
SANDBOX_JSON(Issue, id, code, project_id, parent_code, type, name, description, iteration_code,
             status_id, priority, assignee_id, creator_id, watcher_ids, labels, start_date,
             due_date, created_at, updated_at, completed_at, comments, logs)
SANDBOX_JSON(Depot, id, project_id, name, description, language, default_branch, created_at,
             last_push_at, heads, tags)
SANDBOX_JSON(MergeRequest, id, number, project_id, depot_id, title, body, source, target, status,
             base_sha, merge_commit_sha, author_id, action_author_id, reviewer_ids, comments,
             created_at, updated_at, action_at)
SANDBOX_JSON(ServiceHook, id, name, project_id, service, action, action_property, filter_property,
             events, enabled, creator_id, updater_id, created_at, updated_at)
SANDBOX_JSON(BuildStage, name, status, started_at, duration)
SANDBOX_JSON(Parameter, name, value, sensitive)
SANDBOX_JSON(Job, id, project_id, depot_id, name, components, created_at, last_number)
SANDBOX_JSON(Build, id, job_id, number, cci_id, commit, branch, cause, status, failed_message, log,
             wish, created_at, node_obtained_at, started_at, duration, trigger_user_id, stages,
             parameters)
SANDBOX_JSON(ArtifactRepository, id, project_id, name, description, type, access_level,
             release_strategy, created_at)
SANDBOX_JSON(Package, id, repository_id, name, description, created_at)
SANDBOX_JSON(Property, id, name, value, created_at)
SANDBOX_JSON(Version, id, package_id, version, hash, digest, size, download_count, release_status,
             forbidden, crashing, created_at, updated_at, properties)
SANDBOX_JSON(CdApplication, name, description, project_ids)
SANDBOX_JSON(CdPipeline, id, application, name, config)
SANDBOX_JSON(CdExecution, id, pipeline_id, pipeline_name, application, status, content, engine)
SANDBOX_JSON(Running, component, image, version, digest, branch, commit, ready, message)
SANDBOX_JSON(Environment, name, domain, release, chart, execution_id, updated_at, components)
SANDBOX_JSON(Model, team, users, tokens, projects, iterations, issues, depots, merge_requests, jobs,
             builds, repositories, packages, applications, pipelines, executions, environments,
             hooks, counters)

#undef SANDBOX_JSON

Json model_to_json(const Model& model) { return Json(model); }
Json versions_to_json(const Model& model) { return Json(model.versions); }

Model model_from_json(const Json& json, const Json& versions) {
  auto model = json.get<Model>();
  model.versions = versions.get<std::vector<Version>>();
  // The two files are written one after the other: the counters may be older than the versions.
  for (const auto& version : model.versions) {
    auto& last = model.counters["version"];
    last = std::max(last, version.id);
    auto& property = model.counters["property"];
    for (const auto& each : version.properties) property = std::max(property, each.id);
  }
  return model;
}

std::size_t fingerprint_of_versions(const Model& model) {
  std::size_t sum = model.versions.size();
  const auto add = [&sum](auto value) {
    sum = (sum ^ std::hash<decltype(value)>{}(value)) * 0x100000001b3ULL + 1;
  };
  for (const auto& version : model.versions) {
    add(version.id);
    add(std::string_view(version.digest));
    add(version.size);
    add(version.updated_at);
    add(version.download_count * 16 + version.release_status * 4 + version.forbidden * 2 +
        version.crashing);
    for (const auto& property : version.properties) {
      add(std::string_view(property.name));
      add(std::string_view(property.value));
    }
  }
  return sum;
}

const User* Model::user(Id id) const { return find_by(users, &User::id, id); }
const Project* Model::project(Id id) const { return find_by(projects, &Project::id, id); }
const Project* Model::project(std::string_view name) const {
  return find_by(projects, &Project::name, name);
}
const Depot* Model::depot(std::string_view name) const {
  return find_by(depots, &Depot::name, name);
}
const Job* Model::job_of(std::string_view component) const {
  for (const auto& job : jobs)
    for (const auto& built : job.components)
      if (built == component) return &job;
  return nullptr;
}

const Package* Model::package(std::string_view repository, std::string_view name) const {
  const auto* home = find_by(repositories, &ArtifactRepository::name, repository);
  if (home == nullptr) return nullptr;
  for (const auto& package : packages)
    if (package.repository_id == home->id && package.name == name) return &package;
  return nullptr;
}

const Version* Model::version(Id package_id, std::string_view name) const {
  for (const auto& version : versions)
    if (version.package_id == package_id && version.version == name) return &version;
  return nullptr;
}
Version* Model::version(Id package_id, std::string_view name) {
  return const_cast<Version*>(std::as_const(*this).version(package_id, name));
}

const CdExecution* Model::execution(std::string_view id) const {
  return find_by(executions, &CdExecution::id, id);
}
CdExecution* Model::execution(std::string_view id) {
  return find_by(executions, &CdExecution::id, id);
}
Environment* Model::environment(std::string_view name) {
  return find_by(environments, &Environment::name, name);
}

}  // namespace chatops::sandbox
