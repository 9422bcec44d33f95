// A signal becomes a request to stop, once.
// SPDX-License-Identifier: Apache-2.0
#include "base/signals.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <ostream>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"

using namespace chatops;

namespace {

/// Runs `body` in a child, because signals are the whole process's; its exit code.
template <class Body>
int in_child(const Body& body) {
  const pid_t pid = fork();
  if (pid == 0) {
    alarm(20);
    _exit(body());
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("signals: the first one asks to stop") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CHECK(in_child([signal] {
            Signals signals;
            kill(getpid(), signal);
            SystemClock clock;
            return clock.pause_until(clock.tick() + Millis(10'000), signals.token()) ? 1 : 42;
          }) == 42);
  }
}

TEST_CASE("signals: the second one ends the program") {
  CHECK(in_child([] {
          Signals signals;
          kill(getpid(), SIGINT);
          SystemClock clock;
          clock.pause_until(clock.tick() + Millis(10'000), signals.token());
          kill(getpid(), SIGINT);
          clock.pause_until(clock.tick() + Millis(10'000), {});
          return 1;
        }) == exit_interrupted);
}

TEST_CASE("signals: a hangup is work while somebody takes it, and the end before and after") {
  CHECK(in_child([] {
          Signals signals;
          std::atomic<int> heard = 0;
          {
            const OnHangup on_hangup([&] { ++heard; });
            for (int i = 1; i <= 3; ++i) {
              kill(getpid(), SIGHUP);
              while (heard < i) std::this_thread::yield();
            }
            if (signals.token().stop_requested()) return 1;
          }
          kill(getpid(), SIGHUP);
          SystemClock clock;
          return clock.pause_until(clock.tick() + Millis(10'000), signals.token()) ? 2 : 42;
        }) == 42);
}

TEST_CASE("signals: without one nothing happens, and it ends quietly") {
  CHECK(in_child([] {
          Signals signals;
          return signals.token().stop_requested() ? 1 : 0;
        }) == 0);
}
