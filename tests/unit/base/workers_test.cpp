// Tasks side by side on a fixed number of threads.
// SPDX-License-Identifier: Apache-2.0
#include "base/workers.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>

using namespace chatops;

TEST_CASE("workers: all tasks are done when run() returns") {
  Workers workers(4);
  std::atomic<int> done = 0;
  workers.run(std::vector<std::function<void()>>(9, [&] { ++done; }));
  CHECK(done == 9);
  workers.run({});
}

TEST_CASE("workers: no thread is made per task") {
  Workers workers(2);
  std::mutex mutex;
  std::set<std::thread::id> seen;
  for (int round = 0; round < 20; ++round) {
    workers.run(std::vector<std::function<void()>>(10, [&] {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    }));
  }
  CHECK(seen.size() <= 3);
}

TEST_CASE("workers: tasks run side by side, not in turn") {
  Workers workers(2);
  std::atomic<int> there = 0;
  const auto meet = [&] {
    ++there;
    while (there < 3) std::this_thread::yield();
  };
  workers.run({meet, meet, meet});
  CHECK(there == 3);
}

TEST_CASE("workers: tasks that run tasks end, however few threads there are") {
  for (const std::size_t threads : {0U, 1U, 2U}) {
    Workers workers(threads);
    std::atomic<int> done = 0;
    const std::function<void(int)> split = [&](int depth) {
      if (depth == 0) {
        ++done;
        return;
      }
      workers.run(std::vector<std::function<void()>>(3, [&, depth] { split(depth - 1); }));
    };
    split(4);
    CHECK(done == 81);
  }
}

TEST_CASE("workers: the first exception is thrown when all are done") {
  Workers workers(2);
  std::atomic<int> done = 0;
  const auto fails = [](const char* what) { return [what] { throw std::runtime_error(what); }; };
  CHECK_THROWS_WITH(workers.run({[&] { ++done; }, fails("one"), fails("two"), [&] { ++done; }}),
                    "one");
  CHECK(done == 2);
}
