// When another process is begun for a start, and when it is not.
// SPDX-License-Identifier: Apache-2.0
#include "wire/start_apart.hpp"

#include <doctest/doctest.h>

#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"
#include "support/virtual_clock.hpp"

using namespace chatops;

namespace {

class Processes final : public Spawner {
 public:
  Result<Finished> run(const Call&, const Command&) override {
    return failure(Reason::program_missing);
  }
  Result<void> launch(const Command& command, const std::string& folder) override {
    launched.push_back(command.argv);
    folders.push_back(folder);
    if (missing) return failure(Reason::program_missing);
    return {};
  }
  Result<Launched> poll(const std::string& folder) override {
    if (missing || folder != folders.back()) return failure(Reason::file_unreadable);
    return now_is;
  }
  bool missing = false;
  Launched now_is{LaunchState::running, 0};
  std::vector<std::vector<std::string>> launched;
  std::vector<std::string> folders;
};

}  // namespace

TEST_CASE("one process is begun for each attempt to start a deployment") {
  test::TempFolder folder;
  test::VirtualClock clock;
  SeededRandom random{1};
  const MapVariables variables{{}};
  Processes processes;
  wire::StartApart start({clock, random, variables, processes}, {"core", "__start", "--app", "x"},
                         folder.path() + "/starts");
  core::Deployment row;
  row.environment = "s42";
  row.revision = 7;

  REQUIRE(start(row));
  REQUIRE(processes.launched.size() == 1);
  CHECK(processes.launched.front() ==
        std::vector<std::string>{"core", "__start", "--app", "x", "s42", "7"});
  CHECK(start(row));  // it is at it
  CHECK(processes.launched.size() == 1);

  SUBCASE("what failed in it is met here, where somebody hears of it") {
    processes.now_is = {LaunchState::ended, 3};
    CHECK_FALSE(start(row));
    processes.now_is = {LaunchState::lost, 0};
    CHECK_FALSE(start(row));
    CHECK(processes.launched.size() == 1);
  }
  SUBCASE("one that had nothing to do has another one after it") {
    processes.now_is = {LaunchState::ended, 0};
    CHECK(start(row));
    CHECK(processes.launched.size() == 2);
  }
  SUBCASE("a row that was asked for since is another attempt") {
    processes.now_is = {LaunchState::ended, 3};
    row.starts = 1;
    CHECK(start(row));
    CHECK(processes.launched.size() == 2);
  }
  SUBCASE("where no process can be begun, the start is taken here, and not tried again") {
    processes.missing = true;
    row.revision = 8;
    CHECK_FALSE(start(row));
    CHECK_FALSE(start(row));
    CHECK(processes.launched.size() == 2);
  }
}
