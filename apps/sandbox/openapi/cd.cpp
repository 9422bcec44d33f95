// Continuous deployment's actions: closed to project tokens; JSON inside JSON strings; no list of
// executions.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "net/json.hpp"
#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

const CdApplication& application_of(const Model& model, const std::string& name) {
  const auto* application = find_by(model.applications, &CdApplication::name, name);
  if (application == nullptr) not_found("application " + name);
  return *application;
}

template <class M>
auto& asked_pipeline(M& model, const std::string& application, const std::string& name_or_id) {
  application_of(model, application);
  for (auto& pipeline : model.pipelines)
    if (pipeline.application == application &&
        (pipeline.name == name_or_id || pipeline.id == name_or_id))
      return pipeline;
  not_found("pipeline " + name_or_id);
}

Json application_names(const std::vector<const CdApplication*>& applications) {
  Json list = Json::array();
  for (const auto* application : applications) list.push_back({{"Name", application->name}});
  return {{"Data", {{"Applications", std::move(list)}}}};
}

Json applications(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    std::vector<const CdApplication*> all;
    for (const auto& application : model.applications) all.push_back(&application);
    return application_names(all);
  });
}

Json applications_by_project(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto id = project_of(model, ask).id;
    std::vector<const CdApplication*> all;
    for (const auto& application : model.applications)
      if (std::ranges::find(application.project_ids, id) != application.project_ids.end())
        all.push_back(&application);
    return application_names(all);
  });
}

Json application(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& found = application_of(model, ask.text("Application"));
    const Json content = {{"cloudProviders", "kubernetes"},
                          {"description", found.description},
                          {"instancePort", 80},
                          {"lastModifyNickName", ""},
                          {"name", found.name},
                          {"trafficGuards", Json::array()},
                          {"user", ""}};
    return Json{{"Data", {{"ApplicationJsonContent", content.dump()}}}};
  });
}

Json bind(const Asked& ask) {
  ask.world.write([&](Model& model) {
    const auto id = project_of(model, ask).id;
    application_of(model, ask.text("Application"));
    auto& ids =
        find_by(model.applications, &CdApplication::name, ask.text("Application"))->project_ids;
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  });
  return Json::object();
}

Json config_json(const CdPipeline& pipeline) {
  return {{"Id", pipeline.id}, {"Name", pipeline.name}, {"JsonContent", pipeline.config.dump()}};
}

Json pipeline_configs(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    application_of(model, ask.text("Application"));
    Json list = Json::array();
    for (const auto& pipeline : model.pipelines)
      if (pipeline.application == ask.text("Application")) list.push_back(config_json(pipeline));
    return Json{{"Data", {{"PipelineConfigs", list_or_null(ask, std::move(list))}}}};
  });
}

Json pipeline_config(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{{"Data",
                 {{"PipelineConfig", config_json(asked_pipeline(model, ask.text("Application"),
                                                                ask.text("PipelineName")))}}}};
  });
}

Json parsed(const Asked& ask, const char* name) {
  auto json = net::parse_json(ask.text(name));
  if (!json || !json->is_object())
    throw Refusal{"InvalidParameterValue", fmt::format("{} is no JSON object.", name)};
  return std::move(*json);
}

std::string text_or_nothing(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void check_config(const Json& config) {
  if (text_or_nothing(config, "application").empty() || text_or_nothing(config, "name").empty())
    throw Refusal{"InvalidParameterValue", "A pipeline needs application and name."};
  const auto stages = config.value("stages", Json::array());
  if (!stages.is_array()) throw Refusal{"InvalidParameterValue", "stages is a list."};
  for (const auto& stage : stages)
    if (text_or_nothing(stage, "refId").empty() || !stage.contains("requisiteStageRefIds") ||
        text_or_nothing(stage, "type").empty())
      throw Refusal{"InvalidParameterValue", "A stage needs refId, requisiteStageRefIds and type."};
}

Json task_answer(const Asked& ask) {
  const auto id = ask.world.ulid();
  return {{"Data", {{"TaskExecutionRef", "/tasks/" + id}, {"TaskExecutionId", id}}}};
}

Json create_pipeline(const Asked& ask) {
  auto config = parsed(ask, "PipelineJsonContent");
  check_config(config);
  ask.world.write([&](Model& model) {
    const auto application_name = text_or_nothing(config, "application"),
               name = text_or_nothing(config, "name");
    application_of(model, application_name);
    for (const auto& pipeline : model.pipelines)
      if (pipeline.application == application_name && pipeline.name == name)
        throw Refusal{"FailedOperation", fmt::format("A pipeline {} exists.", name)};
    const auto id = ask.world.uuid();
    config["id"] = id;
    model.pipelines.push_back({id, application_name, name, config});
  });
  return task_answer(ask);
}

Json modify_pipeline(const Asked& ask) {
  auto config = parsed(ask, "PipelineJsonContent");
  check_config(config);
  ask.world.write([&](Model& model) {
    auto* pipeline = find_by(model.pipelines, &CdPipeline::id, ask.text("PipelineConfigId"));
    if (pipeline == nullptr) not_found("pipeline");
    config["id"] = pipeline->id;
    pipeline->name = text_or_nothing(config, "name");
    pipeline->config = config;
  });
  return task_answer(ask);
}

Json delete_pipeline(const Asked& ask) {
  ask.world.write([&](Model& model) {
    const auto id = asked_pipeline(model, ask.text("Application"), ask.text("PipelineName")).id;
    std::erase_if(model.pipelines, [&](const CdPipeline& pipeline) { return pipeline.id == id; });
  });
  return Json::object();
}

Json trigger_pipeline(const Asked& ask) {
  auto content = parsed(ask, "TriggerJsonContent");
  const auto user = ask.world.read([&](const Model& model) {
    asked_pipeline(model, ask.text("Application"), ask.text("PipelineNameOrId"));
    const auto* found = model.user(ask.who.token.user_id);
    return found == nullptr ? std::string() : found->global_key;
  });
  const auto id = ask.cd.trigger(ask.text("Application"), ask.text("PipelineNameOrId"),
                                 std::move(content), user);
  return {{"Data", {{"PipelineExecutionRef", "/pipelines/" + id}, {"PipelineExecutionId", id}}}};
}

/// The documentation's own sample shows another id inside the execution than the one asked for; so
/// do we.
std::string other_id(std::string id) {
  std::ranges::reverse(
      id.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(id.size(), 10)), id.end());
  return id;
}

