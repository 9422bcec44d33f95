// The actions of CODING's OpenAPI that the product uses, each with the scope its token needs, so
// that a refusal can name it. Scopes are those of CODING's own tables.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace chatops::coding {

/// Which of the configured tokens an action is sent with: CI needs a scope that few project tokens
/// have, CD and hooks one that none can have.
enum class Area { general, ci, cd, hooks };

struct Action {
  std::string_view name;
  Area area;
  bool changes;  ///< starts or alters something; sent once, never again by itself
  std::string_view personal_scope;  ///< of personal and OAuth tokens; "" = the table has none
  std::string_view project_scope;   ///< of project tokens; "" = none can do it
};

inline constexpr auto actions = std::to_array<Action>({
    {"DescribeCodingCurrentUser", Area::general, false, "user:profile:ro", ""},
    {"DescribeProjectByName", Area::general, false, "project:profile:ro", ""},
    {"DescribeProjectMembers", Area::general, false, "project:member:ro", "project_member_rw"},
    {"DescribeIterationList", Area::general, false, "collaboration:issue:ro", "project_issue_rw"},
    {"DescribeIteration", Area::general, false, "collaboration:issue:ro", "project_issue_rw"},
    {"ModifyIterationStatus", Area::general, true, "collaboration:issue:rw", "project_issue_rw"},
    {"DescribeIssueListWithPage", Area::general, false, "collaboration:issue:ro",
     "project_issue_rw"},
    {"DescribeIssue", Area::general, false, "collaboration:issue:ro", "project_issue_rw"},
    {"DescribeGitBranches", Area::general, false, "vcs:repository:ro", "depot_read"},
    {"DescribeGitBranch", Area::general, false, "vcs:repository:ro", "depot_read"},
    {"DescribeGitCommitInfo", Area::general, false, "vcs:repository:ro", "depot_read"},
    {"DescribeProjectDepotInfoList", Area::general, false, "vcs:repository:ro", "depot_read"},
    {"DescribeCodingCIJobs", Area::ci, false, "", "open_ci_manager"},
    {"DescribeCodingCIBuilds", Area::ci, false, "", "open_ci_manager"},
    {"DescribeArtifactRepositoryList", Area::general, false, "artifact:repository:ro",
     "artifact_r"},
    {"DescribeArtifactPackageList", Area::general, false, "artifact:package:ro", "artifact_r"},
    {"DescribeArtifactVersionList", Area::general, false, "artifact:version:ro", "artifact_r"},
    {"DescribeArtifactProperties", Area::general, false, "artifact:properties:ro",
     "artifact_version_props_rw"},
    {"DescribeCdApplicationsByProject", Area::cd, false, "cd:application:ro", ""},
    {"DescribeCdPipelineConfigs", Area::cd, false, "cd:pipeline:ro", ""},
    {"DescribeCdPipeline", Area::cd, false, "cd:pipeline:ro", ""},
    {"TriggerCdPipeline", Area::cd, true, "cd:pipeline:rw", ""},
    {"CancelCdPipeline", Area::cd, true, "cd:pipeline:rw", ""},
    {"DescribeEvents", Area::hooks, false, "service-hook:profile:ro", ""},
    {"DescribeServiceHooks", Area::hooks, false, "service-hook:profile:ro", ""},
    {"DescribeServiceHookLogs", Area::hooks, false, "service-hook:profile:ro", ""},
    {"CreateServiceHook", Area::hooks, true, "service-hook:profile:rw", ""},
    {"ModifyServiceHook", Area::hooks, true, "service-hook:profile:rw", ""},
    {"PingServiceHook", Area::hooks, true, "service-hook:profile:rw", ""},
});

constexpr const Action* action_of(std::string_view name) {
  for (const auto& row : actions) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace chatops::coding
