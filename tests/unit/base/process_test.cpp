// Programs: what they print, how they end, and that nothing of them stays behind.
// SPDX-License-Identifier: Apache-2.0
#include "base/process.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <fstream>
#include <ostream>
#include <thread>

using namespace chatops;
using namespace std::chrono_literals;

namespace {

Result<Finished> run(std::vector<std::string> argv, const std::string& input = "",
                     const Call& call = {}) {
  SystemSpawner spawner;
  return spawner.run(call, {.argv = std::move(argv), .input = input});
}

Tick in(Millis span) { return SystemClock{}.tick() + span; }

/// True once nobody with that process id runs (a dead one that nobody has reaped does not count).
bool gone(int pid) {
  for (int i = 0; i < 100; ++i) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
    std::string id, name, state;
    if (!(status >> id >> name >> state) || state == "Z" || state == "X") return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

}  // namespace

TEST_CASE("process: output, errors, code and signal") {
  const auto both = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
  REQUIRE(both);
  CHECK(both->output == "out\n");
  CHECK(both->errors == "err\n");
  CHECK(both->code == 7);
  CHECK(run({"sh", "-c", "kill -TERM $$"})->code == 128 + SIGTERM);
}

TEST_CASE("process: no shell sees the arguments") {
  CHECK(run({"printf", "%s|", "$HOME", "a b", "`id`"})->output == "$HOME|a b|`id`|");
}

TEST_CASE("process: input larger than a pipe, and a reader that does not want it") {
  const std::string big(1U << 20U, 'x');
  CHECK(run({"cat"}, big)->output == big);
  CHECK(run({"true"}, big)->code == 0);
}

TEST_CASE("process: environment and directory") {
  SystemSpawner spawner;
  const auto out = spawner.run({}, {.argv = {"sh", "-c", "echo $CHATOPS_X; pwd"},
                                    .directory = "/",
                                    .extra_environment = {{"CHATOPS_X", "y z"}}});
  CHECK(out->output == "y z\n/\n");
}

TEST_CASE("process: what cannot be started") {
  const auto missing = run({"chatops-no-such-program"});
  CHECK(missing.error().reason == Reason::program_missing);
  CHECK(missing.error().args.get("what") == "chatops-no-such-program");
  CHECK(run({"/etc/passwd"}).error().reason == Reason::spawn_failed);
  CHECK(run({}).error().reason == Reason::spawn_failed);
}

TEST_CASE("process: too much output ends it") {
  SystemSpawner spawner;
  const auto out = spawner.run({}, {.argv = {"yes"}, .output_cap = 100'000});
  CHECK(out.error().reason == Reason::answer_too_large);
}

TEST_CASE("process: the deadline kills the whole group") {
  char name[] = "/tmp/chatops-process-XXXXXX";
  REQUIRE(mkstemp(name) >= 0);
  const auto began = SystemClock{}.tick();
  const auto late =
      run({"sh", "-c", "sleep 1000 & echo $! > $0; wait", name}, "", {.deadline = in(300ms)});
  CHECK(late.error().reason == Reason::deadline_passed);
  CHECK(SystemClock{}.tick() - began < 5s);
  int grandchild = 0;
  std::ifstream(name) >> grandchild;
  std::remove(name);
  REQUIRE(grandchild > 0);
  CHECK(gone(grandchild));
}

TEST_CASE("process: a program that closes its output and goes on is held to the deadline too") {
  const auto began = SystemClock{}.tick();
  const auto late =
      run({"sh", "-c", "exec >&- 2>&-; exec sleep 1000"}, "", {.deadline = in(300ms)});
  REQUIRE_FALSE(late);
  CHECK(late.error().reason == Reason::deadline_passed);
  CHECK(SystemClock{}.tick() - began < 5s);
}

TEST_CASE("process: a stop interrupts") {
  std::stop_source source;
  std::jthread later([&] {
    std::this_thread::sleep_for(100ms);
    source.request_stop();
  });
  const auto began = SystemClock{}.tick();
  CHECK_THROWS_AS(run({"sleep", "1000"}, "", {.stop = source.get_token()}), Interrupted);
  CHECK(SystemClock{}.tick() - began < 5s);
}
