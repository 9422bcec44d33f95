// CODING's continuous deployment as a deploy engine. It has no list of executions: an id that is
// lost is lost, so what starts one says exactly how sure it is.
// SPDX-License-Identifier: Apache-2.0
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/may_start.hpp"
#include "coding/order.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

/// What needs no answer from CODING.
class Words : public core::DeployEngine {
 public:
  Result<core::Prepared> prepare(const core::Order& order, const core::EngineSettings& settings,
                                 const core::EngineFacts& facts,
                                 const core::Order* again) const override {
    const auto pipeline = pipeline_of(settings, order.purpose);
    if (!pipeline) return failure(Reason::teardown_missing);
    return coding::prepare(order, *pipeline, facts, again);
  }

  core::Given given(const core::Order& order) const override { return coding::given(order); }

  /// It lists no executions.
  core::StartResult find(const Call&, const core::Order&, const Error& why) override {
    return core::Lost{why};
  }

  core::Verified verify(const core::Order& order, const core::Execution& execution) const override {
    return coding::verify(order, execution);
  }
  std::string not_ours(const core::Order& order, const core::Execution& execution) const override {
    return coding::not_ours(order, execution);
  }
};

class CodingCd final : public Words {
 public:
  explicit CodingCd(Coding& coding) : coding_(coding), expected_(coding.clock(), remembered) {}

  Known<core::EngineFacts> describe(const Call& call, const core::EngineSettings& settings,
                                    const core::EngineQuestion& question) override {
    const auto pipeline = pipeline_of(settings, question.purpose);
    if (!pipeline) return failure(Reason::teardown_missing);
    std::vector<Ask> asks{configs_of(*pipeline)};
    if (question.may_start) asks.push_back(trial_of_starting());
    const auto answers = client().ask_all(call, asks);
    auto facts = facts_among(answers[0], *pipeline);
    if (!facts) return unknown(facts.error());
    if (question.may_start) facts->barred = barred_from_starting(answers[1]);
    return engine_facts(*facts, *pipeline, question.purpose);
  }

  core::StartResult start(const Call& call, const core::Order& order) override {
    const Pipeline pipeline = pipeline_of(order);
    const auto expected = expected_artifacts(call, pipeline);
    if (!expected) return core::Refused{expected.error()};
    const Json trigger = trigger_of(order, *expected);
    const auto answer = client().ask(call, {"TriggerCdPipeline",
                                            {{"Application", pipeline.application},
                                             {"PipelineNameOrId", pipeline.name},
                                             {"TriggerJsonContent", net::dump(trigger)}}});
    if (!answer) {
      if (certainly_refused(answer.error())) return core::Refused{answer.error()};
      return core::Lost{answer.error()};
    }
    const std::string execution = started_id(net::member(*answer, "Data"));
    if (execution.empty()) {
      return core::Lost{client().odd("TriggerCdPipeline", "PipelineExecutionId")};
    }
    return core::Started{{engine_name, place(), execution},
                         execution_link(pipeline.application, execution)};
  }

  /// The teardown pipeline is started as any other.
  core::StartResult remove(const Call& call, const core::Order& order) override {
    return start(call, order);
  }

  std::vector<Known<core::Execution>> observe_all(
      const Call& call, std::span<const core::ExecutionRef> executions) override {
    std::vector<Ask> asks;
    std::vector<std::size_t> places;
    std::vector<Known<core::Execution>> out(executions.size());
    for (std::size_t i = 0; i < executions.size(); ++i) {
      if (auto why = elsewhere(executions[i])) {
        out[i] = unknown(std::move(*why));
        continue;
      }
      asks.push_back({"DescribeCdPipeline", {{"PipelineExecutionId", executions[i].id}}});
      places.push_back(i);
    }
    const auto answers = client().ask_all(call, asks);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      out[places[i]] = told(answers[i], executions[places[i]].id);
    }
    return out;
  }

  Known<bool> cancel(const Call& call, const core::ExecutionRef& execution,
                     const std::string& reason) override {
    if (auto why = elsewhere(execution)) return unknown(std::move(*why));
    Json parameters = {{"PipelineExecutionId", execution.id}};
    if (!reason.empty()) parameters["Reason"] = reason;
    const auto answer = client().ask(call, {"CancelCdPipeline", std::move(parameters)});
    if (!answer) return unknown(answer.error());
    return true;
  }

 private:
  Client& client() { return coding_.client; }
  std::string place() { return place_of(client().settings()); }

  /// An id is a team's, and means nothing to another.
  std::optional<Error> elsewhere(const core::ExecutionRef& execution) {
    const std::string here = place();
    const auto team = [](const std::string& at) { return at.substr(0, at.find('/')); };
    if (execution.place.empty() || team(execution.place) == team(here)) return std::nullopt;
    return Error(Reason::execution_elsewhere,
                 {{"what", execution.id}, {"where", execution.place}, {"why", here}});
  }

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

  static Ask configs_of(const Pipeline& pipeline) {
    return {"DescribeCdPipelineConfigs", {{"Application", pipeline.application}}};
  }

  Known<PipelineFacts> facts_among(const Known<Json>& answer, const Pipeline& pipeline) {
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

  Error not_found(const Pipeline& pipeline, std::string why) {
    return Error(Reason::pipeline_not_found, {{"what", pipeline.application + "/" + pipeline.name},
                                              {"where", client().settings().url},
                                              {"why", std::move(why)}});
  }

  Known<PipelineFacts> facts_of(const Json& config, const Pipeline& pipeline) {
    const auto definition = embedded(config, "JsonContent");
    if (!definition) return unknown(client().odd("DescribeCdPipelineConfigs", "JsonContent"));
    PipelineFacts facts = pipeline_facts(*definition);
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
  Known<std::vector<ExpectedArtifact>> expected_artifacts(const Call& call,
                                                          const Pipeline& pipeline) {
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
  Expiring<std::string, std::vector<ExpectedArtifact>> expected_;
};

class UnreachableCd final : public Words {
 public:
  explicit UnreachableCd(Error why) : why_(std::move(why)) {}

  Known<core::EngineFacts> describe(const Call&, const core::EngineSettings&,
                                    const core::EngineQuestion&) override {
    return unknown(why_);
  }
  core::StartResult start(const Call&, const core::Order&) override { return core::Refused{why_}; }
  core::StartResult remove(const Call&, const core::Order&) override { return core::Refused{why_}; }
  std::vector<Known<core::Execution>> observe_all(
      const Call&, std::span<const core::ExecutionRef> executions) override {
    return std::vector<Known<core::Execution>>(executions.size(), unknown(why_));
  }
  Known<bool> cancel(const Call&, const core::ExecutionRef&, const std::string&) override {
    return unknown(why_);
  }

 private:
  Error why_;
};

}  // namespace

std::unique_ptr<core::DeployEngine> make_deploy_engine(Coding& coding) {
  return std::make_unique<CodingCd>(coding);
}

std::unique_ptr<core::DeployEngine> make_unreachable_engine(Error why) {
  return std::make_unique<UnreachableCd>(std::move(why));
}

}  // namespace chatops::coding
