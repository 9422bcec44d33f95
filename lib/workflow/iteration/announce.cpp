// Notices of an iteration: members are data that render's views of the same kind read.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/iteration/announce.hpp"

#include "core/codec.hpp"
#include "core/fields.hpp"

namespace chatops::workflow {

using nlohmann::json;

namespace {

json about(const core::IterationRecord& row) {
  return {{"iteration", row.last}, {"code", row.key.code}, {"project", row.key.project}};
}

}  // namespace

void tell(core::Tx& tx, const core::IterationRecord& row, core::Notice notice,
          const std::string& card) {
  if (row.group.empty() || row.group_lost) return;
  tx.outbox().put(
      {.group = row.group, .card = card, .notice = std::move(notice), .language = row.language});
}

void tell_project(core::Tx& tx, const IterationPolicy& policy, core::Notice notice,
                  const std::string& key) {
  if (policy.project_group.empty()) return;
  tx.outbox().put({.group = policy.project_group, .notice = std::move(notice), .key = key});
}

core::Notice welcome_notice(const core::IterationRecord& row, const IterationDependencies& deps) {
  json body = about(row);
  body["applications"] = json::array();
  for (const auto& of : deps.applications) {
    const core::Application& application = of->application;
    json repositories = json::array();
    for (const core::Repository& repository : application.repositories)
      repositories.push_back({{"name", repository.name}, {"url", repository.url}});
    body["applications"].push_back({{"name", application.name},
                                    {"title", application.title},
                                    {"deploys_by", application.deploy.title},
                                    {"repositories", std::move(repositories)}});
  }
  return {.kind = "welcome", .body = std::move(body)};
}

core::Notice unmatched_notice(std::span<const core::Person> people) {
  json list = json::array();
  for (const core::Person& person : people) list.push_back(person);
  return {.kind = "unmatched", .body = {{"people", std::move(list)}}};
}

core::Notice missing_notice(const core::IterationRecord& row) {
  return {.kind = "missing", .body = about(row)};
}

core::Notice group_lost_notice(const core::IterationRecord& row) {
  json body = about(row);
  body["group"] = row.group_name;
  return {.kind = "group_lost", .body = std::move(body)};
}

core::Notice ending_notice(const core::IterationRecord& row) {
  json body = about(row);
  body["until"] = core::instant_json(row.announcement ? std::optional(row.announcement->until)
                                                      : std::optional<Instant>());
  return {.kind = "ending", .body = std::move(body)};
}

core::Notice kept_notice(const core::IterationRecord& row, const core::Actor& person) {
  json body = about(row);
  body["by"] = person;
  return {.kind = "kept", .body = std::move(body)};
}

core::Notice reopened_notice(const core::IterationRecord& row) {
  return {.kind = "reopened", .body = about(row)};
}

core::Notice retired_notice(const core::IterationRecord& row) {
  return {.kind = "retired", .body = about(row)};
}

core::Notice no_teardown_notice(const core::IterationRecord& row, const Error& why) {
  json body = about(row);
  body["why"] = json{{"reason", code_of(why.reason)}};
  for (const auto& [name, value] : why.args.pairs()) body["why"][name] = value;
  return {.kind = "no_teardown", .body = std::move(body)};
}

}  // namespace chatops::workflow
