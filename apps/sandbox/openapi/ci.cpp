// CI jobs, builds, their stages and logs, and the trigger. Personal tokens have no CI scope at all.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

/// What CODING says of an unknown job or build; nothing tells the two apart.
[[noreturn]] void unknown_ci() { throw Refusal{"InvalidParameterValue", "资源未找到"}; }

const Job& job_of(const Model& model, const Asked& ask, Id id) {
  const auto* job = find_by(model.jobs, &Job::id, id);
  if (job == nullptr || job->project_id != ask.who.token.project_id) unknown_ci();
  return *job;
}

const Build& asked_build(const Model& model, const Asked& ask) {
  const auto* build = find_by(model.builds, &Build::id, ask.integer("BuildId"));
  if (build == nullptr) unknown_ci();
  job_of(model, ask, build->job_id);
  return *build;
}

Json job_json(const Asked& ask, const Model& model, const Job& job) {
  const auto* depot = find_by(model.depots, &Depot::id, job.depot_id);
  const auto* project = model.project(job.project_id);
  const auto depot_name = depot == nullptr ? std::string() : depot->name;
  const auto project_name = project == nullptr ? std::string() : project->name;
  const auto git = fmt::format("{}/git/{}/{}/{}.git", ask.settings.url, model.team.host,
                               project_name, depot_name);
  return {{"Id", job.id},
          {"Name", job.name},
          {"ProjectId", job.project_id},
          {"ProjectName", project_name},
          {"DepotId", job.depot_id},
          {"DepotName", depot_name},
          {"DepotType", "CODING"},
          {"DepotHttpsUrl", git},
          {"ExecuteIn", "CVM"},
          {"HookType", "DEFAULT"},
          {"BranchSelector", ""},
          {"BranchRegex", ""},
          {"TriggerMethodList", {"REF_CHANGE"}},
          {"JenkinsFileFromType", "SCM"},
          {"JenkinsFilePath", "Jenkinsfile"},
          {"JenkinsFileStaticContent", ""},
          {"EnvList", nullptr},
          {"ScheduleList", nullptr},
          {"CreatedAt", job.created_at},
          {"UpdatedAt", job.created_at}};
}

Json parameter_list(const Build& build) {
  Json list = Json::array();
  for (const auto& parameter : build.parameters)
    list.push_back({{"Name", parameter.name},
                    {"Value", parameter.sensitive ? "" : parameter.value},
                    {"Sensitive", parameter.sensitive}});
  return list;
}

Json build_json(const Asked& ask, const Build& build) {
  const auto not_yet = [&](Moment when) {
    return when != 0 ? when : ask.settings.quirks ? unset_date : 0;
  };
  return {{"Id", build.id},
          {"JobId", build.job_id},
          {"CodingCIId", build.cci_id},
          {"Number", build.number},
          {"CommitId", build.commit},
          {"Branch", build.branch},
          {"Cause", build.cause},
          {"Status", build.status},
          {"StatusNode", ""},
          {"FailedMessage", build.failed_message},
          {"JenkinsFileContent", ""},
          {"Duration", build.duration},
          {"CreatedAt", build.created_at},
          {"NodeObtainedAt", not_yet(build.node_obtained_at)},
          {"StartedAt", not_yet(build.started_at)},
          {"EnvList", list_or_null(ask, parameter_list(build))},
          {"TestResult",
           {{"TotalCount", 0},
            {"PassCount", 0},
            {"FailCount", 0},
            {"SkipCount", 0},
            {"Duration", 0},
            {"Empty", true}}}};
}

Json jobs(const Asked& ask) {
  std::vector<std::string> names;
  if (ask.has("Filter"))
    for (const auto& filter : ask.json("Filter")) {
      if (filter.value("Name", Json()) != "Name" || !filter.contains("Value") ||
          !filter["Value"].is_array())
        throw Refusal{"InvalidParameterValue", "Only Name can be filtered, by a list of values."};
      for (const auto& value : filter["Value"])
        names.push_back(value.is_string() ? value.get<std::string>() : "");
    }
  return ask.world.read([&](const Model& model) {
    const auto& project = project_of(model, ask);
    Json list = Json::array();
    for (const auto& job : model.jobs)
      if (job.project_id == project.id &&
          (names.empty() || std::ranges::find(names, job.name) != names.end()))
        list.push_back(job_json(ask, model, job));
    return Json{{"JobList", list_or_null(ask, std::move(list))}};
  });
}

Json job(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{{"Job", job_json(ask, model, job_of(model, ask, ask.integer("JobId")))}};
  });
}

