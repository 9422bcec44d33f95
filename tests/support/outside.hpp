// The outside world in memory: built images, charts, branches, builds and a CD engine whose queue
// behaves as CODING's does. It outlives every process that a test lets die, and changes before it
// answers, so that answers can get lost after they were obeyed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coding/order.hpp"
#include "core/engine.hpp"
#include "core/ports.hpp"
#include "support/virtual_clock.hpp"

namespace chatops::test {

struct FakeImage {
  core::Artifact listed;                       ///< as the artifact source lists it
  std::optional<core::Provenance> properties;  ///< nothing = the source tells none
  std::map<std::string, std::string> labels;
  std::string digest;  ///< in the registry; "" = not pullable
  bool in_list = true;
  std::optional<Instant> created = std::nullopt;  ///< as its configuration says
  std::string other_kind = {};                    ///< it is no image
  std::optional<Error> unread = std::nullopt;     ///< why its configuration cannot be read
};

struct FakeExecution {
  std::string id;
  core::Order order;
  core::ExecutionStatus status = core::ExecutionStatus::waiting;
  bool superseded = false;
  std::optional<Tick> ends;  ///< once it runs
  std::optional<Instant> began, ended;
  bool fails = false;
};

/// What every port call passes, before and after its effect. May throw (the caller died, or was
/// stopped), or answer an error that the port then returns.
enum class Moment { before, after };
using Fault = std::function<std::optional<Error>(const std::string& point, Moment moment)>;

struct Outside {
  explicit Outside(VirtualClock& the_clock) : clock(the_clock) {}

  VirtualClock& clock;
  Fault fault;
  std::vector<std::string> calls;  ///< "system:detail", in order

  std::vector<FakeImage> images;
  std::vector<core::ChartVersion> charts;
  std::string chart_values;
  std::map<std::string, core::BranchHead> heads;           ///< "repository@branch"
  std::map<std::string, core::Commit> commits;             ///< "repository@commit"
  std::map<std::string, core::Build> builds;               ///< "repository@branch"
  std::map<std::string, core::Iteration> iterations;       ///< by code
  std::string unfinished_went_to;                          ///< of the last iteration completed
  std::map<std::string, coding::PipelineFacts> pipelines;  ///< by name, as CODING's engine has them
  /// What preview() answers; nothing = it cannot tell.
  std::optional<std::vector<core::ObjectChange>> previewed;
  std::vector<FakeExecution> executions;                   ///< in the order they were started
  std::vector<core::Stage> stages;                         ///< of every execution, as last observed
  std::map<std::string, std::string> replaced_artifacts;   ///< image name → what is used instead
  std::map<std::string, std::string> replaced_parameters;  ///< name → what is used; "" = not told
  core::Effect effect_of_failure = core::Effect::brought;
  int looks = 0;                       ///< how often the engine was read, however many at once
  bool unreadable_when_ended = false;  ///< of an ended execution only the status can be read
  bool tells_correlation = true;
  /// Answers every start with the first execution, as an engine does that takes two keys for one.
  bool one_for_all = false;
  bool tells_what_it_used = true;  ///< false: an execution shows neither artifacts nor parameters
  Millis execution_time = std::chrono::seconds(10);
  bool next_fails = false;
  bool fails_waiting = true;  ///< what fails had waited for what it brought
  /// What a subscription to an execution begins with; none = there are no such subscriptions.
  std::function<void(const core::Changed& changed)> tells;
  bool refuse = false;
  bool finds = false;  ///< the engine can look for an execution by its key

  FakeImage& add_image(const std::string& image, const std::string& version,
                       const std::string& branch, std::int64_t build) {
    FakeImage made;
    made.listed.image = *core::ImageName::parse(image);
    made.listed.version = version;
    made.listed.pushed_at = clock.now() + std::chrono::seconds(build);
    made.listed.source_id = "id-" + version;
    made.digest = "sha256:" + image + "-" + version;
    core::Provenance from;
    from.branch = branch;
    from.commit = "abcdef" + std::to_string(build);
    from.build = build;
    made.properties = from;
    images.push_back(std::move(made));
    return images.back();
  }

