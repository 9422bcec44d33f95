// Runs templated pipelines: the queue, one driver thread an execution, one thread a running stage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "cd/target.hpp"
#include "world/parts.hpp"

namespace chatops::net {
class Http;
}

namespace chatops::sandbox {

/// All state is in the world: after a restart `begin` takes up what ran, each interrupted stage
/// from its own beginning.
class Engine final : public CdEngine {
 public:
  Engine(World& world, const Settings& settings, Target& target);
  ~Engine() override;

  /// Takes up the executions of the last run. Call once.
  void begin();
  std::string trigger(const std::string& application, const std::string& pipeline_name_or_id,
                      Json trigger, const std::string& user) override;
  void cancel(const std::string& execution_id, const std::string& reason,
              const std::string& user) override;
  void judge(const std::string& execution_id, const std::string& stage, const std::string& decision,
             const std::string& input, const std::string& user) override;

 private:
  struct Driver;
  void launch(const std::string& execution_id);
  void drive(const std::string& execution_id, Driver& driver, const std::stop_token& stop);
  StageResult run_stage(const StageJob& job, const std::stop_token& stop);
  StageResult wait(const StageJob& job, const std::stop_token& stop);
  StageResult check(const StageJob& job);
  StageResult webhook(const StageJob& job, const std::stop_token& stop);
  void start_waiting(const std::string& pipeline_id);
  void nudge(const std::string& execution_id);
  void sweep();

  World& world_;
  const Settings& settings_;
  Target& target_;
  std::mutex mutex_;  ///< guards drivers_ and closing_
  bool closing_ = false;
  std::map<std::string, std::unique_ptr<Driver>> drivers_;
};

}  // namespace chatops::sandbox
