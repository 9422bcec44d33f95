// Programs that outlive whoever launched them.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <ostream>
#include <thread>

#include "base/file.hpp"
#include "base/process.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace std::chrono_literals;

namespace {

struct Place {
  test::TempFolder temp;
  SystemSpawner spawner;
  std::string folder = temp.path() + "/runs/one";

  Result<void> launch(std::vector<std::string> argv, const std::string& input = "") {
    return spawner.launch({.argv = std::move(argv), .input = input}, folder);
  }
  std::string read(const char* file) const {
    return read_file(folder + "/" + file, 1U << 20U).value_or("?");
  }
  /// As it is once it runs no more.
  Launched end() {
    for (int i = 0; i < 500; ++i) {
      const auto now = spawner.poll(folder);
      REQUIRE(now);
      if (now->state != LaunchState::running) return *now;
      std::this_thread::sleep_for(10ms);
    }
    FAIL("runs for ever");
    return {};
  }
};

/// The first child of a process, as the kernel lists them.
pid_t child_of(pid_t parent) {
  const std::string id = std::to_string(parent);
  pid_t child = 0;
  std::ifstream("/proc/" + id + "/task/" + id + "/children") >> child;
  return child;
}

/// Runs `work` in a process that then is killed.
void in_a_process_that_dies(const std::function<void()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    ::raise(SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
}

bool ended_by_now(pid_t pid) {
  for (int i = 0; i < 200; ++i) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string id, name, state;
    if (!(in >> id >> name >> state) || state == "Z" || state == "X") return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace

TEST_CASE("launch: output, errors, input and exit code") {
  Place place;
  REQUIRE(place.launch({"cat", "-", "/no/such/file"}, "in\n"));
  CHECK(place.end().state == LaunchState::ended);
  CHECK(place.end().code == 1);
  CHECK(place.read("output") == "in\n");
  CHECK(place.read("errors").find("/no/such/file") != std::string::npos);
}

TEST_CASE("launch: no shell sees the arguments; variables and folder are given") {
  Place place;
  REQUIRE(place.launch({"printf", "%s|", "$HOME", "a b"}));
  CHECK(place.end().code == 0);
  CHECK(place.read("output") == "$HOME|a b|");
  place.folder += "2";
  REQUIRE(place.spawner.launch({.argv = {"printenv", "CHATOPS_X"},
                                .directory = "/",
                                .extra_environment = {{"CHATOPS_X", "y z"}}},
                               place.folder));
  CHECK(place.end().code == 0);
  CHECK(place.read("output") == "y z\n");
}

TEST_CASE("launch: what cannot be started, and what was launched before") {
  Place place;
  CHECK(place.launch({}).error().reason == Reason::spawn_failed);
  CHECK(place.spawner.poll(place.folder).error().reason == Reason::file_unreadable);
  CHECK(place.launch({"chatops-no-such-program"}).error().reason == Reason::program_missing);
  CHECK(place.launch({"/etc/passwd"}).error().reason == Reason::spawn_failed);
  CHECK(place.launch({"true"}).error().reason == Reason::file_exists);
}

TEST_CASE("launch: it goes on when its launcher is killed, and anybody learns how it ended") {
  Place place;
  in_a_process_that_dies([&] { (void)place.launch({"sleep", "0.3"}); });
  CHECK(place.spawner.poll(place.folder)->state == LaunchState::running);
  CHECK(place.end().state == LaunchState::ended);
  CHECK(place.end().code == 0);
}

TEST_CASE("launch: whoever waits for its end learns of it, and can be stopped") {
  Place place;
  CHECK_FALSE(place.spawner.await_end({}, place.folder));
  REQUIRE(place.launch({"sleep", "1000"}));
  const auto now = std::chrono::time_point_cast<Millis>(std::chrono::steady_clock::now());
  CHECK(place.spawner.await_end({.deadline = now + Millis(20)}, place.folder).error().reason ==
        Reason::deadline_passed);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  Call call;
  call.stop = stop.get_token();
  CHECK_THROWS_AS((void)place.spawner.await_end(call, place.folder), Interrupted);

  Result<Launched> seen;
  {
    const std::jthread waiter([&] { seen = place.spawner.await_end({}, place.folder); });
    REQUIRE(place.spawner.end(place.folder, true));
  }
  CHECK(seen->state == LaunchState::ended);
  CHECK(seen->code == 128 + SIGKILL);
  CHECK(place.spawner.await_end({}, place.folder)->code == 128 + SIGKILL);
}

TEST_CASE("launch: another process ends it, politely or not") {
  for (const bool by_force : {false, true}) {
    Place place;
    in_a_process_that_dies([&] { (void)place.launch({"sleep", "1000"}); });
    CHECK(place.spawner.poll(place.folder)->state == LaunchState::running);
    REQUIRE(place.spawner.end(place.folder, by_force));
    CHECK(place.end().code == 128 + (by_force ? SIGKILL : SIGTERM));
    CHECK(place.spawner.end(place.folder, by_force));  // gone is fine
  }
}

TEST_CASE("launch: nothing that is open here stays open there") {
  Place place;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(place.launch({"sleep", "1000"}));
  ::close(ends[1]);
  char c = 0;
  CHECK(::read(ends[0], &c, 1) == 0);  // nobody else writes
  ::close(ends[0]);
  CHECK(place.spawner.end(place.folder, true));
  (void)place.end();
}

TEST_CASE("launch: with its keeper gone the program is, and is lost") {
  Place place;
  REQUIRE(place.launch({"sleep", "1000"}));
  pid_t keeper = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream in(entry.path() / "comm");
    std::string comm;
    if (!(in >> comm) || comm != "chatops-keeper") continue;
    std::error_code failed;
    const pid_t pid = std::stoi(name);
    for (const auto& fd : std::filesystem::directory_iterator("/proc/" + name + "/fd", failed)) {
      // By the name that the file had first: it is linked to its own when the lock is held.
      const auto file = std::filesystem::read_symlink(fd, failed).string();
      if (file.starts_with(place.folder + "/keeper")) keeper = pid;
    }
  }
  REQUIRE(keeper > 0);
  const pid_t program = child_of(keeper);
  ::kill(keeper, SIGKILL);
  CHECK(ended_by_now(keeper));
  CHECK(place.spawner.poll(place.folder)->state == LaunchState::lost);
  if (program > 0) CHECK(ended_by_now(program));
}
