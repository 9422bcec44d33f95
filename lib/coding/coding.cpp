// What is looked up and remembered: project ids and CI jobs.
// SPDX-License-Identifier: Apache-2.0
#include "coding/coding.hpp"

#include "coding/decode.hpp"

namespace chatops::coding {

Coding::Coding(System system, net::Http& http, Settings settings)
    : client(system, http, std::move(settings)),
      clock_(system.clock),
      project_ids_(system.clock, remembered),
      members_(system.clock, remembered),
      members_unread_(system.clock, failure_remembered),
      ci_jobs_(system.clock, remembered) {}

std::vector<Known<std::int64_t>> Coding::project_ids(const Call& call,
                                                     std::span<const std::string> names) {
  const Settings& settings = client.settings();
  std::map<std::string, Known<std::int64_t>> ids;
  std::vector<Ask> asks;
  std::vector<std::string> asked;
  for (const auto& name : names) {
    if (ids.contains(name)) continue;
    auto id = project_ids_.get(name);
    if (settings.project_id > 0 && name == settings.project) id = settings.project_id;
    ids.emplace(name, id.value_or(0));
    if (id) continue;
    asks.push_back({"DescribeProjectByName", {{"ProjectName", name}}});
    asked.push_back(name);
  }
  const auto answers = client.ask_all(call, asks);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto& answer = answers[i];
    const auto id = answer ? number(net::member(*answer, "Project"), "Id") : std::nullopt;
    if (id && *id > 0) {
      project_ids_.put(asked[i], *id);
      ids.at(asked[i]) = *id;
    } else {
      ids.at(asked[i]) =
          unknown(answer ? client.odd("DescribeProjectByName", "Project.Id") : answer.error());
    }
  }
  std::vector<Known<std::int64_t>> results;
  results.reserve(names.size());
  for (const auto& wanted : names) results.push_back(ids.at(wanted));
  return results;
}

Known<std::int64_t> Coding::project_id(const Call& call, const std::string& name) {
  return std::move(project_ids(call, std::span(&name, 1)).front());
}

Known<std::vector<CiJob>> Coding::ci_jobs(const Call& call) {
  const auto project = client.project();
  if (!project) return unknown(project.error());
  const auto id = project_id(call, *project);
  if (!id) return unknown(id.error());
  if (auto known = ci_jobs_.get(*id)) return std::move(*known);
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
  ci_jobs_.put(*id, jobs);
  return jobs;
}

}  // namespace chatops::coding
