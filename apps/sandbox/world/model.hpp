// The simulated outside world as plain structs: what CODING would keep about one team. No
// behaviour but look-ups.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::sandbox {

using Json = nlohmann::json;
using Id = std::int64_t;
using Moment = std::int64_t;  ///< milliseconds since 1970-01-01 UTC; 0 = never

struct Team {
  Id id = 0;
  std::string name, host;  ///< host is the first label of the team's domain: "acme"
  Id owner_id = 0;
  bool operator==(const Team&) const = default;
};

struct User {
  Id id = 0;
  std::string name, name_pinyin, global_key, email, phone;
  int status = 1;  ///< 1 active, 0 not activated, -1 locked, -3 left
  std::string role = "EnterpriseMember";
};

/// A credential. Personal: header "token SECRET" or Bearer; project: Basic USER:SECRET. Both: Basic
/// for git, registry, charts.
struct Token {
  std::string kind;  ///< "personal" or "project"
  std::string user;  ///< personal: the owner's global key; project: "pt…"
  std::string secret;
  Id user_id = 0;                   ///< the owner, also of a project token
  Id project_id = 0;                ///< project tokens only
  std::vector<std::string> scopes;  ///< "cd:pipeline:rw", or "depot_read"
  bool expired = false;
};

struct Member {
  Id user_id = 0;
  std::string role = "ProjectMember";
};

struct Project {
  Id id = 0;
  std::string name, display_name, description;
  bool archived = false;
  Moment created_at = 0, updated_at = 0;
  std::vector<Member> members;
};

struct Iteration {
  Id id = 0, code = 0, project_id = 0;
  std::string name, goal, status = "WAIT_PROCESS";  ///< WAIT_PROCESS, PROCESSING, COMPLETED
  Moment start_at = 0, end_at = 0;
  Id assignee = 0, creator = 0, starter = 0, completer = 0;
  Moment created_at = 0, updated_at = 0;
};

struct Comment {
  Id id = 0, parent_id = 0, creator_id = 0;
  std::string content;
  Moment created_at = 0;
};

struct IssueLog {
  std::string action, target, content;  ///< content is JSON text, as CODING keeps it
  Id creator_id = 0;
  Moment created_at = 0;
};

struct Issue {
  Id id = 0, code = 0, project_id = 0, parent_code = 0;
  std::string type = "REQUIREMENT";  ///< DEFECT REQUIREMENT MISSION EPIC SUB_TASK
  std::string name, description;
  Id iteration_code = 0;       ///< 0 = in none
  Id status_id = 0;            ///< one of issue_statuses
  std::string priority = "1";  ///< "0" low … "3" urgent, "" unset
  Id assignee_id = 0, creator_id = 0;
  std::vector<Id> watcher_ids;
  std::vector<std::string> labels;
  Moment start_date = 0, due_date = 0, created_at = 0, updated_at = 0, completed_at = 0;
  std::vector<Comment> comments;
  std::vector<IssueLog> logs;
};

struct Depot {
  Id id = 0, project_id = 0;
  std::string name, description, language, default_branch = "main";
  Moment created_at = 0, last_push_at = 0;
  std::map<std::string, std::string>
      heads;  ///< "refs/heads/main" → commit, as last seen: a push is a difference to this
  std::map<std::string, std::string> tags;  ///< "refs/tags/v1" → what it names, likewise
};

struct MergeRequest {
  Id id = 0, number = 0, project_id = 0, depot_id = 0;
  std::string title, body, source, target;  ///< branches, without refs/heads/
  std::string status = "CANMERGE";          ///< CANMERGE, ACCEPTED, REFUSED
  std::string base_sha, merge_commit_sha;
  Id author_id = 0, action_author_id = 0;
  std::vector<Id> reviewer_ids;
  Id comments = 0;
  Moment created_at = 0, updated_at = 0, action_at = 0;
};

struct BuildStage {
  std::string name, status;  ///< status as Jenkins' stage nodes say it: SUCCESS, FAILED,
                             ///< IN_PROGRESS, NOT_EXECUTED
  Moment started_at = 0;
  std::int64_t duration = 0;  ///< ms
};

struct Parameter {
  std::string name, value;
  bool sensitive = false;
};

/// One CI job builds a depot: every component of it, under one build number.
struct Job {
  Id id = 0, project_id = 0, depot_id = 0;
  std::string name;
  std::vector<std::string> components;
  Moment created_at = 0;
  Id last_number = 0;  ///< of the newest build
};

struct Build {
  Id id = 0, job_id = 0, number = 0;
  std::string cci_id, commit, branch, cause;
  std::string status = "QUEUED";  ///< QUEUED INITIALIZING RUNNING SUCCEED FAILED ABORTED TIMEOUT
  std::string failed_message, log,
      wish;  ///< wish: "" | "fail" | "crash": what the image or the build shall be like
  Moment created_at = 0, node_obtained_at = 0, started_at = 0;
  std::int64_t duration = 0;  ///< ms
  Id trigger_user_id = 0;
  std::vector<BuildStage> stages;
  std::vector<Parameter> parameters;
};

