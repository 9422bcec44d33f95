// kill -9 at every commit and around the engine's start, and at moments nobody chose.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "store/sqlite_store.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using core::DeploymentStatus;
using core::Tx;

namespace {

struct Ended {
  bool killed = false;
  int code = 0;
  std::string output;
};

Ended run_deployer(const test::TempFolder& folder, int hour, int point) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const std::string state = folder.file("state.db");
  const std::string log = folder.file("engine.log");
  const std::string hour_text = std::to_string(hour);
  const std::string point_text = std::to_string(point);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execl(KILL_DEPLOYER, "deployer", state.c_str(), log.c_str(), hour_text.c_str(),
            point_text.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  Ended ended;
  char buffer[256];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    ended.output.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ended.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (!ended.output.empty()) ended.output.pop_back();
  return ended;
}

std::vector<std::string> started(const test::TempFolder& folder) {
  std::vector<std::string> lines;
  std::ifstream in(folder.file("engine.log"));
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("kill -9 at every commit and around the start: nothing half-done, nothing done twice") {
  int points = 0;
  for (int point = 1;; ++point) {
    const test::TempFolder folder;
    const Ended first = run_deployer(folder, 0, point);
    if (!first.killed) {
      CHECK(first.output == "succeeded");
      break;
    }
    ++points;
    CAPTURE(point);
    const auto before = started(folder);
    const Ended second = run_deployer(folder, 1, 0);
    REQUIRE(second.code == 0);
    const auto after = started(folder);
    // One intent, one execution: a start that nobody recorded is unknown and not repeated.
    CHECK(after.size() == 1U - (second.output == "unknown" && before.empty() ? 1U : 0U));
    const bool over = second.output == "succeeded" || second.output == "nothing_to_do";
    CHECK((over || second.output == "unknown"));
    if (over) {
      store::SqliteStore store(folder.file("state.db"));
      store.read([](Tx& tx) {
        const auto environment = tx.environments().find("classroom", "s");
        REQUIRE(environment);
        CHECK(environment->state == core::EnvironmentState::ready);
        CHECK(tx.deployments().unfinished().empty());
      });
    } else {
      const Ended third = run_deployer(folder, 2, 0);
      CHECK(third.output == "deployment_unknown");
      CHECK(started(folder) == after);
    }
  }
  CHECK(points > 8);
}

TEST_CASE("kill -9 at moments nobody chose: what was acknowledged is there, the rest is whole") {
  std::mt19937 random(7);
  for (int round = 0; round < 8; ++round) {
    const test::TempFolder folder;
    const std::string file = folder.file("state.db");
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      store::SqliteStore store(file);
      for (std::int32_t n = 1;; ++n) {
        store.write([&](Tx& tx) {
          tx.settings().put("test", "one", std::to_string(n));
          tx.settings().put("test", "two", std::to_string(n));
        });
        if (::write(ends[1], &n, sizeof n) != sizeof n) ::_exit(1);
      }
    }
    ::close(ends[1]);
    std::int32_t acknowledged = 0;
    REQUIRE(::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 40));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    for (std::int32_t n = 0; ::read(ends[0], &n, sizeof n) == sizeof n;) acknowledged = n;
    ::close(ends[0]);
    store::SqliteStore store(file);
    store.read([&](Tx& tx) {
      const auto one = tx.settings().find("test", "one");
      REQUIRE(one);
      CHECK(one == tx.settings().find("test", "two"));
      CHECK(std::stoi(*one) >= acknowledged);
    });
  }
}
