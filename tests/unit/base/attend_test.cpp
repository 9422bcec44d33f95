// A program that has the terminal to itself; what a real terminal does with it is tested in
// tests/golden/init_test.py.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>
#include <thread>

#include "base/process.hpp"

using namespace chatops;
using namespace std::chrono_literals;

TEST_CASE("attend: the exit code, or the signal that ended it") {
  const struct {
    const char* script;
    int code;
  } rows[] = {{"exit 0", 0}, {"exit 7", 7}, {"kill -TERM $$", 128 + 15}};
  SystemSpawner spawner;
  for (const auto& row : rows) {
    const auto code = spawner.attend({}, {.argv = {"sh", "-c", row.script}});
    REQUIRE(code);
    CHECK(*code == row.code);
  }
}

TEST_CASE("attend: variables and folder are given, a missing program is told") {
  SystemSpawner spawner;
  const auto code =
      spawner.attend({}, {.argv = {"sh", "-c", "test \"$A\" = b && test \"$PWD\" = /"},
                          .directory = "/",
                          .extra_environment = {{"A", "b"}}});
  CHECK(code == 0);
  const auto missing = spawner.attend({}, {.argv = {"no-such-program"}});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().reason == Reason::program_missing);
  CHECK_FALSE(spawner.attend({}, {}));
}

TEST_CASE("attend: a stop reaches it as SIGHUP, and interrupts once it has ended") {
  std::stop_source source;
  std::jthread later([&] {
    std::this_thread::sleep_for(100ms);
    source.request_stop();
  });
  SystemSpawner spawner;
  const auto began = SystemClock{}.tick();
  CHECK_THROWS_AS((void)spawner.attend({.stop = source.get_token()}, {.argv = {"sleep", "1000"}}),
                  Interrupted);
  CHECK(SystemClock{}.tick() - began < 5s);
}