  /// Runs the engine up to now: ends what has run long enough, starts the newest that waits and
  /// cancels the older ones.
  void run() {
    for (bool moved = true; moved;) {
      moved = false;
      for (FakeExecution& one : executions) {
        if (one.status != core::ExecutionStatus::running || clock.tick() < *one.ends) continue;
        one.status = one.fails ? core::ExecutionStatus::failed : core::ExecutionStatus::succeeded;
        one.ended = *one.began + execution_time;
        moved = true;
      }
      std::map<std::string, FakeExecution*> newest;
      std::map<std::string, bool> busy;
      for (FakeExecution& one : executions) {
        const std::string& pipeline = one.order.name;
        busy[pipeline] |= one.status == core::ExecutionStatus::running;
        if (one.status == core::ExecutionStatus::waiting) newest[pipeline] = &one;
      }
      for (auto& [pipeline, chosen] : newest) {
        if (busy[pipeline]) continue;
        for (FakeExecution& one : executions) {
          const bool older = &one != chosen && one.order.name == pipeline &&
                             one.status == core::ExecutionStatus::waiting;
          if (!older) continue;
          one.status = core::ExecutionStatus::canceled;
          one.superseded = true;
        }
        chosen->status = core::ExecutionStatus::running;
        chosen->ends = clock.tick() + execution_time;
        chosen->began = clock.now();
        moved = true;
      }
    }
  }

