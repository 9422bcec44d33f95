// One history of the server's keepers: hints are lost, doubled and late, people deploy, the tracker
// denies what it told, clocks jump, and the server may die at any call or commit. However it went,
// it must come to where the orderly run comes to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/store/iterations.hpp"
#include "sim/keepers/world.hpp"
#include "workflow/plan.hpp"

namespace chatops::test {

class KeeperHistory {
 public:
  explicit KeeperHistory(std::uint64_t seed);
  ~KeeperHistory();
  KeeperHistory(const KeeperHistory&) = delete;
  KeeperHistory& operator=(const KeeperHistory&) = delete;

  /// Throws std::logic_error, with what was violated.
  void run(int steps);
  const std::vector<std::string>& trace() const { return world_.trace; }

 private:
  struct Server;

  /// Runs it in the server; a death starts another one.
  template <class Work>
  void serve(const std::string& what, const Work& work);
  void restart();

  void step();
  void tracker_changes();
  void iteration_is_created(const std::string& code, const core::Person& owner);
  void iteration_ends_or_goes_on();
  void iteration_is_deleted_or_restored();
  void issues_change();
  void people_act();
  void somebody_breaks_or_mends_a_definition();
  void somebody_dissolves_the_group();
  void somebody_wants_a_new_group();
  void somebody_keeps_it();
  void somebody_says_it_is_over();
  void engine_has_a_bad_day();
  void clock_jumps();
  /// Changes the record as a click on a card does, where `fits(row)`.
  template <class Fits, class Change>
  bool click(const std::string& what, const Fits& fits, const Change& change);
  void hint(nlohmann::json body);
  void delivery_arrives();
  void image_is_built(bool told);
  void somebody_deploys();
  void somebody_commits_what_was_planned();
  void server_works();
  void keepers_work();
  void time_passes(Millis span);

  /// Keepers, journal and sender until nothing is due, over and over for that long.
  void settle(Millis span);
  void somebody_adopts();
  void people_put_right();
  /// How the iteration is at the end, whatever was before.
  void comes_to_its_end();
  void force_what_was_lost();

  void check();
  void check_groups();
  void check_executions();
  void check_teardowns();
  void check_stage();
  void check_end();
  void check_told_once();
  void check_group_at_end(const core::IterationRecord& row);
  void check_environments_at_end(bool gone);
  void check_cards();
  core::IterationRecord record(const std::string& code = sim_iteration);
  std::vector<std::string> applications() const;

  SimWorld world_;
  std::string memory_ = fresh_memory();
  store::SqliteStore kept_{memory_};
  std::vector<std::shared_ptr<core::Application>> applications_;
  std::unique_ptr<Server> server_;
  struct Planned {
    std::string application;
    workflow::Plan plan;
  };
  std::optional<Planned> planned_;  ///< by somebody who has not said yes yet
  bool tells_created_ = true;       ///< the tracker tells when an iteration was created
  bool kept_once_ = false;          ///< somebody pressed Keep once
  core::IterationStage stage_{};    ///< as it was seen last
  int servers_ = 0, builds_ = 10, issues_ = 0, names_ = 0;
  std::size_t seen_executions_ = 0;
  Tick resync_{};
  bool forced_ = false;
  std::map<std::string, std::int64_t> newest_;  ///< revision by application
};

}  // namespace chatops::test
