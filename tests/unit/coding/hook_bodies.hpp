// Bodies of CODING's webhooks, made from the lists of members in its documentation and the few live
// samples there are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "coding/service_hook.hpp"
#include "crypto/crypto.hpp"
#include "net/json.hpp"

namespace chatops::coding::testing {

using net::Json;

inline const std::string sha_old(40, 'a'), sha_new(40, 'b'), sha_none(40, '0');

inline Json person_body(int id, const std::string& name) {
  return {{"id", id},           {"avatar_url", "https://acme.test/a.png"},
          {"html_url", ""},     {"name", name},
          {"name_pinyin", "x"}, {"login", "gk-" + name},
          {"email", "a@b.test"}};
}

/// What every Service Hook body has, with the event's own members.
inline Json hook_body(const std::string& event, Json own) {
  Json body = {{"event", event},
               {"eventName", "事件"},
               {"action", "x"},
               {"sender", person_body(1, "王芳")},
               {"project",
                {{"id", 9},
                 {"name", "classroom"},
                 {"display_name", "在线课堂"},
                 {"description", ""},
                 {"icon", ""},
                 {"url", ""}}},
               {"team", {{"id", 2}, {"domain", "acme"}, {"name", "Acme"}}},
               {"hook_id", "0b1f"},
               {"hook", {{"id", "0b1f"}, {"name", "web"}, {"type", "Repository"}}}};
  body.update(own);
  return body;
}

inline Json iteration_body(int code, const std::string& status = "PROCESSING") {
  return {{"title", "Sprint " + std::to_string(code)},
          {"goal", ""},
          {"html_url", "https://acme.test/p/classroom/iterations/" + std::to_string(code)},
          {"project_id", 9},
          {"code", code},
          {"creator", person_body(1, "王芳")},
          {"status", status},
          {"plan_issue_number", 3},
          {"start_at", 1725120000000},
          {"end_at", -28800000},
          {"created_at", 1725120000000},
          {"updated_at", 1725120000000},
          {"assignee", person_body(7, "李雷")},
          {"watchers", Json::array({person_body(7, "李雷")})}};
}

inline Json issue_body(int code) {
  return {{"html_url", "https://acme.test/p/classroom/all/issues/" + std::to_string(code)},
          {"type", "DEFECT"},
          {"project_id", 9},
          {"code", code},
          {"parent_code", 0},
          {"title", "画面卡顿"},
          {"creator", person_body(1, "王芳")},
          {"status", "进行中"},
          {"assignee", person_body(7, "李雷")},
          {"priority", 1},
          {"start_date", 0},
          {"due_date", 0},
          {"description", "d"},
          {"issue_status", {{"id", 3}, {"name", "进行中"}, {"type", "PROCESSING"}}},
          {"watchers", Json::array()},
          {"labels", Json::array()},
          {"iteration", iteration_body(42)}};
}

inline Json repository_body() {
  return {{"id", 5},
          {"name", "live"},
          {"full_name", "acme/classroom/live"},
          {"owner", person_body(1, "王芳")},
          {"private", true},
          {"html_url", "https://acme.test/p/classroom/d/live/git"},
          {"clone_url", "https://e.acme.test/acme/classroom/live.git"},
          {"ssh_url", "git@e.acme.test:acme/classroom/live.git"},
          {"default_branch", "main"},
          {"vcs_type", "git"}};
}

inline Json commit_body(const std::string& id, const std::string& message) {
  return {{"id", id},
          {"message", message},
          {"timestamp", 1725120000000},
          {"url", "https://acme.test/p/classroom/d/live/git/commit/" + id},
          {"author", {{"name", "韩梅梅"}, {"email", "h@acme.test"}, {"username", "han"}}},
          {"committer", {{"name", "韩梅梅"}}},
          {"added", ""},
          {"removed", Json::array()},
          {"modified", Json::array({"a.cpp"})}};
}

inline Json push_body(const std::string& ref) {
  return hook_body(
      "GIT_PUSHED",
      {{"ref", ref},
       {"before", sha_old},
       {"after", sha_new},
       {"created", false},
       {"deleted", false},
       {"compare", "https://acme.test/compare/a...b"},
       {"commits", Json::array({commit_body(sha_old, "first, for #7 and #7"),
                                commit_body(sha_new, "Fix echo (#42)\n\nlong story")})},
       {"head_commit", commit_body(sha_new, "Fix echo (#42)\n\nlong story")},
       {"pusher", {{"name", "han"}, {"email", ""}, {"username", "han"}}},
       {"repository", repository_body()}});
}

inline Json merge_request_body(const std::string& event) {
  const Json side = {
      {"sha", sha_new}, {"user", person_body(7, "李雷")}, {"repo", repository_body()}};
  Json head = side, base = side;
  head["ref"] = "feature/echo";
  base["ref"] = "main";
  return hook_body(event, {{"mergeRequest",
                            {{"id", 9001},
                             {"html_url", "https://acme.test/p/classroom/d/live/git/merge/17"},
                             {"patch_url", ""},
                             {"diff_url", ""},
                             {"number", 17},
                             {"state", "CANMERGE"},
                             {"title", "Echo #42"},
                             {"body", "see #43"},
                             {"user", person_body(7, "李雷")},
                             {"merge_commit_sha", sha_old},
                             {"merged", false},
                             {"head", head},
                             {"base", base}}},
                           {"repository", repository_body()}});
}

inline Json build_body(const std::string& event) {
  return hook_body(event, {{"ci",
                            {{"id", 3},
                             {"name", "build-live"},
                             {"branch_regex", ""},
                             {"project_id", 9},
                             {"depot_id", 5},
                             {"jenkins_file_path", "Jenkinsfile"},
                             {"trigger_method", "REF_CHANGE"},
                             {"build",
                              {{"id", 8000},
                               {"number", "88"},
                               {"cci_id", "cci-1"},
                               {"cause", "push"},
                               {"commit_id", sha_new},
                               {"branch", "refs/heads/feature/echo"},
                               {"job_id", 3},
                               {"failed_message", ""},
                               {"duration", 0},
                               {"status", "QUEUED"}}}}},
                           {"repository", repository_body()}});
}

inline Json artifact_body(const std::string& event) {
  return hook_body(event, {{"artifact",
                            {{"projectId", 9},
                             {"artifactRepoId", 1},
                             {"artifactPkgId", 2},
                             {"artifactVersionId", 3},
                             {"userId", 7},
                             {"size", 1024},
                             {"artifactRepoName", "images"},
                             {"artifactPkgName", "live"},
                             {"artifactVersionName", "main-abc123"},
                             {"action", "create"},
                             {"artifactType", "docker"},
                             {"projectName", "classroom"},
                             {"userName", "李雷"}}}});
}

inline core::RawDelivery delivery_of(const Json& body) {
  return {.headers = {{"Content-Type", "application/json"},
                      {"x-coding-service-hook-event", net::text_in(body, "event")},
                      {"X-Coding-Delivery", "d-1"}},
          .body = net::dump(body)};
}

inline std::string signature_over(const std::string& token, const std::string& body) {
  return "sha1=" + crypto::to_hex(crypto::hmac_sha1(token, body));
}

}  // namespace chatops::coding::testing
