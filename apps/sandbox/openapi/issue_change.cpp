// Changing issues: create, modify, comment, delete; each change is logged, because hooks and lists
// tell no old values.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "openapi/issue_shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

void check_people(const Asked& ask, const Model& model) {
  const auto known_user = [&](Id id) {
    if (id != 0 && model.user(id) == nullptr) not_found("user");
  };
  known_user(ask.integer("AssigneeId"));
  for (const auto* name : {"WatcherIds", "UpdateWatchers"})
    for (const auto id : ask.integers(name)) known_user(id);
  const auto code = ask.integer("IterationCode");
  if (code != 0 && find_by(model.iterations, &Iteration::code, code) == nullptr)
    not_found("iteration");
  if (ask.has("StatusId") &&
      find_by(issue_statuses, &IssueStatus::id, ask.integer("StatusId")) == nullptr)
    not_found("status");
  const auto priority = ask.text("Priority", "1");
  if (!priority.empty() && (priority.size() != 1 || priority < "0" || priority > "3"))
    throw Refusal{"InvalidParameterValue", fmt::format("Priority {} does not exist.", priority)};
}

void log_change(const Asked& ask, Issue& issue, const char* target, const Json& content) {
  issue.logs.push_back({"UPDATE", target, content.dump(), ask.who.token.user_id, ask.world.now()});
}

void set_watchers(const Asked& ask, Issue& issue) {
  if (ask.has("UpdateWatchers")) issue.watcher_ids = ask.integers("UpdateWatchers");
  for (const auto id : ask.integers("WatcherIds"))
    if (std::ranges::find(issue.watcher_ids, id) == issue.watcher_ids.end())
      issue.watcher_ids.push_back(id);
  for (const auto id : ask.integers("DelWatcherIds")) std::erase(issue.watcher_ids, id);
}

void set_issue_details(const Asked& ask, const Model& model, Issue& issue) {
  if (ask.has("Name")) issue.name = ask.text("Name");
  if (ask.has("Description")) issue.description = ask.text("Description");
  if (ask.has("Priority")) issue.priority = ask.text("Priority");
  if (ask.has("StartDate")) issue.start_date = date_of(ask.text("StartDate"), false);
  if (ask.has("DueDate")) issue.due_date = date_of(ask.text("DueDate"), false);
  if (ask.has("ParentCode")) issue.parent_code = ask.integer("ParentCode");
  if (ask.has("AssigneeId") && ask.integer("AssigneeId") != issue.assignee_id) {
    issue.assignee_id = ask.integer("AssigneeId");
    const auto user = issue_user(model, issue.assignee_id);
    log_change(ask, issue, "ASSIGNEE",
               {{"id", user["Id"]},
                {"global_key", user["GlobalKey"]},
                {"avatar", ""},
                {"name", user["Name"]}});
  }
  if (ask.has("IterationCode") && ask.integer("IterationCode") != issue.iteration_code) {
    issue.iteration_code = ask.integer("IterationCode");
    log_change(ask, issue, "ITERATION", {{"code", issue.iteration_code}});
  }
  if (ask.has("StatusId") && ask.integer("StatusId") != issue.status_id) {
    issue.status_id = ask.integer("StatusId");
    issue.completed_at = status_of(issue).type == "COMPLETED" ? ask.world.now() : 0;
    log_change(ask, issue, "STATUS", {{"id", issue.status_id}, {"name", status_of(issue).name}});
  }
  set_watchers(ask, issue);
  issue.updated_at = ask.world.now();
}

Json create_issue(const Asked& ask) {
  const auto type = ask.text("Type");
  if (std::ranges::find(issue_types, type) == issue_types.end())
    throw Refusal{"InvalidParameterValue", fmt::format("Type {} is not known.", type)};
  return ask.world.write([&](Model& model) {
    check_people(ask, model);
    Issue issue{.project_id = project_of(model, ask).id,
                .type = type,
                .status_id = 1,
                .creator_id = ask.who.token.user_id,
                .created_at = ask.world.now()};
    set_issue_details(ask, model, issue);
    issue.logs = {{"CREATE", "SELF", "{}", ask.who.token.user_id, ask.world.now()}};
    issue.id = model.next("issue_id");
    issue.code = model.next("issue");
    model.issues.push_back(issue);
    hooks::issue_happened(ask.change(model), "ISSUE_CREATED", "create", issue);
    return Json{{"Issue", issue_detail(ask, model, issue)}};
  });
}

Json modify_issue(const Asked& ask) {
  return ask.world.write([&](Model& model) {
    check_people(ask, model);
    auto& issue = issue_of(model, ask);
    auto changed = issue;
    set_issue_details(ask, model, changed);
    const auto before = std::exchange(issue, std::move(changed));
    hooks::issue_changed(ask.change(model), before, issue);
    return Json{{"Issue", issue_detail(ask, model, issue)}};
  });
}

Json remove_issue(const Asked& ask) {
  ask.world.write([&](Model& model) {
    const auto& gone = issue_of(model, ask);
    const auto id = gone.id;
    // Whether the whole object is sent is not known [guess].
    hooks::issue_happened(ask.change(model), "ISSUE_DELETED", "delete", gone);
    std::erase_if(model.issues, [id](const Issue& issue) { return issue.id == id; });
  });
  return Json::object();
}

Json comment(const Asked& ask) {
  ask.world.write([&](Model& model) {
    auto& issue = issue_of(model, ask);
    issue.comments.push_back({model.next("comment"), ask.integer("ParentId"), ask.who.token.user_id,
                              ask.text("Content"), ask.world.now()});
    hooks::comment_happened(ask.change(model), issue, issue.comments.back());
  });
  return Json::object();
}

}  // namespace

#define DETAILS                                                                           \
  "AssigneeId int, WatcherIds int[], IterationCode int, StatusId int, Description str, "  \
  "ParentCode int, StartDate str, DueDate str, "                                          \
  "StoryPoint str, WorkingHours num, LabelIds int[], FileIds int[], ReleaseCodes int[], " \
  "CustomFieldValues obj[]"

Actions issue_change_actions() {
  constexpr auto write = "collaboration:issue:rw", project = "project_issue_rw";
  return {
      {"CreateIssue",
       "ProjectName* str, Type* str, Name* str, Priority* str, IssueTypeId int, EpicCode int, "
       "ProjectModuleId int, RequirementTypeId int, DefectTypeId int, "
       "ThirdLinks obj[], TargetSortCode int, " DETAILS,
       write, project, create_issue},
      {"ModifyIssue",
       "ProjectName* str, IssueCode* int, Name str, Priority str, DelWatcherIds int[], "
       "UpdateWatchers int[], DelLabelIds int[], UpdateLabelIds int[], "
       "DelFileIds int[], DelReleaseCodes int[], Progress int, Comment str, RecordHour "
       "obj, " DETAILS,
       write, project, modify_issue},
      {"DeleteIssue", "ProjectName* str, IssueCode* int, IssueType str", write, project,
       remove_issue},
      {"CreateIssueComment", "ProjectName* str, IssueCode* int, Content* str, ParentId* int", write,
       project, comment},
  };
}

#undef DETAILS

}  // namespace chatops::sandbox::openapi
