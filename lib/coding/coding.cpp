// What is looked up once: project ids, members, CI jobs.
// SPDX-License-Identifier: Apache-2.0
#include "coding/coding.hpp"

#include <set>

#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

std::vector<Known<std::int64_t>> Coding::project_ids(const Call& call,
                                                     std::span<const std::string> names) {
  std::set<std::string> missing;
  for (const auto& name : names) {
    if (!project_ids_.contains(name)) missing.insert(name);
  }
  std::vector<Ask> asks;
  for (const auto& name : missing)
    asks.push_back({"DescribeProjectByName", {{"ProjectName", name}}});
  const auto answers = client.ask_all(call, asks);
  std::map<std::string, Error> failed;
  auto name = missing.begin();
  for (const auto& answer : answers) {
    const auto id = answer ? number(net::member(*answer, "Project"), "Id") : std::nullopt;
    if (id && *id > 0) {
      project_ids_.emplace(*name, *id);
    } else {
      failed.emplace(*name,
                     answer ? client.odd("DescribeProjectByName", "Project.Id") : answer.error());
    }
    ++name;
  }
  std::vector<Known<std::int64_t>> results;
  for (const auto& wanted : names) {
    const auto found = project_ids_.find(wanted);
    if (found != project_ids_.end()) {
      results.emplace_back(found->second);
    } else {
      results.emplace_back(unknown(failed.at(wanted)));
    }
  }
  return results;
}

Known<std::int64_t> Coding::project_id(const Call& call, const std::string& name) {
  return std::move(project_ids(call, std::span(&name, 1)).front());
}

Known<std::map<std::int64_t, core::Person>> Coding::members(const Call& call) {
  if (members_) return *members_;
  const auto project = client.project();
  if (!project) return unknown(project.error());
  const auto id = project_id(call, *project);
  if (!id) return unknown(id.error());
  auto list = list_one(client, call,
                       {.action = "DescribeProjectMembers",
                        .parameters = {{"ProjectId", *id}},
                        .container = "Data",
                        .items = "ProjectMembers"});
  if (!list) return unknown(std::move(list).error());
  std::map<std::int64_t, core::Person> people;
  for (const auto& item : *list) {
    const auto user = number(item, "Id");
    if (!user || *user <= 0) continue;
    people[*user] = {std::to_string(*user), text(item, "Name"), text(item, "Email")};
  }
  members_ = std::move(people);
  return *members_;
}

Known<std::vector<CiJob>> Coding::ci_jobs(const Call& call) {
  if (ci_jobs_) return *ci_jobs_;
  const auto project = client.project();
  if (!project) return unknown(project.error());
  const auto id = project_id(call, *project);
  if (!id) return unknown(id.error());
  const auto answer = client.ask(call, {"DescribeCodingCIJobs", {{"ProjectId", *id}}});
  if (!answer) return unknown(answer.error());
  const net::Json* list = &net::member(*answer, "JobList");
  if (list->is_null()) list = &net::member(net::member(*answer, "Data"), "JobList");
  if (!list->is_array() && !answer->contains("JobList")) {
    return unknown(client.odd("DescribeCodingCIJobs", "JobList"));
  }
  std::vector<CiJob> jobs;
  for (const auto& item : *list) {
    const auto job = number(item, "Id");
    if (job && *job > 0) jobs.push_back({*job, text(item, "Name"), text(item, "DepotName")});
  }
  ci_jobs_ = std::move(jobs);
  return *ci_jobs_;
}

}  // namespace chatops::coding
