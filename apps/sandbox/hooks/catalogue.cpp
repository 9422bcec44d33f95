// The table of events. Codes and labels: coding.net/help, Service Hook, "events" and "filters".
// SPDX-License-Identifier: Apache-2.0
#include "hooks/catalogue.hpp"

#include <algorithm>
#include <array>

namespace chatops::sandbox::hooks {
namespace {

constexpr std::string_view of_iteration = "COLLABORATION_ITERATION",
                           of_issue = "COLLABORATION_ISSUE", of_git = "GIT", of_ci = "CI",
                           of_artifact = "ARTIFACTS", of_member = "MEMBER";
constexpr std::string_view by_status = "status",
                           by_issue = "type status assignee label priority watcher",
                           by_merge =
                               "depot_list target_branch reviewer creator change_the_content",
                           by_push = "depot_list branch_list pusher", by_job = "GIT_DEPOT",
                           by_run = "CI_JOB TRIGGER_TYPE TRIGGER_USER BUILD_RESULT",
                           by_artifact = "repoId pkgId", by_member = "memberRoleId";

constexpr std::array<EventKind, 38> kinds = {{
    {"ITERATION_CREATED", "创建迭代", of_iteration, "迭代", ""},
    {"ITERATION_UPDATED", "更新迭代", of_iteration, "迭代", by_status},
    {"ITERATION_DELETED", "删除迭代", of_iteration, "迭代", by_status},
    {"ITERATION_PLANNED", "规划迭代", of_iteration, "迭代", by_status, true},
    {"ISSUE_CREATED", "创建事项", of_issue, "事项", by_issue},
    {"ISSUE_DELETED", "删除事项", of_issue, "事项", by_issue},
    {"ISSUE_STATUS_UPDATED", "状态变更", of_issue, "事项", by_issue},
    {"ISSUE_ASSIGNEE_CHANGED", "分配处理人", of_issue, "事项", by_issue},
    {"ISSUE_ITERATION_CHANGED", "规划迭代", of_issue, "事项", by_issue},
    {"ISSUE_RELATIONSHIP_CHANGED", "关联关系变更", of_issue, "事项", by_issue},
    {"ISSUE_UPDATED", "更新事项信息", of_issue, "事项", by_issue},
    {"ISSUE_COMMENT_CREATED", "增加评论", of_issue, "事项", by_issue},
    {"ISSUE_HOUR_RECORD_UPDATED", "更新工时信息", of_issue, "事项", by_issue, true},
    {"GIT_PUSHED", "代码推送", of_git, "代码仓库", by_push},
    {"GIT_MR_CREATED", "合并请求创建", of_git, "代码仓库", by_merge},
    {"GIT_MR_UPDATED", "合并请求更新", of_git, "代码仓库", by_merge},
    {"GIT_MR_MERGED", "合并请求合并", of_git, "代码仓库", by_merge},
    {"GIT_MR_CLOSED", "合并请求关闭", of_git, "代码仓库", by_merge},
    {"GIT_MR_NOTE", "合并请求评论", of_git, "代码仓库", by_merge, true},
    {"CI_JOB_CREATED", "创建构建计划", of_ci, "持续集成", by_job, true},
    {"CI_JOB_UPDATED", "修改构建计划", of_ci, "持续集成", by_job, true},
    {"CI_JOB_DELETED", "删除构建计划", of_ci, "持续集成", by_job, true},
    {"CI_JOB_STARTED", "启动构建计划", of_ci, "持续集成", by_run, true},
    {"CI_JOB_FINISHED", "构建计划执行结束", of_ci, "持续集成", by_run, true},
    {"ARTIFACTS_VERSION_CREATED", "新建制品版本", of_artifact, "制品仓库", by_artifact},
    {"ARTIFACTS_VERSION_UPDATED", "更新制品版本", of_artifact, "制品仓库", by_artifact},
    {"ARTIFACTS_VERSION_DOWNLOADED", "下载制品版本", of_artifact, "制品仓库", by_artifact},
    {"ARTIFACTS_VERSION_DELETED", "删除制品版本", of_artifact, "制品仓库", by_artifact},
    {"ARTIFACTS_VERSION_RELEASED", "发布制品版本", of_artifact, "制品仓库", by_artifact},
    {"ARTIFACTS_VERSION_DOWNLOAD_FORBIDDEN", "禁止下载制品版本", of_artifact, "制品仓库",
     by_artifact},
    {"ARTIFACTS_VERSION_DOWNLOAD_ALLOWED", "解除禁止下载制品版本", of_artifact, "制品仓库",
     by_artifact},
    {"ARTIFACTS_VERSION_DOWNLOAD_BLOCKED", "拦截下载制品版本", of_artifact, "制品仓库",
     by_artifact},
    {"ARTIFACTS_REPO_CREATED", "新建制品仓库", of_artifact, "制品仓库", "", true},
    {"ARTIFACTS_REPO_UPDATED", "更新制品仓库", of_artifact, "制品仓库", "repoId", true},
    {"ARTIFACTS_REPO_DELETED", "删除制品仓库", of_artifact, "制品仓库", "repoId", true},
    {"MEMBER_CREATED", "添加项目成员", of_member, "项目成员", by_member},
    {"MEMBER_DELETED", "移除项目成员", of_member, "项目成员", by_member},
    {"MEMBER_ROLE_UPDATED", "更新项目成员用户组", of_member, "项目成员", by_member},
}};

}  // namespace

std::span<const EventKind> event_kinds() { return kinds; }

const EventKind* event_kind(std::string_view name) {
  const auto* found = std::ranges::find(kinds, name, &EventKind::name);
  return found == kinds.end() ? nullptr : found;
}

bool never_happens(std::string_view name) {
  constexpr std::string_view heads[] = {"WIKI_",     "FILE_", "TEST_", "FLEXIBLE_TESTX_",
                                        "CODE_DOG_", "PLAN_", "RISK_"};
  return std::ranges::any_of(heads, [name](auto head) { return name.starts_with(head); });
}

std::string_view label_of(std::string_view event) {
  if (event == "PING") return "测试";
  const auto* kind = event_kind(event);
  return kind == nullptr ? event : kind->label;
}

}  // namespace chatops::sandbox::hooks
