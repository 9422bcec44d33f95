// Building the objects of payloads.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/payload.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "world/issue_status.hpp"

namespace chatops::sandbox::hooks {
namespace {

/// As the OpenAPI writes a date that is not set; whether hooks do so too is not known [guess].
constexpr Moment unset_date = -28800000;

std::string_view chinese_type(const std::string& type) {
  if (type == "DEFECT") return "缺陷";
  if (type == "REQUIREMENT") return "需求";
  if (type == "MISSION") return "任务";
  return type == "EPIC" ? "史诗" : "子工作项";
}

/// "1" → 1; nothing when it is unset.
Json priority_of(const Issue& issue) {
  return issue.priority.empty() ? Json() : Json(issue.priority.front() - '0');
}

std::string artifact_type(int type) {
  constexpr const char* names[] = {"generic",  "docker", "maven", "npm",       "pypi", "helm",
                                   "composer", "nuget",  "conan", "cocoapods", "rpm"};
  return type >= 1 && type <= 11 ? names[type - 1] : "";
}

}  // namespace

std::string Payload::page(Id project_id, const std::string& rest) const {
  const auto* project = model_.project(project_id);
  return fmt::format("{}/p/{}/{}", settings_.url, project == nullptr ? "" : project->name, rest);
}

Json Payload::person(Id user_id) const {
  const auto* user = model_.user(user_id);
  if (user == nullptr) return {};
  return {{"id", user->id},
          {"avatar_url", ""},
          {"html_url", fmt::format("{}/u/{}", settings_.url, user->global_key)},
          {"name", user->name},
          {"name_pinyin", user->name_pinyin},
          {"email", user->email},
          {"phone", user->phone}};
}

Json Payload::sender(Id user_id) const {
  auto json = person(user_id);
  if (json.is_null()) return {{"id", 0}, {"name", ""}, {"name_pinyin", ""}, {"login", ""}};
  json["login"] = model_.user(user_id)->global_key;
  json["url"] = json["html_url"];
  return json;
}

Json Payload::project(Id project_id) const {
  const auto* project = model_.project(project_id);
  if (project == nullptr) return {};
  return {{"id", project->id},
          {"name", project->name},
          {"display_name", project->display_name},
          {"description", project->description},
          {"icon", ""},
          {"url", fmt::format("{}/p/{}", settings_.url, project->name)}};
}

Json Payload::team() const {
  return {{"id", model_.team.id},     {"domain", model_.team.host},
          {"name", model_.team.name}, {"name_pinyin", model_.team.name},
          {"introduction", ""},       {"avatar", ""},
          {"url", settings_.url}};
}

Json Payload::iteration(const Iteration& iteration) const {
  const auto date = [this](Moment when) {
    return when == 0 && settings_.quirks ? unset_date : when;
  };
  const auto planned = std::ranges::count_if(model_.issues, [&](const Issue& issue) {
    return issue.project_id == iteration.project_id && issue.iteration_code == iteration.code;
  });
  return {{"title", iteration.name},
          {"goal", iteration.goal},
          {"html_url", page(iteration.project_id, fmt::format("iterations/{}", iteration.code))},
          {"project_id", iteration.project_id},
          {"code", iteration.code},
          {"creator", person(iteration.creator)},
          {"status", iteration.status},
          {"plan_issue_number", planned},
          {"start_at", date(iteration.start_at)},
          {"end_at", date(iteration.end_at)},
          {"created_at", iteration.created_at},
          {"updated_at", iteration.updated_at}};
}

const Iteration* Payload::iteration_of(const Issue& issue) const {
  for (const auto& iteration : model_.iterations)
    if (iteration.project_id == issue.project_id && iteration.code == issue.iteration_code)
      return &iteration;
  return nullptr;
}

Json Payload::issue_of_comment(const Issue& issue) const {
  return {{"project_id", issue.project_id},
          {"html_url", page(issue.project_id, fmt::format("all/issues/{}", issue.code))},
          {"code", issue.code},
          {"title", issue.name},
          {"creator", person(issue.creator_id)},
          {"status", status_of(issue).name},
          {"assignee", person(issue.assignee_id)},
          {"priority", priority_of(issue)},
          {"description", issue.description},
          {"created_at", issue.created_at},
          {"updated_at", issue.updated_at}};
}

Json Payload::issue(const Issue& issue) const {
  auto json = issue_of_comment(issue);
  const auto& status = status_of(issue);
  Json watchers = Json::array(), labels = Json::array();
  for (const auto id : issue.watcher_ids) watchers.push_back(person(id));
  for (const auto& label : issue.labels)
    labels.push_back({{"id", labels.size() + 1}, {"name", label}});
  json["type"] = issue.type;
  json["typeZh"] = chinese_type(issue.type);
  json["parent_code"] = issue.parent_code;
  json["start_date"] = issue.start_date;
  json["due_date"] = issue.due_date;
  json["issue_status"] = {{"id", status.id}, {"name", status.name}, {"type", status.type}};
  json["statusZh"] = status.name;
  json["watchers"] = std::move(watchers);
  json["labels"] = std::move(labels);
  const auto* in = iteration_of(issue);
  json["iteration"] = in == nullptr ? Json() : iteration(*in);
  if (in != nullptr) {
    json["iteration"]["assignee"] = person(in->assignee);
    json["iteration"]["watchers"] = Json::array();
  }
  return json;
}

Json Payload::comment(const Issue& issue, const Comment& comment) const {
  auto url =
      page(issue.project_id, fmt::format("all/issues/{}#comment-{}", issue.code, comment.id));
  return {{"html_url", std::move(url)},
          {"content", comment.content},
          {"created_at", comment.created_at},
          {"updated_at", comment.created_at},
          {"creator", person(comment.creator_id)},
          {"issue", issue_of_comment(issue)}};
}

Json Payload::repository(const Depot& depot) const {
  const auto* project = model_.project(depot.project_id);
  const auto path = fmt::format("{}/{}/{}", model_.team.host,
                                project == nullptr ? "" : project->name, depot.name);
  return {{"id", depot.id},
          {"name", depot.name},
          {"full_name", path},
          {"owner", person(model_.team.owner_id)},
          {"private", true},
          {"html_url", page(depot.project_id, fmt::format("d/{}/git", depot.name))},
          {"description", depot.description},
          {"fork", false},
          {"created_at", depot.created_at},
          {"updated_at", depot.last_push_at},
          {"clone_url", fmt::format("{}/git/{}.git", settings_.url, path)},
          {"ssh_url", fmt::format("git@e.coding.net:{}.git", path)},
          {"default_branch", depot.default_branch},
          {"vcs_type", "git"}};
}

Json Payload::merge_request(const MergeRequest& request, const Depot& depot) const {
  const auto url =
      page(request.project_id, fmt::format("d/{}/git/merge/{}", depot.name, request.number));
  const auto end = [&](const std::string& branch, const std::string& otherwise) {
    const auto head = depot.heads.find("refs/heads/" + branch);
    return Json{{"ref", branch},
                {"sha", head == depot.heads.end() ? otherwise : head->second},
                {"user", person(request.author_id)},
                {"repo", repository(depot)}};
  };
  return {{"id", request.id},
          {"html_url", url},
          {"patch_url", url + ".patch"},
          {"diff_url", url + ".diff"},
          {"number", request.number},
          {"state", request.status},  // [guess]: the words are those of the OpenAPI
          {"title", request.title},
          {"body", request.body},
          {"user", person(request.author_id)},
          {"created_at", request.created_at},
          {"updated_at", request.updated_at},
          {"merge_commit_sha", request.merge_commit_sha},
          {"merged", request.status == "ACCEPTED"},
          {"comments", request.comments},
          {"commits", 1},
          {"additions", 1},
          {"deletions", 0},
          {"changed_files", 1},
          {"head", end(request.source, "")},
          {"base", end(request.target, request.base_sha)}};
}

Json Payload::ci(const Job& job, const Build& build) const {
  const auto updated = build.duration > 0 ? build.started_at + build.duration : build.created_at;
  return {{"id", job.id},
          {"name", job.name},
          {"branch_regex", ".*"},
          {"creator_id", model_.team.owner_id},
          {"project_id", job.project_id},
          {"depot_id", job.depot_id},
          {"jenkins_file_path", "Jenkinsfile"},
          {"created_at", job.created_at},
          {"updated_at", job.created_at},
          {"trigger_method", build.cause},
          {"build",
           {{"id", build.id},
            {"number", build.number},
            {"cci_id", build.cci_id},
            {"cause", build.cause},
            {"commit_id", build.commit},
            {"branch", build.branch},
            {"job_id", build.job_id},
            {"trigger_user_id", build.trigger_user_id},
            {"created_at", build.created_at},
            {"updated_at", updated},
            {"failed_message", build.failed_message},
            {"duration", build.duration},
            {"status", build.status}}}};
}

Json Payload::artifact_repository(const ArtifactRepository& repository, const std::string& action,
                                  Id user_id) const {
  const auto* project = model_.project(repository.project_id);
  const auto* user = model_.user(user_id);
  return {{"projectId", repository.project_id},
          {"artifactRepoId", repository.id},
          {"userId", user_id},
          {"artifactRepoName", repository.name},
          {"action", action},
          {"artifactType", artifact_type(repository.type)},
          {"projectName", project == nullptr ? "" : project->name},
          {"userName", user == nullptr ? "" : user->name}};
}

Json Payload::artifact(const Version& version, const std::string& action, Id user_id) const {
  const auto* package = find_by(model_.packages, &Package::id, version.package_id);
  const auto* repository =
      package == nullptr
          ? nullptr
          : find_by(model_.repositories, &ArtifactRepository::id, package->repository_id);
  if (repository == nullptr) return {};
  auto json = artifact_repository(*repository, action, user_id);
  json["artifactPkgId"] = package->id;
  json["artifactPkgName"] = package->name;
  json["artifactVersionId"] = version.id;
  json["artifactVersionName"] = version.version;
  json["size"] = version.size;
  return json;
}

}  // namespace chatops::sandbox::hooks
