// One simulated history: people deploy, builds arrive, strangers use the pipeline, clocks jump, and
// any process may die at any call or commit. What is kept (SQLite in memory, the outside world)
// outlives the processes; everything else is made anew for each of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/classroom.hpp"
#include "support/faulty_store.hpp"
#include "workflow/deploy.hpp"

namespace chatops::test {

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed);

  /// Throws std::logic_error, with what was violated, when an invariant does not hold.
  void run(int steps);
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  struct Process;
  using Work = std::function<void(workflow::Dependencies&)>;

  std::uint64_t pick(std::uint64_t below) { return random_.next() % below; }
  bool chance(double probability) { return random_.unit() < probability; }
  void note(const std::string& what) { trace_.push_back(what); }
  [[noreturn]] void violated(const std::string& what) const;

  /// Runs the work in a process of its own that may die, and notes how it ended.
  void in_a_process(const std::string& what, const Work& work);
  std::optional<Error> maybe_fault(const std::string& point, Moment moment);
  void check_start();

  void step();
  void build_arrives(const std::string& component, const std::string& branch);
  void somebody_deploys();
  void somebody_commits();
  void somebody_sets_a_branch();
  void somebody_rolls_back();
  void somebody_deletes();
  void stranger_uses_the_pipeline();
  void somebody_advances();
  void check_plan(const workflow::Plan& plan) const;
  void check_state();
  void check_open();
  void check_desired();
  void check_executions();
  void check_history();
  void settle();
  void finish_removals(workflow::Dependencies& deps);

  const std::vector<core::Deployment>& rows();
  const std::vector<core::Environment>& environments();
  void look();  ///< reads the store again when a process may have written to it

  SeededRandom random_;
  VirtualClock clock_;
  MapVariables variables_{{}};
  NoSpawner spawner_;
  Outside outside_{clock_};
  core::Application application_ = classroom();
  std::string memory_ = fresh_memory();
  store::SqliteStore kept_{memory_};
  std::vector<workflow::Plan> plans_;  ///< made by somebody who has not said yes yet
  std::vector<std::string> trace_;
  std::vector<core::Deployment> rows_;                                        ///< in no order
  std::map<std::string, std::map<std::int64_t, core::Deployment>> finished_;  ///< by environment
  std::vector<core::Environment> environments_;
  std::map<std::string, core::Environment> desired_;  ///< as they were last seen, by name
  bool written_ = true;
  bool faults_ = true;
  int processes_ = 0;
  int builds_ = 10;
};

}  // namespace chatops::test