struct ArtifactRepository {
  Id id = 0, project_id = 0;
  std::string name, description;
  int type = 2;  ///< 1 generic, 2 docker, 6 helm, …
  int access_level = 1, release_strategy = 1;
  Moment created_at = 0;
};

struct Package {
  Id id = 0, repository_id = 0;
  std::string name, description;
  Moment created_at = 0;
};

struct Property {
  Id id = 0;
  std::string name, value;
  Moment created_at = 0;
};

struct Version {
  Id id = 0, package_id = 0;
  std::string version, hash;  ///< hash as CODING shows it; never the OCI digest
  std::string digest;     ///< OCI digest in our registry, "" when the record has no image behind it
  std::int64_t size = 0;  ///< bytes
  Id download_count = 0;
  int release_status = 1;  ///< 1 unreleased, 2 released
  bool forbidden = false;  ///< download forbidden: the registry refuses it
  bool crashing = false;   ///< its container ends at once: the engine without a cluster fails on it
  Moment created_at = 0, updated_at = 0;
  std::vector<Property> properties;
};

struct CdApplication {
  std::string name, description;
  std::vector<Id> project_ids;
};

struct CdPipeline {
  std::string id, application, name;  ///< id is a uuid
  Json config;                        ///< the pipeline's JSON, as JsonContent carries it
};

struct CdExecution {
  std::string id, pipeline_id, pipeline_name, application;  ///< id is a ULID
  std::string status = "NOT_STARTED";
  Json content;  ///< the execution's JSON, as PipelineExecutionJsonContent carries it
  Json engine;   ///< what the engine must remember to resume it; never shown
};

struct Running {
  std::string component, image, version, digest, branch, commit;
  bool ready = true;
  std::string message;  ///< why it is not ready
};

/// An environment the sandbox keeps itself, where there is no cluster.
struct Environment {
  std::string name, domain, release, chart, execution_id;  ///< name is the namespace
  Moment updated_at = 0;
  std::vector<Running> components;
};

/// A Service Hook. Both properties are JSON text, as they were given.
struct ServiceHook {
  std::string id, name;  ///< id is a uuid
  Id project_id = 0;
  std::string service, action, action_property, filter_property;
  std::vector<std::string> events;
  bool enabled = true;
  Id creator_id = 0, updater_id = 0;
  Moment created_at = 0, updated_at = 0;
};

/// Something that hooks tell of. It happened while the world was changed and is told once that
/// change is saved; it is no part of what is kept.
struct Event {
  std::string name, action;  ///< "ISSUE_CREATED", "create"
  Id project_id = 0, sender_id = 0;
  Json content;  ///< the members of the payload that are this event's own
  Json facts;    ///< what a hook's filter compares: {"status": ["3"]}, texts only
};

struct Model {
  Team team;
  std::vector<User> users;
  std::vector<Token> tokens;
  std::vector<Project> projects;
  std::vector<Iteration> iterations;
  std::vector<Issue> issues;
  std::vector<Depot> depots;
  std::vector<MergeRequest> merge_requests;
  std::vector<Job> jobs;
  std::vector<Build> builds;
  std::vector<ArtifactRepository> repositories;
  std::vector<Package> packages;
  std::vector<Version> versions;
  std::vector<CdApplication> applications;
  std::vector<CdPipeline> pipelines;
  std::vector<CdExecution> executions;
  std::vector<Environment> environments;
  std::vector<ServiceHook> hooks;
  std::map<std::string, Id> counters;
  std::vector<Event> events;  ///< of the change that is under way

  /// The next number of a kind ("build", "issue", …); the first is 1 unless seeded otherwise.
  Id next(const std::string& kind) { return ++counters[kind]; }

  const User* user(Id id) const;
  const Project* project(Id id) const;
  const Project* project(std::string_view name) const;
  const Depot* depot(std::string_view name) const;
  const Job* job_of(std::string_view component) const;
  const Package* package(std::string_view repository, std::string_view name) const;
  Version* version(Id package_id, std::string_view name);
  const Version* version(Id package_id, std::string_view name) const;
  CdExecution* execution(std::string_view id);
  const CdExecution* execution(std::string_view id) const;
  Environment* environment(std::string_view name);
};

/// The element whose `member` equals `value`, or null. Works on the model's vectors, const or not.
template <class Vector, class Member, class Value>
auto find_by(Vector& items, Member member, const Value& value) -> decltype(items.data()) {
  for (auto& item : items)
    if (item.*member == value) return &item;
  return nullptr;
}

/// The names artifact properties have when CODING's push plugin wrote them.
inline constexpr std::string_view property_build_number = "ci.build.number",
                                  property_branch = "git.branch", property_commit = "git.commit",
                                  property_repository = "git.repo.name";

/// All but the versions, which are many and rarely change: they are kept in a file of their own.
Json model_to_json(const Model& model);
Json versions_to_json(const Model& model);
/// Throws nlohmann::json::exception when it is no model; members that are missing keep their
/// defaults.
Model model_from_json(const Json& json, const Json& versions);
/// Differs when anything about the versions differs.
std::size_t fingerprint_of_versions(const Model& model);

}  // namespace chatops::sandbox
