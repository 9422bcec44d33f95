// Driving executions. What is decided is written to the world before anything is done about it.
// SPDX-License-Identifier: Apache-2.0
#include "cd/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <optional>
#include <ranges>

#include "cd/artifacts.hpp"
#include "net/client.hpp"

namespace chatops::sandbox {
namespace {

std::string status_of(const Json& content) { return content.at("status").get<std::string>(); }

void keep_status(CdExecution& execution) { execution.status = status_of(execution.content); }

const CdPipeline& pipeline_of(const Model& model, const std::string& application,
                              const std::string& name_or_id) {
  for (const auto& pipeline : model.pipelines)
    if (pipeline.application == application &&
        (pipeline.name == name_or_id || pipeline.id == name_or_id))
      return pipeline;
  throw Refusal{"ResourceNotFound", "pipeline " + name_or_id + " not found"};
}

/// The artifacts of the pipeline's newest earlier execution.
Json prior_artifacts(const Model& model, const std::string& pipeline_id) {
  for (const auto& each : model.executions | std::views::reverse)
    if (each.pipeline_id == pipeline_id) return each.content.at("trigger").at("artifacts");
  return Json::array();
}

bool busy(const Model& model, const std::string& pipeline_id) {
  return std::ranges::any_of(model.executions, [&](const CdExecution& execution) {
    return execution.pipeline_id == pipeline_id && !is_finished(execution.status);
  });
}

CdExecution& known(Model& model, const std::string& id) {
  auto* execution = model.execution(id);
  if (execution == nullptr) throw Refusal{"ResourceNotFound", "execution " + id + " not found"};
  return *execution;
}

}  // namespace

struct Engine::Driver {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool dirty = true;
  bool done = false;
  std::map<std::size_t, std::jthread> stages;  ///< by position; only the driver's thread touches it
  std::jthread thread;                         ///< last: it uses all the above

  void touch() {
    {
      const std::scoped_lock lock(mutex);
      dirty = true;
    }
    changed.notify_all();
  }
};

Engine::Engine(World& world, const Settings& settings, Target& target)
    : world_(world), settings_(settings), target_(target) {}

Engine::~Engine() {
  std::map<std::string, std::unique_ptr<Driver>> drivers;
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    drivers.swap(drivers_);
  }
  for (auto& [id, driver] : drivers) driver->thread.request_stop();
}

void Engine::begin() {
  struct Left {
    std::vector<std::string> running, pipelines;
  };
  const auto left = world_.read([](const Model& model) {
    Left found;
    for (const auto& execution : model.executions) {
      if (execution.status == "RUNNING") found.running.push_back(execution.id);
      if (execution.status == "NOT_STARTED") found.pipelines.push_back(execution.pipeline_id);
    }
    return found;
  });
  for (const auto& id : left.running) launch(id);
  for (const auto& pipeline : left.pipelines) start_waiting(pipeline);
}

std::string Engine::trigger(const std::string& application, const std::string& pipeline_name_or_id,
                            Json trigger, const std::string& user) {
  const Birth birth{world_.ulid(), world_.uuid(), user, world_.now()};
  struct Made {
    std::string id, error;
    bool starts = false;
  };
  const auto made = world_.write([&](Model& model) {
    const auto& pipeline = pipeline_of(model, application, pipeline_name_or_id);
    const auto correlation = text_member(trigger, "correlationId");
    for (const auto& other : model.executions)
      if (!correlation.empty() && (settings_.correlation_ever || !is_finished(other.status)) &&
          text_member(other.content.at("trigger"), "correlationId") == correlation)
        return Made{other.id, "", false};
    CdExecution execution{birth.id,      pipeline.id,
                          pipeline.name, application,
                          "NOT_STARTED", new_execution(pipeline, std::move(trigger), birth),
                          Json::object()};
    auto& content = execution.content;
    Made result{birth.id, bind_artifacts(content, pipeline, prior_artifacts(model, pipeline.id)),
                false};
    if (!result.error.empty()) {
      fail_execution(content, result.error, birth.now);
    } else if (content["limitConcurrent"] == false || !busy(model, pipeline.id)) {
      start_execution(content, birth.now);
      result.starts = true;
    }
    keep_status(execution);
    model.executions.push_back(std::move(execution));
    return result;
  });
  if (!made.error.empty()) throw Refusal{"FailedOperation", made.error};
  if (made.starts) launch(made.id);
  return made.id;
}

