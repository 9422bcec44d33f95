// An issue as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "openapi/issue_shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

Id type_id(const std::string& type) {
  return std::ranges::find(issue_types, type) - issue_types.begin() + 1;
}

Json common(const Asked& ask, const Model& model, const Issue& issue) {
  static const Iteration none;
  const Iteration* iteration = &none;
  for (const auto& candidate : model.iterations)
    if (candidate.project_id == issue.project_id && candidate.code == issue.iteration_code)
      iteration = &candidate;
  Json assignees = Json::array();
  if (issue.assignee_id != 0) assignees.push_back(issue_user(model, issue.assignee_id));
  Json labels = Json::array();
  for (const auto& label : issue.labels)
    labels.push_back({{"Id", labels.size() + 1}, {"Name", label}, {"Color", "#0066ff"}});
  const auto& status = status_of(issue);
  return {{"Id", issue.id},
          {"Code", issue.code},
          {"Type", issue.type},
          {"Name", issue.name},
          {"Description", issue.description},
          {"IterationId", iteration->id},
          {"Iteration",
           {{"Id", iteration->id},
            {"Code", iteration->code},
            {"Name", iteration->name},
            {"Status", iteration->code == 0 ? "" : iteration->status}}},
          {"IssueStatusId", status.id},
          {"IssueStatusName", status.name},
          {"IssueStatusType", status.type},
          {"Priority", issue.priority},
          {"Assignees", list_or_null(ask, std::move(assignees))},
          {"Labels", list_or_null(ask, std::move(labels))},
          {"StartDate", issue.start_date},
          {"DueDate", issue.due_date},
          {"WorkingHours", 0},
          {"StoryPoint", ""},
          {"CreatedAt", issue.created_at},
          {"UpdatedAt", issue.updated_at},
          {"CompletedAt", issue.completed_at},
          {"IssueTypeId", type_id(issue.type)},
          {"IssueTypeDetail",
           {{"Id", type_id(issue.type)},
            {"Name", issue.type},
            {"IssueType", issue.type},
            {"IsSystem", true},
            {"Description", ""}}},
          {"ParentType", ""},
          {"Files", nullptr},
          {"CustomFields", nullptr},
          {"ThirdLinks", nullptr},
          {"SubTasks", nullptr}};
}

}  // namespace

Json issue_detail(const Asked& ask, const Model& model, const Issue& issue) {
  auto json = common(ask, model, issue);
  json.erase("Id");
  json["Assignee"] = issue_user(model, issue.assignee_id);
  json["Creator"] = issue_user(model, issue.creator_id);
  Json watchers = Json::array();
  for (const auto id : issue.watcher_ids) watchers.push_back(issue_user(model, id));
  json["Watchers"] = list_or_null(ask, std::move(watchers));
  const auto* project = model.project(issue.project_id);
  json["Project"] = {{"Id", issue.project_id}, {"Name", project == nullptr ? "" : project->name}};
  return json;
}

Json issue_row(const Asked& ask, const Model& model, const Issue& issue) {
  auto json = common(ask, model, issue);
  json["AssigneeId"] = issue.assignee_id;
  json["CreatorId"] = issue.creator_id;
  json["ParentId"] = 0;
  json["ParentCode"] = issue.parent_code;
  return json;
}

}  // namespace chatops::sandbox::openapi
