// Reading issues: detail, the two lists with their conditions, logs, comments, types and statuses.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <functional>

#include "openapi/issue_shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

bool in_list(std::string_view values, std::string_view value) {
  while (!values.empty()) {
    const auto comma = values.find(',');
    if (values.substr(0, comma) == value) return true;
    values.remove_prefix(comma == std::string_view::npos ? values.size() : comma + 1);
  }
  return false;
}

/// ITERATION takes the database id in team lists; for the project's list the documentation is
/// silent, so code and id both match there.
bool meets(const Model& model, const Issue& issue, const std::string& key, const std::string& value,
           bool unspecific) {
  const auto id = [&](Id actual) {
    return unspecific ? actual == 0 : in_list(value, std::to_string(actual));
  };
  if (key == "ASSIGNEE") return id(issue.assignee_id);
  if (key == "CREATOR") return id(issue.creator_id);
  if (key == "WATCHER") return std::ranges::any_of(issue.watcher_ids, id);
  if (key == "STATUS") return id(issue.status_id);
  if (key == "STATUS_TYPE") return in_list(value, status_of(issue).type);
  if (key == "PRIORITY") return in_list(value, issue.priority);
  if (key == "ISSUE_TYPE") return in_list(value, issue.type);
  if (key == "PARENT") return id(issue.parent_code);
  if (key == "KEYWORD") return issue.name.find(value) != std::string::npos;
  if (key == "LABEL")
    return unspecific ? issue.labels.empty()
                      : std::ranges::any_of(
                            issue.labels, [&](const auto& label) { return in_list(value, label); });
  if (key != "ITERATION")
    throw Refusal{"InvalidParameterValue", fmt::format("Condition key {} is not known.", key)};
  if (unspecific) return issue.iteration_code == 0;
  const auto* iteration = find_by(model.iterations, &Iteration::code, issue.iteration_code);
  return iteration != nullptr && (in_list(value, std::to_string(iteration->code)) ||
                                  in_list(value, std::to_string(iteration->id)));
}

bool meets_all(const Model& model, const Issue& issue, const Json& conditions) {
  if (conditions.is_null()) return true;
  const auto list = conditions.is_array() ? conditions : Json::array({conditions});
  for (const auto& condition : list) {
    if (!condition.is_object() || !condition.contains("Key") || !condition["Key"].is_string())
      throw Refusal{"InvalidParameter", "A condition is an object with a Key."};
    const auto& value = condition.contains("Value") ? condition["Value"] : Json("");
    if (!value.is_string())
      throw Refusal{"InvalidParameter", "The Value of a condition must be of type str."};
    const auto constant =
        condition.contains("ConstValue") && condition["ConstValue"] == "UNSPECIFIC";
    if (!meets(model, issue, condition["Key"], value, constant)) return false;
  }
  return true;
}

Json sort_key(const Issue& issue, const std::string& key) {
  if (key.empty() || key == "CODE") return issue.code;
  if (key == "STATUS" || key == "STATUS_TYPE" || key == "ISSUE_STATUS_ID") return issue.status_id;
  if (key == "CREATED_AT") return issue.created_at;
  if (key == "UPDATED_AT") return issue.updated_at;
  if (key == "DUE_DATE") return issue.due_date;
  if (key == "COMPLETED_AT") return issue.completed_at;
  if (key == "PRIORITY") return issue.priority;
  if (key == "ASSIGNEE") return issue.assignee_id;
  throw Refusal{"InvalidParameterValue", fmt::format("SortKey {} is not known.", key)};
}

std::vector<const Issue*> matching_issues(const Asked& ask, const Model& model) {
  const auto type = ask.text("IssueType");
  if (type != "ALL" && std::ranges::find(issue_types, type) == issue_types.end())
    throw Refusal{"InvalidParameterValue", fmt::format("IssueType {} is not known.", type)};
  const auto& project = project_of(model, ask);
  std::vector<const Issue*> issues;
  for (const auto& issue : model.issues)
    if (issue.project_id == project.id && (type == "ALL" || issue.type == type) &&
        meets_all(model, issue, ask.json("Conditions")))
      issues.push_back(&issue);
  const auto key = ask.text("SortKey");
  const bool ascending = ask.text("SortValue", "DESC") == "ASC";
  std::ranges::stable_sort(issues, [&](const Issue* a, const Issue* b) {
    return ascending ? sort_key(*a, key) < sort_key(*b, key)
                     : sort_key(*b, key) < sort_key(*a, key);
  });
  return issues;
}

Json rows(const Asked& ask, const Model& model, const std::vector<const Issue*>& issues) {
  Json list = Json::array();
  for (const auto* issue : issues) list.push_back(issue_row(ask, model, *issue));
  return list;
}