void Engine::cancel(const std::string& execution_id, const std::string& reason,
                    const std::string& user) {
  world_.write([&](Model& model) {
    auto& execution = known(model, execution_id);
    if (is_finished(execution.status)) return;
    cancel_execution(execution.content, user, reason, world_.now());
    keep_status(execution);
  });
  nudge(execution_id);
}

void Engine::judge(const std::string& execution_id, const std::string& stage_name,
                   const std::string& decision, const std::string& input, const std::string& user) {
  if (decision != "continue" && decision != "stop")
    throw Refusal{"InvalidParameterValue", "a judgment is continue or stop"};
  world_.write([&](Model& model) {
    auto& execution = known(model, execution_id);
    auto& content = execution.content;
    std::optional<std::size_t> found;
    for (const auto position : running_stages(content)) {
      const auto& stage = content["stages"].at(position);
      if (stage["type"] != "manualJudgment") continue;
      if (!stage_name.empty() && stage["name"] != stage_name && stage["refId"] != stage_name &&
          stage["id"] != stage_name)
        continue;
      if (found) throw Refusal{"InvalidParameterValue", "several judgments wait: name one"};
      found = position;
    }
    if (!found) throw Refusal{"FailedOperation", "no judgment waits"};
    StageResult result;
    result.ok = decision == "continue";
    result.context = {
        {"judgmentStatus", decision}, {"judgmentInput", input}, {"lastModifiedBy", user}};
    if (!result.ok) result.errors = {fmt::format("Judgment: stopped by {}", user)};
    end_stage(content, *found, result, world_.now());
  });
  nudge(execution_id);
}

/// One that waits in the queue has no driver, and nothing to be told.
void Engine::nudge(const std::string& execution_id) {
  const std::scoped_lock lock(mutex_);
  const auto found = drivers_.find(execution_id);
  if (found != drivers_.end()) found->second->touch();
}

/// Ends the drivers whose executions are over; their threads have left their loops.
void Engine::sweep() {
  std::vector<std::unique_ptr<Driver>> gone;
  const std::scoped_lock lock(mutex_);
  for (auto each = drivers_.begin(); each != drivers_.end();) {
    bool done = false;
    {
      const std::scoped_lock inner(each->second->mutex);
      done = each->second->done && each->second->thread.get_id() != std::this_thread::get_id();
    }
    if (done) gone.push_back(std::move(each->second));
    each = done ? drivers_.erase(each) : std::next(each);
  }
}

void Engine::launch(const std::string& execution_id) {
  sweep();
  const std::scoped_lock lock(mutex_);
  if (closing_ || drivers_.contains(execution_id)) return;
  auto driver = std::make_unique<Driver>();
  auto& it = *driver;
  drivers_.emplace(execution_id, std::move(driver));
  it.thread = std::jthread(
      [this, execution_id, &it](const std::stop_token& stop) { drive(execution_id, it, stop); });
}

void Engine::drive(const std::string& execution_id, Driver& driver, const std::stop_token& stop) {
  std::string pipeline_id;
  for (;;) {
    const auto content = world_.write([&](Model& model) {
      auto& execution = known(model, execution_id);
      pipeline_id = execution.pipeline_id;
      if (!is_finished(execution.status)) advance(execution.content, world_.now());
      keep_status(execution);
      return execution.content;
    });
    if (is_finished(status_of(content))) break;
    for (const auto position : running_stages(content)) {
      StageJob job{content, content.at("stages").at(position)};
      if (job.stage.at("type") == "manualJudgment" || driver.stages.contains(position)) continue;
      driver.stages[position] = std::jthread([this, position, &driver, job = std::move(job),
                                              execution_id](const std::stop_token& halt) {
        const auto result = run_stage(job, halt);
        if (halt.stop_requested()) return;
        world_.write([&](Model& model) {
          end_stage(known(model, execution_id).content, position, result, world_.now());
        });
        driver.touch();
      });
    }
    std::unique_lock lock(driver.mutex);
    if (!driver.changed.wait(lock, stop, [&] { return driver.dirty; })) return;
    driver.dirty = false;
  }
  for (auto& [position, thread] : driver.stages) thread.request_stop();
  driver.stages.clear();
  start_waiting(pipeline_id);
  const std::scoped_lock lock(driver.mutex);
  driver.done = true;
}

