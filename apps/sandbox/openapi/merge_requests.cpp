// Merge requests. A project token needs merge_request_rw to change them.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <functional>
#include <sstream>

#include "openapi/depot.hpp"

namespace chatops::sandbox::openapi {
namespace {

Json request_user(const Model& model, Id id) {
  auto user = issue_user(model, id);
  user["Status"] = std::to_string(user["Status"].get<int>());
  user.erase("TeamGlobalKey");
  user.erase("Phone");
  return user;
}

Json request_json(const Model& model, const MergeRequest& request) {
  const auto* depot = find_by(model.depots, &Depot::id, request.depot_id);
  const auto sha = [&](const std::string& branch) -> std::string {
    if (depot == nullptr) return "";
    const auto head = depot->heads.find("refs/heads/" + branch);
    return head == depot->heads.end() ? "" : head->second;
  };
  Json reviewers = Json::array();
  for (const auto id : request.reviewer_ids) reviewers.push_back(request_user(model, id));
  return {{"Id", request.id},
          {"MergeId", request.number},
          {"ProjectId", request.project_id},
          {"DepotId", request.depot_id},
          {"Title", request.title},
          {"Describe", request.body},
          {"Path", fmt::format("/git/merge/{}", request.number)},
          {"Status", request.status},  // [guess]: CANMERGE, ACCEPTED, REFUSED
          {"SourceBranch", request.source},
          {"SourceBranchSha", sha(request.source)},
          {"TargetBranch", request.target},
          {"TargetBranchSha", sha(request.target)},
          {"TargetBranchProtected", depot != nullptr && request.target == depot->default_branch},
          {"BaseSha", request.base_sha},
          {"MergeCommitSha", request.merge_commit_sha},
          {"Author", request_user(model, request.author_id)},
          {"ActionAuthor", request_user(model, request.action_author_id)},
          {"ActionAt", request.action_at},
          {"Reviewers", std::move(reviewers)},
          {"CommentCount", request.comments},
          {"Granted", 0},
          {"Reminded", false},
          {"Labels", nullptr},
          {"StickingPoint", ""},
          {"CreatedAt", request.created_at},
          {"UpdatedAt", request.updated_at}};
}

MergeRequest& request_of(Model& model, const Depot& depot, const Asked& ask) {
  for (auto& request : model.merge_requests)
    if (request.depot_id == depot.id && request.number == ask.integer("MergeId")) return request;
  not_found("merge request");
}

/// Global keys, separated by commas.
std::vector<Id> reviewers_of(const Asked& ask, const Model& model) {
  std::vector<Id> ids;
  std::istringstream keys(ask.text("Reviewers"));
  for (std::string key; std::getline(keys, key, ',');) {
    const auto* user = find_by(model.users, &User::global_key, key);
    if (user == nullptr) not_found("user");
    ids.push_back(user->id);
  }
  return ids;
}

Json create_request(const Asked& ask) {
  const auto depot = depot_of(ask);
  return ask.world.write([&](Model& model) {
    const auto source = ask.text("SrcBranch"), target = ask.text("DestBranch");
    const auto& heads = find_by(model.depots, &Depot::id, depot.id)->heads;
    const auto base = heads.find("refs/heads/" + target);
    if (base == heads.end() || !heads.contains("refs/heads/" + source) || source == target)
      throw Refusal{"InvalidParameterValue", "SrcBranch and DestBranch must be two branches."};
    for (const auto& other : model.merge_requests)
      if (other.depot_id == depot.id && other.source == source && other.target == target &&
          other.status == "CANMERGE")
        throw Refusal{"FailedOperation", "There is a merge request for these branches."};
    MergeRequest request{.project_id = depot.project_id,
                         .depot_id = depot.id,
                         .title = ask.text("Title"),
                         .body = ask.text("Content"),
                         .source = source,
                         .target = target,
                         .base_sha = base->second,
                         .author_id = ask.who.token.user_id,
                         .reviewer_ids = reviewers_of(ask, model),
                         .created_at = ask.world.now(),
                         .updated_at = ask.world.now()};
    request.number = model.next("merge_request");
    request.id = 5000 + request.number;
    model.merge_requests.push_back(request);
    hooks::merge_request_happened(ask.change(model), "GIT_MR_CREATED", "create", request);
    return Json{{"MergeInfo", {{"MergeRequestInfo", request_json(model, request)}}}};  // [guess]
  });
}

/// Ends an open request; `sha` is the merge, "" where it is closed.
void end_request(const Asked& ask, const Depot& depot, const std::string& sha) {
  ask.world.write([&](Model& model) {
    auto& request = request_of(model, depot, ask);
    request.status = sha.empty() ? "REFUSED" : "ACCEPTED";
    request.merge_commit_sha = sha;
    request.action_author_id = ask.who.token.user_id;
    request.action_at = request.updated_at = ask.world.now();
    hooks::merge_request_happened(ask.change(model),
                                  sha.empty() ? "GIT_MR_CLOSED" : "GIT_MR_MERGED",
                                  sha.empty() ? "close" : "merge", request);
  });
}

MergeRequest open_request(const Asked& ask, const Depot& depot) {
  return ask.world.write([&](Model& model) {
    const auto& request = request_of(model, depot, ask);
    if (request.status != "CANMERGE")
      throw Refusal{"FailedOperation", fmt::format("The merge request is {}.", request.status)};
    return request;
  });
}

Json merge_request(const Asked& ask) {
  const auto depot = depot_of(ask);
  const auto request = open_request(ask, depot);
  const auto sha = ask.source.merge({.depot = depot.name,
                                     .source = request.source,
                                     .target = request.target,
                                     .message = ask.text("Message"),
                                     .squash = ask.truth("Squash"),
                                     .fast_forward = ask.truth("IsFastForward"),
                                     .delete_source = ask.truth("IsDelSourceBranch"),
                                     .user_id = ask.who.token.user_id});
  end_request(ask, depot, sha);
  return Json::object();
}

Json close_request(const Asked& ask) {
  const auto depot = depot_of(ask);
  open_request(ask, depot);
  end_request(ask, depot, "");
  return Json::object();
}

Json note_request(const Asked& ask) {
  const auto depot = depot_of(ask);
  ask.world.write([&](Model& model) {
    auto& request = request_of(model, depot, ask);
    ++request.comments;
    hooks::merge_request_happened(ask.change(model), "GIT_MR_NOTE", "comment", request);
  });
  return Json::object();
}

Json describe_request(const Asked& ask) {
  const auto depot = depot_of(ask);
  return ask.world.read([&](const Model& model) {
    for (const auto& request : model.merge_requests)
      if (request.depot_id == depot.id && request.number == ask.integer("MergeId"))
        return Json{{"MergeRequestInfo", request_json(model, request)}};
    not_found("merge request");
  });
}

Json list_requests(const Asked& ask) {
  const auto page = page_of(ask);
  const auto depot = depot_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto sources = ask.texts("SourceBranches"), targets = ask.texts("TargetBranches");
    const auto without = [](const std::vector<std::string>& wanted, const std::string& name) {
      return !wanted.empty() && std::ranges::find(wanted, name) == wanted.end();
    };
    std::vector<const MergeRequest*> all;
    for (const auto& request : model.merge_requests)
      if (request.depot_id == depot.id && !without(sources, request.source) &&
          !without(targets, request.target) &&
          (!ask.has("Status") || request.status == ask.text("Status")) &&
          request.title.find(ask.text("KeyWord")) != std::string::npos)
        all.push_back(&request);
    std::ranges::sort(all, std::greater{}, &MergeRequest::number);
    Json rows = Json::array();
    for (const auto* request : cut(all, page)) {
      auto row = request_json(model, *request);
      row["UpdateAt"] = row["UpdatedAt"];  // so called in lists
      row.erase("UpdatedAt");
      rows.push_back(std::move(row));
    }
    const auto total = static_cast<Id>(all.size());
    return Json{{"Data",
                 {{"List", list_or_null(ask, std::move(rows))},
                  {"PageNumber", page.number},
                  {"PageSize", page.size},
                  {"TotalPage", (total + page.size - 1) / page.size},
                  {"TotalRow", total}}}};
  });
}

}  // namespace

#define REQUEST "DepotId int, DepotPath str, MergeId* int"

Actions merge_request_actions() {
  constexpr auto read = "vcs:merge:ro", write = "vcs:merge:rw", project = "merge_request_rw";
  return {
      {"CreateGitMergeReq",
       "DepotId int, DepotPath str, SrcBranch* str, DestBranch* str, Title* str, Content* str, "
       "Reviewers str",
       write, project, create_request},
      {"ModifyMergeMR",
       REQUEST ", Message* str, IsDelSourceBranch* bool, IsFastForward* bool, Squash* bool", write,
       project, merge_request},
      {"ModifyCloseMR", REQUEST, write, project, close_request},
      {"CreateMergeRequestNote", REQUEST ", Content* str", write, project, note_request},
      {"DescribeMergeRequest", REQUEST, read, project, describe_request},
      {"DescribeDepotMergeRequests",
       "DepotId int, DepotPath str, PageNumber int, PageSize int, Status str, KeyWord str, "
       "SourceBranches str[], TargetBranches str[]",
       read, project, list_requests},
  };
}

#undef REQUEST

}  // namespace chatops::sandbox::openapi
