// Turning changes into events, with the facts that filters look at.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/happen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hooks/payload.hpp"
#include "world/roles.hpp"

namespace chatops::sandbox::hooks {
namespace {

Json one(const std::string& text) { return Json::array({text}); }
Json one(Id id) { return one(std::to_string(id)); }

void add(const Change& change, const std::string& name, const std::string& action, Id project_id,
         Json content, Json facts) {
  change.model.events.push_back(
      {name, action, project_id, change.user_id, std::move(content), std::move(facts)});
}

Json issue_facts(const Issue& issue) {
  Json labels = Json::array(), watchers = Json::array();
  for (const auto& label : issue.labels) labels.push_back(label);
  for (const auto id : issue.watcher_ids) watchers.push_back(std::to_string(id));
  return {{"type", one(issue.type)},
          {"status", one(issue.status_id)},
          {"assignee", one(issue.assignee_id)},
          {"label", std::move(labels)},
          {"priority", one(issue.priority)},
          {"watcher", std::move(watchers)}};
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

void iteration_happened(const Change& change, const std::string& event,
                        const Iteration& iteration) {
  const auto action = event == "ITERATION_CREATED"   ? "create"
                      : event == "ITERATION_DELETED" ? "delete"
                      : event == "ITERATION_PLANNED" ? "plan"
                                                     : "update";
  add(change, event, action, iteration.project_id,
      {{"iteration", Payload(change.model, change.settings).iteration(iteration)}},
      {{"status", one(iteration.status)}});
}

void issue_happened(const Change& change, const std::string& event, const std::string& action,
                    const Issue& issue) {
  auto json = Payload(change.model, change.settings).issue(issue);
  // Live samples repeat the object under the name of its type.
  add(change, event, action, issue.project_id,
      {{"issue", json}, {lower(issue.type), std::move(json)}}, issue_facts(issue));
}

void issue_changed(const Change& change, const Issue& before, const Issue& after) {
  const auto count = change.model.events.size();
  if (after.assignee_id != before.assignee_id)
    issue_happened(change, "ISSUE_ASSIGNEE_CHANGED", "update_assignee", after);
  if (after.status_id != before.status_id)
    issue_happened(change, "ISSUE_STATUS_UPDATED", "update_status", after);
  if (after.iteration_code != before.iteration_code)
    issue_happened(change, "ISSUE_ITERATION_CHANGED", "update_iteration", after);
  if (after.parent_code != before.parent_code)
    issue_happened(change, "ISSUE_RELATIONSHIP_CHANGED", "update_relationship", after);
  const bool special = change.model.events.size() != count;
  const bool other = after.name != before.name || after.description != before.description ||
                     after.priority != before.priority || after.labels != before.labels ||
                     after.watcher_ids != before.watcher_ids ||
                     after.start_date != before.start_date || after.due_date != before.due_date;
  if (other || (special && change.settings.hook_updated_too))
    issue_happened(change, "ISSUE_UPDATED", "update", after);
}

void comment_happened(const Change& change, const Issue& issue, const Comment& comment) {
  const Payload payload(change.model, change.settings);
  add(change, "ISSUE_COMMENT_CREATED", "comment", issue.project_id,
      {{"issueComment", payload.comment(issue, comment)}}, issue_facts(issue));
}

void merge_request_happened(const Change& change, const std::string& event,
                            const std::string& action, const MergeRequest& request) {
  const auto* depot = find_by(change.model.depots, &Depot::id, request.depot_id);
  if (depot == nullptr) return;
  const Payload payload(change.model, change.settings);
  Json reviewers = Json::array();
  for (const auto id : request.reviewer_ids) reviewers.push_back(std::to_string(id));
  add(change, event, action, request.project_id,
      {{"mergeRequest", payload.merge_request(request, *depot)},
       {"repository", payload.repository(*depot)}},
      {{"depot_list", one(depot->id)},
       {"target_branch", one(request.target)},
       {"reviewer", std::move(reviewers)},
       {"creator", one(request.author_id)}});
}

void build_happened(const Change& change, const std::string& event, const Build& build) {
  const auto* job = find_by(change.model.jobs, &Job::id, build.job_id);
  const auto* depot =
      job == nullptr ? nullptr : find_by(change.model.depots, &Depot::id, job->depot_id);
  if (depot == nullptr) return;
  const Payload payload(change.model, change.settings);
  add(change, event, event == "CI_JOB_STARTED" ? "trigger_build" : "complete_build",
      job->project_id,
      {{"ci", payload.ci(*job, build)}, {"repository", payload.repository(*depot)}},
      {{"CI_JOB", one(job->id)},
       {"TRIGGER_TYPE", one(build.cause)},
       {"TRIGGER_USER", one(build.trigger_user_id)},
       {"BUILD_RESULT", one(build.status)}});
}

void artifact_happened(const Change& change, const std::string& event, const std::string& action,
                       const Version& version) {
  auto json = Payload(change.model, change.settings).artifact(version, action, change.user_id);
  if (json.is_null()) return;
  const auto project_id = json["projectId"].get<Id>();
  const Json facts = {{"repoId", one(json["artifactRepoId"].get<Id>())},
                      {"pkgId", one(json["artifactPkgId"].get<Id>())}};
  add(change, event, action, project_id, {{"artifact", std::move(json)}}, facts);
}

void repository_happened(const Change& change, const ArtifactRepository& repository) {
  add(change, "ARTIFACTS_REPO_CREATED", "create", repository.project_id,
      {{"artifact", Payload(change.model, change.settings)
                        .artifact_repository(repository, "create", change.user_id)}},
      {{"repoId", one(repository.id)}});
}

void member_happened(const Change& change, const std::string& event, Id project_id,
                     const Member& member) {
  const auto action = event == "MEMBER_CREATED"   ? "added"
                      : event == "MEMBER_DELETED" ? "deleted"
                                                  : "update_role";
  add(change, event, action, project_id,
      {{"member", Payload(change.model, change.settings).person(member.user_id)}},
      {{"memberRoleId", one(role_id(member.role))}});
}

namespace {

Json commit_json(const Model& model, const Settings& settings, const std::string& depot_page,
                 const PushedCommit& commit) {
  const auto person = [&](const std::string& name, const std::string& email) {
    const auto* user = find_by(model.users, &User::email, email);
    return Json{
        {"name", name}, {"email", email}, {"username", user == nullptr ? "" : user->global_key}};
  };
  // The manual shows added and removed as text and modified as a list.
  const auto files = [&](const std::vector<std::string>& names) {
    return settings.quirks ? Json(fmt::format("{}", fmt::join(names, ","))) : Json(names);
  };
  return {{"id", commit.id},
          {"message", commit.message},
          {"timestamp", commit.at},
          {"url", depot_page + "/commit/" + commit.id},
          {"author", person(commit.author, commit.author_email)},
          {"committer", person(commit.committer, commit.committer_email)},
          {"added", files(commit.added)},
          {"removed", files(commit.removed)},
          {"modified", commit.modified}};
}

}  // namespace

void push_happened(const Change& change, const Depot& depot, const PushedRef& pushed) {
  const std::string none(40, '0');
  const Payload payload(change.model, change.settings);
  const auto page = payload.page(depot.project_id, fmt::format("d/{}/git", depot.name));
  const auto before = pushed.before.empty() ? none : pushed.before;
  const auto after = pushed.after.empty() ? none : pushed.after;
  Json commits = Json::array();
  for (const auto& commit : pushed.commits)
    commits.push_back(commit_json(change.model, change.settings, page, commit));
  const auto* user = change.model.user(change.user_id);
  const bool branch = pushed.ref.starts_with("refs/heads/");
  const auto short_name = pushed.ref.substr(pushed.ref.find('/', 5) + 1);
  auto head = commits.empty() ? Json() : commits.front();
  Json content = {{"ref", change.settings.hook_short_refs && branch ? short_name : pushed.ref},
                  {"before", before},
                  {"after", after},
                  {"created", pushed.before.empty()},
                  {"deleted", pushed.after.empty()},
                  {"compare", fmt::format("{}/compare/{}...{}", page, before, after)},
                  {"commits", std::move(commits)},
                  {"head_commit", std::move(head)},
                  {"pusher",
                   {{"name", user == nullptr ? "" : user->name},
                    {"email", user == nullptr ? "" : user->email},
                    {"username", user == nullptr ? "" : user->global_key}}},
                  {"repository", payload.repository(depot)}};
  add(change, "GIT_PUSHED", "push", depot.project_id, std::move(content),
      {{"depot_list", one(depot.id)},
       {"branch_list", one(short_name)},
       {"pusher", one(change.user_id)}});
}

}  // namespace chatops::sandbox::hooks