/// When nothing of the pipeline runs: the newest waiting execution starts and the older ones are
/// superseded, or, where the pipeline keeps them, the oldest starts.
void Engine::start_waiting(const std::string& pipeline_id) {
  const auto next = world_.write([&](Model& model) -> std::string {
    std::vector<CdExecution*> waiting;
    for (auto& execution : model.executions) {
      if (execution.pipeline_id != pipeline_id) continue;
      if (execution.status == "RUNNING") return "";
      if (execution.status == "NOT_STARTED") waiting.push_back(&execution);
    }
    if (waiting.empty()) return "";
    const bool keep = waiting.back()->content.at("keepWaitingPipelines") == true;
    auto* chosen = keep ? waiting.front() : waiting.back();
    for (auto* other : waiting) {
      if (keep || other == chosen) continue;
      cancel_execution(other->content, "spinnaker",
                       "This execution was superseded by newer execution " + chosen->id,
                       world_.now());
      keep_status(*other);
    }
    start_execution(chosen->content, world_.now());
    keep_status(*chosen);
    return chosen->id;
  });
  if (!next.empty()) launch(next);
}

StageResult Engine::run_stage(const StageJob& job, const std::stop_token& stop) {
  const auto type = job.stage.at("type").get<std::string>();
  if (job.execution.at("trigger").at("dryRun") == true) return {};
  try {
    if (type == "bakeManifest") return target_.bake(job, stop);
    if (type == "deployManifest") return target_.deploy(job, stop);
    if (type == "deleteManifest") return target_.remove(job, stop);
    if (type == "wait") return wait(job, stop);
    if (type == "checkPreconditions") return check(job);
    if (type == "webhook") return webhook(job, stop);
    auto result = StageResult::failed(fmt::format("No bean found for stage type '{}'", type));
    result.exception = "com.netflix.spinnaker.orca.NoSuchStageDefinitionBuilderException";
    return result;
  } catch (const Error& e) {
    return StageResult::failed(
        fmt::format("{}: {} {}", code_of(e.reason), e.args.get("what"), e.args.get("why")));
  } catch (const Interrupted&) {
    return StageResult::failed("interrupted");
  } catch (const std::exception& e) {
    return StageResult::failed(e.what());
  }
}

/// `waitTime` seconds since the stage began, so that a restart does not begin anew.
StageResult Engine::wait(const StageJob& job, const std::stop_token& stop) {
  const auto& context = job.context();
  const auto seconds = context.contains("waitTime") && context["waitTime"].is_number()
                           ? context["waitTime"].get<double>()
                           : std::atof(text_member(context, "waitTime").c_str());
  const auto since = world_.now() - job.stage.at("startTime").get<Moment>();
  const auto left = static_cast<std::int64_t>(seconds * 1000 / settings_.speed) - since;
  auto& clock = world_.system().clock;
  if (left > 0) clock.pause_until(clock.tick() + Millis(left), stop);
  return {};
}

StageResult Engine::check(const StageJob& job) {
  for (const auto& precondition : job.context().value("preconditions", Json::array())) {
    const auto context = precondition.value("context", Json::object());
    const auto found = context.find("expression");
    if (found == context.end() || *found == true || *found == "true") continue;
    const auto message = text_member(context, "failureMessage");
    return StageResult::failed(message.empty() ? "Precondition failed" : message);
  }
  return {};
}

/// 2xx and 3xx are success; asked again until `timeout` seconds (default 30) have passed, since
/// what a deployment serves appears a moment after it.
StageResult Engine::webhook(const StageJob& job, const std::stop_token& stop) {
  const auto client = net::make_client(world_.system(),
                                       {.user_agent = "chatops-sandbox", .retry = {.attempts = 1}});
  auto& clock = world_.system().clock;
  const auto until = clock.tick() + Millis(job.context().value("timeout", 30) * 1000);
  net::Request request;
  request.method = job.text("method").empty() ? "GET" : job.text("method");
  request.url = job.text("url");
  request.timeout = Millis(5000);
  const auto headers = job.context().value("customHeaders", Json::object());
  for (const auto& [name, value] : headers.items())
    if (value.is_string()) request.headers.add(name, value.get<std::string>());
  if (const auto payload = job.context().find("payload"); payload != job.context().end())
    request.body = payload->dump();
  for (std::string why;;) {
    const auto answer = client->perform_one({until, stop}, request);
    if (answer && answer->status < 400)
      return {.context = {{"webhook", {{"statusCodeValue", answer->status}}}}};
    why = answer ? fmt::format("HTTP {}", answer->status)
                 : std::string(code_of(answer.error().reason));
    if (clock.tick() + Millis(1000) >= until ||
        !clock.pause_until(clock.tick() + Millis(1000), stop))
      return StageResult::failed(
          fmt::format("The request to {} did not succeed: {}", request.url, why));
  }
}

}  // namespace chatops::sandbox