Json with_page(const Asked& ask) {
  const auto page = page_of(ask, 20, 500);
  return ask.world.read([&](const Model& model) {
    const auto issues = matching_issues(ask, model);
    auto data = page_a(page, issues.size(), "List", rows(ask, model, cut(issues, page)));
    data["TotalPage"] = (static_cast<Id>(issues.size()) + page.size - 1) / page.size;
    return Json{{"Data", std::move(data)}};
  });
}

/// Style B without a total.
Json bare_list(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{
        {"IssueList", list_or_null(ask, rows(ask, model,
                                             cut(matching_issues(ask, model), ask.integer("Offset"),
                                                 ask.integer("Limit", 20))))}};
  });
}

Json describe_issue(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{{"Issue", issue_detail(ask, model, issue_of(model, ask))}};
  });
}

Json logs(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& issue = issue_of(model, ask);
    Json list = Json::array();
    for (auto log = issue.logs.rbegin(); log != issue.logs.rend(); ++log)
      if (log->action == ask.text("ActionType") && log->target == ask.text("Target"))
        list.push_back({{"IssueId", issue.id},
                        {"ActionType", log->action},
                        {"Target", log->target},
                        {"TargetName", log->target},
                        {"Content", log->content},
                        {"Creator", log->creator_id},
                        {"CreateAt", log->created_at},
                        {"UpdatedAt", log->created_at}});
    return Json{{"IssueLogList", list_or_null(ask, std::move(list))}};
  });
}

Json comments(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    Json list = Json::array();
    for (const auto& comment : issue_of(model, ask).comments)
      list.push_back({{"CommentId", comment.id},
                      {"ParentId", comment.parent_id},
                      {"Content", comment.content},
                      {"RawContent", comment.content},
                      {"CreatorId", comment.creator_id},
                      {"CreatedAt", comment.created_at},
                      {"UpdatedAt", comment.created_at},
                      {"FileId", nullptr}});
    return Json{{"CommentList", list_or_null(ask, std::move(list))}};
  });
}

Json types(const Asked& ask) {
  ask.world.read([&](const Model& model) { project_of(model, ask); });
  Json list = Json::array();
  for (const auto type : issue_types)
    list.push_back({{"Id", list.size() + 1},
                    {"Name", type},
                    {"IssueType", type},
                    {"IsSystem", true},
                    {"Description", ""},
                    {"SplitType", "ALL_REQUIREMENT"},
                    {"SplitTargetIssueTypeId", nullptr}});
  return {{"IssueTypes", std::move(list)}};
}

Json statuses(const Asked& ask) {
  ask.world.read([&](const Model& model) { project_of(model, ask); });
  Json list = Json::array();
  for (const auto& status : issue_statuses)
    list.push_back({{"IssueStatusId", status.id},
                    {"IssueType", ask.text("IssueType")},
                    {"IsDefault", status.id == 1},
                    {"Sort", status.id},
                    {"CreatedAt", 0},
                    {"UpdatedAt", 0},
                    {"IssueStatus",
                     {{"Id", status.id},
                      {"Name", status.name},
                      {"Type", status.type},
                      {"Index", status.id},
                      {"IsSystem", true}}}});
  return {{"ProjectIssueStatusList", std::move(list)}};
}

}  // namespace

#define ISSUE "ProjectName* str, IssueCode* int"

Actions issue_actions() {
  constexpr auto read = "collaboration:issue:ro", project = "project_issue_rw";
  return {
      {"DescribeIssue", ISSUE ", ShowImageOutUrl bool", read, project, describe_issue},
      {"DescribeIssueListWithPage",
       "ProjectName* str, IssueType* str, PageNumber* int, PageSize* int, Conditions any, SortKey "
       "str, SortValue str, ShowSubIssues bool, "
       "ExcludeSubTask bool, ShowImageOutUrl bool",
       read, project, with_page},
      {"DescribeIssueList",
       "ProjectName* str, IssueType* str, Offset int, Limit int, Conditions obj[], SortKey str, "
       "SortValue str",
       read, project, bare_list},
      {"DescribeIssueLogList", ISSUE ", ActionType* str, Target* str", read, project, logs},
      {"DescribeIssueCommentList", ISSUE, read, project, comments},
      {"DescribeProjectIssueTypeList", "ProjectName* str", read, project, types},
      {"DescribeProjectIssueStatusList", "ProjectName* str, IssueType* str, IssueTypeId int", read,
       project, statuses},
  };
}

#undef ISSUE

}  // namespace chatops::sandbox::openapi
