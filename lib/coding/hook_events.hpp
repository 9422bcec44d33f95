// The events of CODING's Service Hook: what each is about, and whether the product subscribes to
// it. Names are those of its OpenAPI file and its help pages, which do not agree on all of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace chatops::coding {

/// What an event is about. `nothing`: changes nothing that the product reads.
enum class About { nothing, ping, iteration, issue, members, push, merge_request, build, artifact };

struct HookEvent {
  std::string_view name;
  About about;
  bool sure;  ///< stands in the OpenAPI's own list, so a hook with it is not refused
};

/// Downloads are left out on purpose: every node that pulls an image sends one.
inline constexpr auto hook_events = std::to_array<HookEvent>({
    {"PING", About::ping, false},
    {"ITERATION_CREATED", About::iteration, true},
    {"ITERATION_UPDATED", About::iteration, true},
    {"ITERATION_DELETED", About::iteration, true},
    {"ITERATION_PLANNED", About::iteration, false},
    {"ISSUE_CREATED", About::issue, true},
    {"ISSUE_DELETED", About::issue, true},
    {"ISSUE_STATUS_UPDATED", About::issue, true},
    {"ISSUE_ASSIGNEE_CHANGED", About::issue, true},
    {"ISSUE_ITERATION_CHANGED", About::issue, true},
    {"ISSUE_RELATIONSHIP_CHANGED", About::issue, true},
    {"ISSUE_UPDATED", About::issue, true},
    {"ISSUE_COMMENT_CREATED", About::issue, true},  // who comments may begin to watch
    {"ISSUE_HOUR_RECORD_UPDATED", About::nothing, false},
    {"MEMBER_CREATED", About::members, true},
    {"MEMBER_DELETED", About::members, true},
    {"MEMBER_ROLE_UPDATED", About::members, true},
    {"GIT_PUSHED", About::push, true},
    {"GIT_MR_CREATED", About::merge_request, true},
    {"GIT_MR_UPDATED", About::merge_request, true},
    {"GIT_MR_MERGED", About::merge_request, true},
    {"GIT_MR_CLOSED", About::merge_request, true},
    {"GIT_MR_NOTE", About::nothing, false},
    {"CI_JOB_STARTED", About::build, false},
    {"CI_JOB_FINISHED", About::build, false},
    {"CI_JOB_CREATED", About::nothing, false},
    {"CI_JOB_UPDATED", About::nothing, false},
    {"CI_JOB_DELETED", About::nothing, false},
    {"ARTIFACTS_VERSION_CREATED", About::artifact, true},
    {"ARTIFACTS_VERSION_UPDATED", About::artifact, true},
    {"ARTIFACTS_VERSION_DELETED", About::artifact, true},
    {"ARTIFACTS_VERSION_DOWNLOAD_FORBIDDEN", About::artifact, true},
    {"ARTIFACTS_VERSION_DOWNLOAD_ALLOWED", About::artifact, true},
    {"ARTIFACTS_VERSION_RELEASED", About::nothing, true},
    {"ARTIFACTS_VERSION_DOWNLOADED", About::nothing, true},
    {"ARTIFACTS_VERSION_DOWNLOAD_BLOCKED", About::nothing, true},
    {"ARTIFACTS_REPO_CREATED", About::nothing, false},
    {"ARTIFACTS_REPO_UPDATED", About::nothing, false},
    {"ARTIFACTS_REPO_DELETED", About::nothing, false},
});

/// A hook is asked for it.
constexpr bool subscribed(const HookEvent& event) {
  return event.about != About::nothing && event.about != About::ping;
}

constexpr About about_of(std::string_view name) {
  for (const auto& row : hook_events) {
    if (row.name == name) return row.about;
  }
  return About::nothing;
}

}  // namespace chatops::coding