Json trigger_build(const Asked& ask) {
  BuildOrder order{.job_id = ask.integer("JobId"),
                   .revision = ask.text("Revision"),
                   .user_id = ask.who.token.user_id};
  if (ask.has("ParamList"))
    for (const auto& row : ask.json("ParamList")) {
      const auto field = [&](const char* name, auto right) -> const Json& {
        const auto found = row.find(name);
        if (found == row.end())
          throw Refusal{"MissingParameter", fmt::format("ParamList needs {}.", name)};
        if (!right(*found))
          throw Refusal{"InvalidParameter", fmt::format("ParamList.{} has the wrong type.", name)};
        return *found;
      };
      const auto text = [](const Json& v) { return v.is_string(); };
      order.parameters.push_back(
          {field("Name", text), field("Value", text),
           field("Sensitive", [](const Json& v) { return v.is_boolean(); })});
    }
  ask.world.read([&](const Model& model) { job_of(model, ask, order.job_id); });
  const auto id = ask.builds.start(order);
  return ask.world.read([&](const Model& model) {
    const auto* build = find_by(model.builds, &Build::id, id);
    if (build == nullptr) unknown_ci();
    return Json{{"Data", {{"Build", build_json(ask, *build)}}}};
  });
}

Json builds(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto& of = job_of(model, ask, ask.integer("JobId"));
    std::vector<const Build*> all;
    for (const auto& build : model.builds)
      if (build.job_id == of.id) all.push_back(&build);
    std::ranges::sort(all, std::greater{}, &Build::number);
    Json list = Json::array();
    for (const auto* build : cut(all, page)) list.push_back(build_json(ask, *build));
    return Json{
        {"Data", page_a(page, all.size(), "BuildList", list_or_null(ask, std::move(list)))}};
  });
}

Json build(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{{"Build", build_json(ask, asked_build(model, ask))}};
  });
}

Json stop(const Asked& ask) {
  const auto status =
      ask.world.read([&](const Model& model) { return asked_build(model, ask).status; });
  if (status != "QUEUED" && status != "INITIALIZING" && status != "RUNNING")
    throw Refusal{"FailedOperation", "The build has ended."};
  ask.builds.stop(ask.integer("BuildId"));
  return Json::object();
}

Json stages(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    Json nodes = Json::array();
    for (const auto& stage : asked_build(model, ask).stages)
      nodes.push_back({{"id", std::to_string(nodes.size() + 6)},
                       {"name", stage.name},
                       {"status", stage.status},
                       {"startTimeMillis", stage.started_at},
                       {"durationMillis", stage.duration}});
    return Json{{"Data", {{"StageJsonString", nodes.dump()}}}};
  });
}

Json build_log(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& of = asked_build(model, ask);
    const auto size = static_cast<Id>(of.log.size());
    const auto start = ask.integer("Start");
    if (start < 0) throw Refusal{"InvalidParameterValue", "Start begins at 0."};
    const bool more =
        of.status == "QUEUED" || of.status == "INITIALIZING" || of.status == "RUNNING";
    const auto piece = of.log.substr(static_cast<std::size_t>(std::min(start, size)));
    return Json{{"Data",
                 {{"Log", piece},
                  {"TextDelivered", piece.size()},
                  {"TextSize", size},
                  {"MoreData", more}}}};
  });
}

Json environment(const Asked& ask) {
  const auto type = ask.text("Type");
  if (type != "SYSTEM" && type != "PARAM" && type != "ENV")
    throw Refusal{"InvalidParameterValue", "Type is SYSTEM, PARAM or ENV."};
  return ask.world.read([&](const Model& model) {
    const auto& of = asked_build(model, ask);
    auto list = type == "PARAM" ? parameter_list(of) : Json::array();
    if (type == "SYSTEM")
      for (const auto& [name, value] : {std::pair{"GIT_COMMIT", of.commit},
                                        {"GIT_BRANCH", of.branch},
                                        {"CI_BUILD_NUMBER", std::to_string(of.number)}})
        list.push_back({{"Name", name}, {"Value", value}, {"Sensitive", false}});
    return Json{{"EnvList", list_or_null(ask, std::move(list))}};
  });
}

}  // namespace

Actions ci_actions() {
  constexpr auto personal = "", project = "open_ci_manager";
  return {
      {"DescribeCodingCIJobs", "ProjectId* int, Filter obj[]", personal, project, jobs},
      {"DescribeCodingCIJob", "JobId* int", personal, project, job},
      {"TriggerCodingCIBuild", "JobId* int, Revision str, ParamList obj[], Reentrant str", personal,
       project, trigger_build},
      {"DescribeCodingCIBuilds", "JobId* int, PageNumber* int, PageSize* int", personal, project,
       builds},
      {"DescribeCodingCIBuild", "BuildId* int", personal, project, build},
      {"StopCodingCIBuild", "BuildId* int", personal, project, stop},
      {"DescribeCodingCIBuildStage", "BuildId* int", personal, project, stages},
      {"DescribeCodingCIBuildLog", "BuildId* int, Start* int", personal, project, build_log},
      {"DescribeCodingCIBuildEnvs", "BuildId* int, Type* str", personal, project, environment},
  };
}

}  // namespace chatops::sandbox::openapi