Json describe_execution(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto* execution = model.execution(ask.text("PipelineExecutionId"));
    if (execution == nullptr) not_found("execution");
    auto content = execution->content;
    if (ask.settings.quirks) content["id"] = other_id(execution->id);
    return Json{{"Data",
                 {{"PipelineExecutionStatus", execution->status},
                  {"PipelineExecutionJsonContent", net::dump(content)},
                  {"PipelineConfigId", execution->pipeline_id},
                  {"PipelineName", execution->pipeline_name},
                  {"Application", execution->application}}}};
  });
}

Json cancel(const Asked& ask) {
  const auto user = ask.world.read([&](const Model& model) {
    if (model.execution(ask.text("PipelineExecutionId")) == nullptr) not_found("execution");
    const auto* found = model.user(ask.who.token.user_id);
    return found == nullptr ? std::string() : found->global_key;
  });
  ask.cd.cancel(ask.text("PipelineExecutionId"), ask.text("Reason"), user);
  return Json::object();
}

Json cloud_accounts(const Asked& ask) {
  const auto page = page_of(ask);
  Json list = Json::array({{{"Id", 1},
                            {"Name", "classroom-cluster"},
                            {"CloudProvider", "KUBERNETES"},
                            {"Status", "NORMAL"},
                            {"ErrorMessage", ""},
                            {"Credential", ""}}});
  return {{"Data",
           {{"CloudAccounts", std::move(list)},
            {"PageNumber", page.number},
            {"PageSize", quoted(ask, page.size)},
            {"TotalPage", quoted(ask, Id{1})},
            {"TotalRow", quoted(ask, Id{1})}}}};
}

}  // namespace

Actions cd_actions() {
  constexpr auto application_ro = "cd:application:ro", pipeline_ro = "cd:pipeline:ro",
                 pipeline_rw = "cd:pipeline:rw";
  return {
      {"DescribeCdApplications", "", application_ro, "", applications},
      {"DescribeCdApplicationsByProject", "ProjectName* str", application_ro, "",
       applications_by_project},
      {"DescribeCdApplication", "Application* str", application_ro, "", application},
      {"BindCdApplicationToProject", "Application* str, ProjectName* str", "cd:application:rw", "",
       bind},
      {"DescribeCdPipelineConfigs", "Application* str", pipeline_ro, "", pipeline_configs},
      {"DescribeCdPipelineConfig", "Application* str, PipelineName* str", pipeline_ro, "",
       pipeline_config},
      {"CreateCdPipeline", "PipelineJsonContent* str", pipeline_rw, "", create_pipeline},
      {"ModifyCdPipeline", "PipelineConfigId* str, PipelineJsonContent* str", pipeline_rw, "",
       modify_pipeline},
      {"DeleteCdPipeline", "Application* str, PipelineName* str", pipeline_rw, "", delete_pipeline},
      {"TriggerCdPipeline", "Application* str, PipelineNameOrId* str, TriggerJsonContent* str",
       pipeline_rw, "", trigger_pipeline},
      {"DescribeCdPipeline", "PipelineExecutionId* str", pipeline_ro, "", describe_execution},
      {"CancelCdPipeline", "PipelineExecutionId* str, Reason str", pipeline_rw, "", cancel},
      {"DescribeCdCloudAccounts", "PageNumber int, PageSize int, Keyword str",
       "cd:cloud-account:ro", "", cloud_accounts},
  };
}

}  // namespace chatops::sandbox::openapi
