// Notices of an iteration: members are data that render's views of the same kind read.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/iteration/announce.hpp"

#include <algorithm>

#include "core/codec.hpp"
#include "core/error_json.hpp"
#include "core/fields.hpp"

namespace chatops::workflow {

using nlohmann::json;

namespace {

json about(const core::IterationRecord& row) {
  const core::Iteration& last = row.last;
  return {{"iteration",
           {{"code", row.key.code},
            {"name", last.name},
            {"url", last.url},
            {"starts_on", last.starts_on},
            {"ends_on", last.ends_on},
            {"goal", last.goal}}}};
}

}  // namespace

bool has_group(const core::IterationRecord& row) { return !row.group.empty() && !row.group_lost; }

bool mutes(const core::IterationRecord& row, const core::Notice& notice) {
  return std::ranges::find(row.muted, notice.kind) != row.muted.end();
}

void tell(core::Tx& tx, const core::IterationRecord& row, core::Notice notice,
          const std::string& card) {
  if (!has_group(row) || mutes(row, notice)) return;
  tx.outbox().put(
      {.group = row.group, .card = card, .notice = std::move(notice), .language = row.language});
}

Readers readers_of(const core::IterationRecord& row, const IterationPolicy& policy,
                   const std::string& card) {
  if (has_group(row)) return {row.group, card};
  return {policy.project_group, card + '/' + row.key.code};
}

void tell_of_end(core::Tx& tx, const core::IterationRecord& row, const IterationPolicy& policy,
                 core::Notice notice, const std::string& card) {
  Readers readers = readers_of(row, policy, card);
  if (readers.group.empty() || (readers.group == row.group && mutes(row, notice))) return;
  tx.outbox().put({.group = std::move(readers.group),
                   .card = std::move(readers.card),
                   .notice = std::move(notice),
                   .language = row.language});
}

void tell_once(core::Tx& tx, const core::IterationRecord& row, core::Notice notice,
               const std::string& key) {
  if (row.group.empty() || row.group_lost || mutes(row, notice)) return;
  tx.outbox().put(
      {.group = row.group, .notice = std::move(notice), .language = row.language, .key = key});
}

void tell_project(core::Tx& tx, const IterationPolicy& policy, core::Notice notice,
                  const std::string& key) {
  if (policy.project_group.empty()) return;
  tx.outbox().put({.group = policy.project_group, .notice = std::move(notice), .key = key});
}

core::Notice welcome_notice(const core::IterationRecord& row, const IterationDependencies& deps) {
  json body = about(row);
  if (row.last.owner) body["owner"] = row.last.owner->name;
  json repositories = json::array(), pipelines = json::array(), applications = json::array();
  for (const auto& of : deps.applications) {
    const core::Application& application = of->application;
    applications.push_back(application.name);
    for (const core::Repository& repository : application.repositories)
      repositories.push_back({{"name", repository.name}, {"url", repository.url}});
    pipelines.push_back({{"name", application.deploy.title}});
  }
  body["applications"] = std::move(applications);
  body["repositories"] = std::move(repositories);
  body["pipelines"] = std::move(pipelines);
  return {.kind = "welcome", .body = std::move(body)};
}

core::Notice unmatched_notice(std::span<const core::Person> people) {
  json names = json::array();
  for (const core::Person& person : people)
    names.push_back(person.name.empty() ? person.email : person.name);
  return {.kind = "members", .body = {{"unmatched", std::move(names)}}};
}

core::Notice ending_notice(const core::IterationRecord& row, const IterationPolicy& policy,
                           const std::vector<std::string>& environments) {
  json body = about(row);
  if (row.announcement) body["until"] = to_rfc3339(row.announcement->until);
  body["environments"] = environments;
  body["group_stays"] = policy.keep_group;
  return {.kind = "ending", .body = std::move(body)};
}

core::Notice kept_notice(const core::IterationRecord& row, const core::Actor& person) {
  json body = about(row);
  body["by"] = person.name;
  return {.kind = "kept", .body = std::move(body)};
}

core::Notice retired_notice(const core::IterationRecord& row, const IterationPolicy& policy,
                            const std::vector<std::string>& environments,
                            const std::vector<Error>& left) {
  json body = about(row);
  body["environments"] = environments;
  body["group_stays"] = policy.keep_group;
  if (!left.empty()) body["problems"] = json::array();
  for (const Error& one : left) body["problems"].push_back(core::to_document(one));
  return {.kind = "retired", .body = std::move(body)};
}

core::Notice stuck_notice(const core::IterationRecord& row, const Error& why) {
  json body = about(row);
  body["problems"] = json::array({core::to_document(why)});
  return {.kind = "stuck", .body = std::move(body)};
}

core::Notice plain_notice(const char* kind, const core::IterationRecord& row) {
  return {.kind = kind, .body = about(row)};
}

}  // namespace chatops::workflow
