// Says what happened, in one place for every part that changes the world: each function adds to the
// events of the change under way. Payloads carry the new state only, as CODING's do.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "world/world.hpp"

namespace chatops::sandbox::hooks {

/// The change that is being made, and who makes it. Words for `action` beyond "update_assignee" and
/// "comment" are not known [guess].
struct Change {
  Model& model;
  const Settings& settings;
  Id user_id = 0;
};

void iteration_happened(const Change& change, const std::string& event, const Iteration& iteration);
void issue_happened(const Change& change, const std::string& event, const std::string& action,
                    const Issue& issue);
/// Which events turn `before` into `after`: assignee, status, iteration, parent; ISSUE_UPDATED for
/// all else, and by switch beside the others (what fires together is not known).
void issue_changed(const Change& change, const Issue& before, const Issue& after);
void comment_happened(const Change& change, const Issue& issue, const Comment& comment);
void merge_request_happened(const Change& change, const std::string& event,
                            const std::string& action, const MergeRequest& request);
/// CI_JOB_STARTED or CI_JOB_FINISHED of a build.
void build_happened(const Change& change, const std::string& event, const Build& build);
void artifact_happened(const Change& change, const std::string& event, const std::string& action,
                       const Version& version);
void repository_happened(const Change& change, const ArtifactRepository& repository);
void member_happened(const Change& change, const std::string& event, Id project_id,
                     const Member& member);

struct PushedCommit {
  std::string id, message, author, author_email, committer, committer_email;
  Moment at = 0;
  std::vector<std::string> added, removed, modified;
};
/// A branch or tag moved: `before` or `after` is empty where it began or ended.
struct PushedRef {
  std::string ref, before, after;
  std::vector<PushedCommit> commits;  ///< newest first
};
void push_happened(const Change& change, const Depot& depot, const PushedRef& pushed);

}  // namespace chatops::sandbox::hooks
