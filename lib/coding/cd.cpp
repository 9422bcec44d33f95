// CODING's continuous deployment as a deploy engine. It has no list of executions: an id that is
// lost is lost, so what starts one says exactly how sure it is.
// SPDX-License-Identifier: Apache-2.0
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/may_start.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

class CodingCd final : public core::DeployEngine {
 public:
  explicit CodingCd(Coding& coding) : coding_(coding), expected_(coding.clock(), remembered) {}

  Known<core::PipelineFacts> describe(const Call& call, const core::Pipeline& pipeline) override {
    const Ask asks[] = {configs_of(pipeline), trial_of_starting()};
    const auto answers = client().ask_all(call, asks);
    auto facts = facts_among(answers[0], pipeline);
    if (facts) facts->barred = barred_from_starting(answers[1]);
    return facts;
  }

  core::StartResult start(const Call& call, const core::StartOrder& order) override {
    const auto expected = expected_artifacts(call, order.pipeline);
    if (!expected) return core::Refused{expected.error()};
    const Json trigger = trigger_of(order, *expected);
    const auto answer = client().ask(call, {"TriggerCdPipeline",
                                            {{"Application", order.pipeline.application},
                                             {"PipelineNameOrId", order.pipeline.name},
                                             {"TriggerJsonContent", net::dump(trigger)}}});
    if (!answer) {
      if (certainly_refused(answer.error())) return core::Refused{answer.error()};
      return core::Lost{answer.error()};
    }
    const std::string execution = started_id(net::member(*answer, "Data"));
    if (execution.empty()) {
      return core::Lost{client().odd("TriggerCdPipeline", "PipelineExecutionId")};
    }
    return core::Started{execution, execution_link(order.pipeline.application, execution)};
  }

  std::vector<Known<core::Execution>> observe_all(
      const Call& call, std::span<const std::string> executions) override {
    std::vector<Ask> asks;
    asks.reserve(executions.size());
    for (const std::string& execution : executions)
      asks.push_back({"DescribeCdPipeline", {{"PipelineExecutionId", execution}}});
    const auto answers = client().ask_all(call, asks);
    std::vector<Known<core::Execution>> out;
    out.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) out.push_back(told(answers[i], executions[i]));
    return out;
  }

  Known<bool> cancel(const Call& call, const std::string& execution,
                     const std::string& reason) override {
    Json parameters = {{"PipelineExecutionId", execution}};
    if (!reason.empty()) parameters["Reason"] = reason;
    const auto answer = client().ask(call, {"CancelCdPipeline", std::move(parameters)});
    if (!answer) return unknown(answer.error());
    return true;
  }

 private:
  Client& client() { return coding_.client; }

  Known<core::Execution> told(const Known<Json>& answer, const std::string& execution) {
    if (!answer) return unknown(answer.error());
    const Json& data = net::member(*answer, "Data");
    const std::string status = text(data, "PipelineExecutionStatus");
    const auto json = embedded(data, "PipelineExecutionJsonContent");
    auto out = json ? execution_of(*json, status) : ended_execution(status);
    if (!out) {
      const std::string member = json ? "status" : "PipelineExecutionJsonContent";
      return unknown(client().odd("DescribeCdPipeline", json && !status.empty() ? status : member));
    }
    std::string application = text(data, "Application");
    if (application.empty() && json) application = text(*json, "application");
    out->link = execution_link(application, execution);
    for (auto& stage : out->stages) {
      if (stage.status == core::StageStatus::approval && stage.link.empty()) stage.link = out->link;
    }
    return std::move(*out);
  }

  static Ask configs_of(const core::Pipeline& pipeline) {
    return {"DescribeCdPipelineConfigs", {{"Application", pipeline.application}}};
  }

  Known<core::PipelineFacts> facts_among(const Known<Json>& answer,
                                         const core::Pipeline& pipeline) {
    if (!answer) {
      if (answer.error().reason != Reason::outside_not_found) return unknown(answer.error());
      return unknown(not_found(pipeline, std::string(answer.error().args.get("why"))));
    }
    const Json& data = net::member(*answer, "Data");
    const Json& configs = net::member(data, "PipelineConfigs");
    const bool none = configs.is_null() && data.contains("PipelineConfigs");
    if (!configs.is_array() && !none) {
      return unknown(client().odd("DescribeCdPipelineConfigs", "PipelineConfigs"));
    }
    std::string names;
    for (const auto& config : configs) {
      const std::string name = text(config, "Name");
      const std::string id = text(config, "Id");
      if (name.empty() && id.empty()) {
        return unknown(client().odd("DescribeCdPipelineConfigs", "Name"));
      }
      names += (names.empty() ? "" : ", ") + name;
      if (name != pipeline.name && id != pipeline.name) continue;
      return facts_of(config, pipeline);
    }
    return unknown(not_found(pipeline, names));
  }

  Error not_found(const core::Pipeline& pipeline, std::string why) {
    return Error(Reason::pipeline_not_found, {{"what", pipeline.application + "/" + pipeline.name},
                                              {"where", client().settings().url},
                                              {"why", std::move(why)}});
  }

  Known<core::PipelineFacts> facts_of(const Json& config, const core::Pipeline& pipeline) {
    const auto definition = embedded(config, "JsonContent");
    if (!definition) return unknown(client().odd("DescribeCdPipelineConfigs", "JsonContent"));
    core::PipelineFacts facts = pipeline_facts(*definition);
    if (const auto id = text(config, "Id"); !id.empty()) facts.id = id;
    if (const auto name = text(config, "Name"); !name.empty()) facts.name = name;
    facts.link =
        client().link("pipeline", {{"application", pipeline.application},
                                   {"pipeline", facts.id.empty() ? facts.name : facts.id}});
    expected_.put(pipeline.application + "/" + pipeline.name, facts.artifacts);
    return facts;
  }

  /// The types to copy into the trigger: as just described, or read now. Nothing was started where
  /// this fails.
  Known<std::vector<core::ExpectedArtifact>> expected_artifacts(const Call& call,
                                                                const core::Pipeline& pipeline) {
    if (auto known = expected_.get(pipeline.application + "/" + pipeline.name))
      return std::move(*known);
    const auto facts = facts_among(client().ask(call, configs_of(pipeline)), pipeline);
    if (!facts) return unknown(facts.error());
    return facts->artifacts;
  }

  /// The id the trigger returned is the one that counts; it also stands in the reference
  /// "/pipelines/<id>".
  static std::string started_id(const Json& data) {
    std::string id = text(data, "PipelineExecutionId");
    if (!id.empty()) return id;
    const std::string reference = text(data, "PipelineExecutionRef");
    const auto slash = reference.rfind('/');
    return slash == std::string::npos ? std::string() : reference.substr(slash + 1);
  }

  std::string execution_link(const std::string& application, const std::string& execution) {
    return client().link("execution", {{"application", application}, {"execution", execution}});
  }

  Coding& coding_;
  Expiring<std::string, std::vector<core::ExpectedArtifact>> expected_;
};

}  // namespace

std::unique_ptr<core::DeployEngine> make_deploy_engine(Coding& coding) {
  return std::make_unique<CodingCd>(coding);
}

}  // namespace chatops::coding