  std::optional<Error> pass(const std::string& point, Moment moment) {
    if (moment == Moment::before) calls.push_back(point);
    return fault ? fault(point, moment) : std::nullopt;
  }
  FakeImage* find_image(const core::ImageName& image, const std::string& reference) {
    for (FakeImage& one : images) {
      if (one.listed.image != image) continue;
      if (one.listed.version == reference || one.digest == reference) return &one;
    }
    return nullptr;
  }
};

/// All ports at once, onto one Outside. The engine speaks CODING's words: the room's own functions
/// make them.
class OutsidePorts final : public core::Tracker,
                           public core::SourceHost,
                           public core::Builds,
                           public core::ArtifactSource,
                           public core::Images,
                           public core::ChartSource,
                           public core::DeployEngine,
                           public core::Engines {
 public:
  explicit OutsidePorts(Outside& outside) : out_(outside) {}

  Known<std::vector<core::ObjectChange>> preview(const Call& call,
                                                 const core::Order& order) override {
    if (!out_.previewed) return DeployEngine::preview(call, order);
    return *out_.previewed;
  }

  Known<std::vector<core::Iteration>> iterations(const Call&) override {
    return guarded<std::vector<core::Iteration>>("iterations", [&] {
      std::vector<core::Iteration> all;
      all.reserve(out_.iterations.size());
      for (const auto& [code, one] : out_.iterations) all.push_back(one);
      return all;
    });
  }
  Known<core::Iteration> iteration(const Call&, const std::string& code) override {
    return flat("iteration", [&]() -> Known<core::Iteration> {
      const auto found = out_.iterations.find(code);
      if (found == out_.iterations.end()) return failure(Reason::outside_not_found);
      return found->second;
    });
  }
  Known<std::vector<core::Issue>> issues(const Call&, const std::string&) override {
    return guarded<std::vector<core::Issue>>("issues", [] { return std::vector<core::Issue>{}; });
  }
  Known<core::Iteration> move(const Call&, const std::string& code, core::IterationMove how,
                              const std::string& unfinished) override {
    return flat("move", [&]() -> Known<core::Iteration> {
      const auto found = out_.iterations.find(code);
      if (found == out_.iterations.end()) return failure(Reason::outside_not_found);
      found->second.state = how == core::IterationMove::complete ? core::IterationState::ended
                                                                 : core::IterationState::active;
      out_.unfinished_went_to = unfinished;
      return found->second;
    });
  }

  Known<std::vector<std::string>> branches(const Call&, const std::string& repository,
                                           const std::string& contains) override {
    return guarded<std::vector<std::string>>("branches", [&] {
      const std::string name = repository.substr(repository.rfind('/') + 1);
      std::vector<std::string> names;
      for (const auto& [key, head] : out_.heads) {
        if (key.starts_with(name + "@") && head.branch.find(contains) != std::string::npos) {
          names.push_back(head.branch);
        }
      }
      return names;
    });
  }
  std::vector<Known<core::BranchHead>> heads(const Call&,
                                             std::span<const core::BranchQuery> queries) override {
    return batch<core::BranchHead>(
        "heads", queries, [&](const core::BranchQuery& q) -> Known<core::BranchHead> {
          const auto found = out_.heads.find(q.repository + "@" + q.branch);
          if (found == out_.heads.end()) {
            return failure(Reason::outside_not_found);
          }
          return found->second;
        });
  }
  std::vector<Known<core::Commit>> commits(const Call&,
                                           std::span<const core::CommitQuery> queries) override {
    return batch<core::Commit>(
        "commits", queries, [&](const core::CommitQuery& q) -> Known<core::Commit> {
          const auto found = out_.commits.find(q.repository + "@" + q.commit);
          if (found == out_.commits.end()) return failure(Reason::outside_not_found);
          return found->second;
        });
  }
  std::vector<Known<std::optional<core::Build>>> newest(
      const Call&, std::span<const core::BranchQuery> queries) override {
    using Answer = std::optional<core::Build>;
    return batch<Answer>("builds", queries, [&](const core::BranchQuery& q) -> Known<Answer> {
      const auto found = out_.builds.find(q.repository + "@" + q.branch);
      return found == out_.builds.end() ? Answer{} : Answer{found->second};
    });
  }

  std::vector<Known<std::vector<core::Artifact>>> versions(
      const Call&, std::span<const core::ImageName> images) override {
    using Answer = std::vector<core::Artifact>;
    return batch<Answer>("versions", images, [&](const core::ImageName& image) -> Known<Answer> {
      Answer all;
      for (const FakeImage& one : out_.images) {
        if (one.in_list && one.listed.image == image) all.push_back(one.listed);
      }
      return all;
    });
  }
  std::vector<Known<core::Artifact>> properties(
      const Call&, std::span<const core::Artifact> artifacts) override {
    return batch<core::Artifact>(
        "properties", artifacts, [&](core::Artifact artifact) -> Known<core::Artifact> {
          const FakeImage* image = out_.find_image(artifact.image, artifact.version);
          if (image != nullptr && image->properties) {
            artifact.from = *image->properties;
            artifact.source = core::ProvenanceSource::properties;
          }
          return artifact;
        });
  }

  std::vector<Known<core::ImageFacts>> facts(const Call&,
                                             std::span<const core::ImageQuery> queries) override {
    return batch<core::ImageFacts>(
        "facts", queries, [&](const core::ImageQuery& query) -> Known<core::ImageFacts> {
          const FakeImage* image = out_.find_image(query.image, query.reference);
          if (image == nullptr || image->digest.empty()) return failure(Reason::outside_not_found);
          core::ImageFacts facts;
          facts.digest = image->digest;
          facts.other_kind = image->other_kind;
          if (!query.labels) return facts;
          facts.unread = image->unread;
          if (facts.unread) return facts;
          facts.labels = image->labels;
          facts.created_at = image->created;
          return facts;
        });
  }

  Known<std::vector<core::ChartVersion>> versions(const Call&, const core::Chart&) override {
    return guarded<std::vector<core::ChartVersion>>("charts", [&] { return out_.charts; });
  }
  Known<core::ChartPackage> fetch(const Call&, const core::Chart&,
                                  const core::ChartVersion& version) override {
    return flat("chart", [&]() -> Known<core::ChartPackage> {
      return core::ChartPackage{version, "chart.tgz", out_.chart_values};
    });
  }

  core::DeployEngine& of(std::string_view name) override {
    if (name == coding::engine_name) return *this;
    throw Error(Reason::unknown_engine, {{"what", std::string(name)}, {"try", "coding"}});
  }

  Known<core::EngineFacts> describe(const Call&, const core::EngineSettings& settings,
                                    const core::EngineQuestion& question) override {
    return flat("describe", [&]() -> Known<core::EngineFacts> {
      const auto pipeline = coding::pipeline_of(settings, question.purpose);
      if (!pipeline) return failure(Reason::teardown_missing);
      const auto found = out_.pipelines.find(pipeline->name);
      if (found == out_.pipelines.end()) {
        return failure(Reason::pipeline_not_found,
                       {{"what", pipeline->name}, {"where", pipeline->application}});
      }
      return coding::engine_facts(found->second, *pipeline, question.purpose);
    });
  }
  Result<core::Prepared> prepare(const core::Order& order, const core::EngineSettings& settings,
                                 const core::EngineFacts& facts,
                                 const core::Order* again) const override {
    return coding::prepare(order, *coding::pipeline_of(settings, order.purpose), facts, again);
  }
  core::Given given(const core::Order& order) const override { return coding::given(order); }
  core::StartResult start(const Call&, const core::Order& order) override {
    if (auto cut = out_.pass("start", Moment::before)) return core::Refused{*cut};
    out_.run();
    if (out_.one_for_all && !out_.executions.empty()) {
      return core::Started{ref(out_.executions.front().id), "https://cd/x1"};
    }
    if (out_.refuse) return core::Refused{Error(Reason::pipeline_refused, {{"why", "no"}})};
    FakeExecution execution{.id = "x" + std::to_string(out_.executions.size() + 1),
                            .order = order,
                            .fails = std::exchange(out_.next_fails, false)};
    out_.executions.push_back(execution);
    out_.run();
    if (auto lost = out_.pass("start", Moment::after)) return core::Lost{*lost};
    return core::Started{ref(execution.id), "https://cd/" + execution.id};
  }
  core::StartResult remove(const Call& call, const core::Order& order) override {
    return start(call, order);
  }
  core::StartResult find(const Call&, const core::Order& order, const Error& why) override {
    if (!out_.finds) return core::Lost{why};
    out_.calls.emplace_back("find");
    for (const FakeExecution& one : out_.executions) {
      if (one.order.correlation != order.correlation) continue;
      return core::Started{ref(one.id), "https://cd/" + one.id};
    }
    // Whoever knows of no answer that was lost died before there was any.
    if (why.reason != Reason::deployment_unknown) return core::Refused{why};
    return core::Refused{Error(Reason::start_interrupted, {{"what", order.environment}})};
  }
  core::Verified verify(const core::Order& order, const core::Execution& execution) const override {
    return coding::verify(order, execution);
  }
  std::string not_ours(const core::Order& order, const core::Execution& execution) const override {
    return coding::not_ours(order, execution);
  }
  std::vector<Known<core::Execution>> observe_all(
      const Call&, std::span<const core::ExecutionRef> executions) override {
    ++out_.looks;
    std::vector<Known<core::Execution>> out;
    for (const core::ExecutionRef& asked : executions) {
      out.push_back(flat("observe", [&]() -> Known<core::Execution> {
        out_.run();
        for (const FakeExecution& one : out_.executions) {
          if (one.id == asked.id) return execution_of(one);
        }
        return failure(Reason::outside_not_found);
      }));
    }
    return out;
  }
  std::unique_ptr<core::Subscription> subscribe(const core::ExecutionRef&,
                                                core::Changed changed) override {
    if (!out_.tells) return nullptr;
    out_.tells(changed);
    return std::make_unique<core::Subscription>();
  }
  Known<bool> cancel(const Call&, const core::ExecutionRef& asked, const std::string&) override {
    return flat("cancel", [&]() -> Known<bool> {
      for (FakeExecution& one : out_.executions) {
        if (one.id == asked.id) one.status = core::ExecutionStatus::canceled;
      }
      return true;
    });
  }

 private:
  static core::ExecutionRef ref(const std::string& id) { return {coding::engine_name, "", id}; }
  core::Execution execution_of(const FakeExecution& one) const {
    core::Execution out;
    out.status = one.status;
    out.started_at = one.began;
    out.ended_at = one.ended;
    const bool open = one.status == core::ExecutionStatus::waiting ||
                      one.status == core::ExecutionStatus::running;
    if (out_.unreadable_when_ended && !open) {
      out.unreadable = true;
      return out;
    }
    out.superseded = one.superseded;
    if (one.superseded || !one.began) out.effect = core::Effect::none;
    if (one.status == core::ExecutionStatus::succeeded) out.effect = core::Effect::brought;
    if (one.status == core::ExecutionStatus::failed) out.effect = out_.effect_of_failure;
    out.stages = out_.stages;
    for (core::Stage& stage : out.stages) {
      const bool goes_on =
          stage.status == core::StageStatus::running || stage.status == core::StageStatus::approval;
      const bool over = one.status == core::ExecutionStatus::succeeded;
      if (over && goes_on) stage.status = core::StageStatus::succeeded;
    }
    if (out_.tells_what_it_used) tell_what_was_used(one, out);
    if (one.status == core::ExecutionStatus::failed) {
      out.cause = "image cannot be pulled";
      out.waited = out_.fails_waiting;
      core::Stage stage;
      stage.id = "s1";
      stage.name = "Deploy";
      stage.status = core::StageStatus::failed;
      out.stages.push_back(stage);
    }
    return out;
  }
  void tell_what_was_used(const FakeExecution& one, core::Execution& out) const {
    out.parameters = coding::given(one.order).parameters;
    if (out_.tells_correlation) out.correlation = one.order.correlation;
    const bool deploys = one.order.purpose == core::Purpose::deploy;
    for (const core::OrderedComponent& line : one.order.components) {
      const std::string name = line.image.text();
      if (deploys) out.sent[name].push_back(name + ":" + line.version);
    }
    for (const auto& [name, value] : out_.replaced_parameters) out.parameters[name] = value;
    for (const core::OrderedComponent& line : one.order.components) {
      if (!deploys) break;
      const std::string name = line.image.text();
      const auto replaced = out_.replaced_artifacts.find(name);
      out.artifacts[name] =
          replaced == out_.replaced_artifacts.end() ? name + ":" + line.version : replaced->second;
    }
  }
  template <class T, class Work>
  Known<T> guarded(const std::string& point, Work work) {
    return flat(point, [&]() -> Known<T> { return work(); });
  }
  template <class Work>
  auto flat(const std::string& point, Work work) -> decltype(work()) {
    if (auto cut = out_.pass(point, Moment::before)) return unknown(*cut);
    auto answer = work();
    if (auto cut = out_.pass(point, Moment::after)) return unknown(*cut);
    return answer;
  }
  template <class Answer, class Queries, class Work>
  std::vector<Known<Answer>> batch(const std::string& point, const Queries& queries, Work work) {
    auto cut = out_.pass(point + ":" + std::to_string(queries.size()), Moment::before);
    std::vector<Known<Answer>> answers;
    for (const auto& query : queries) {
      answers.push_back(cut ? Known<Answer>(unknown(*cut)) : Known<Answer>(work(query)));
    }
    return answers;
  }

  Outside& out_;
};

}  // namespace chatops::test
