// The queue of keys: levels and not events, one worker a key, projects in turn.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/queue.hpp"

#include <doctest/doctest.h>

#include "keeper/lanes.hpp"
#include "support/fake_system.hpp"

using namespace chatops;
using namespace chatops::keeper;

namespace {

Key iteration(const std::string& code, const std::string& project = "coding/shop") {
  return {KeyKind::iteration, project, "", code};
}

std::string taken(Queue& queue) {
  const auto work = queue.take();
  return work ? text_of(work->key) : "";
}

}  // namespace

TEST_CASE("keys are coalesced, and one that is worked on is given to nobody else") {
  test::FakeSystem fake;
  Queue queue(fake.system);
  queue.mark(iteration("1"));
  queue.mark(iteration("1"));
  const auto work = queue.take();
  REQUIRE(work);
  CHECK(taken(queue).empty());
  queue.mark(iteration("1"));
  CHECK(taken(queue).empty());
  queue.finish(*work, {});
  CHECK(taken(queue) == "iteration/1");  // marked meanwhile: worked on again
}

TEST_CASE("a key rests after its work, or is due again when it says so") {
  test::FakeSystem fake;
  Queue queue(fake.system);
  queue.mark(iteration("1"));
  queue.finish(*queue.take(), {});
  CHECK(taken(queue).empty());
  CHECK(queue.status().empty());

  queue.mark(iteration("1"));
  queue.finish(*queue.take(), {.again = Millis{500}});
  CHECK(taken(queue).empty());
  fake.clock.pass(Millis{499});
  CHECK(taken(queue).empty());
  fake.clock.pass(Millis{1});
  CHECK(taken(queue) == "iteration/1");
}

TEST_CASE("who comes within the time to settle goes along, and moves nothing") {
  test::FakeSystem fake;
  Queue queue(fake.system);
  queue.mark(iteration("1"), Millis{2000});
  fake.clock.pass(Millis{1500});
  queue.mark(iteration("1"), Millis{2000});
  fake.clock.pass(Millis{500});
  CHECK(taken(queue) == "iteration/1");
  // What is due at once does not wait for those that settle.
  queue.mark(iteration("2"), Millis{2000});
  queue.mark(iteration("2"));
  CHECK(taken(queue) == "iteration/2");
}

TEST_CASE("projects take turns, however many keys one of them has") {
  test::FakeSystem fake;
  Queue queue(fake.system);
  for (int i = 0; i < 5; ++i) queue.mark(iteration(std::to_string(i), "coding/large"));
  queue.mark(iteration("9", "coding/small"));
  CHECK(taken(queue) == "iteration/0");
  CHECK(taken(queue) == "iteration/9");
  CHECK(taken(queue) == "iteration/1");
}

TEST_CASE("what fails is tried later and later, and a mark does not make it a storm") {
  test::FakeSystem fake;
  Queue queue(fake.system);
  queue.mark(iteration("1"));
  Millis last{0};
  for (int i = 0; i < 12; ++i) {
    const auto work = queue.take();
    REQUIRE(work);
    queue.finish(*work, {.failed = Error(Reason::unreachable)});
    const auto status = queue.status();
    REQUIRE(status.size() == 1);
    CHECK(status[0].failures == i + 1);
    REQUIRE(status[0].last_error);
    CHECK(status[0].last_error->reason == Reason::unreachable);
    CHECK(*status[0].due_in <= Millis{375'000});
    if (i < 8) CHECK(*status[0].due_in > last);
    last = *status[0].due_in;
    fake.clock.pass(*status[0].due_in);
  }
  queue.finish(*queue.take(), {.failed = Error(Reason::unreachable)});
  queue.mark(iteration("1"));
  CHECK(taken(queue).empty());
  fake.clock.pass(Millis{1000});
  const auto work = queue.take();
  REQUIRE(work);
  queue.finish(*work, {});
  CHECK(queue.status().empty());  // a success ends the row of failures
}

TEST_CASE("a step that throws fails its key and no other, and an interruption leaves it due") {
  test::FakeSystem fake;
  Queue queue(fake.system);
  queue.mark(iteration("1"));
  const std::stop_token stop;
  work_once(
      queue, fake.system, [](const Call&, const Key&) -> Verdict { throw std::logic_error("x"); },
      stop, Millis{1000});
  CHECK(queue.status().at(0).last_error->reason == Reason::internal_error);
  queue.mark(iteration("2"));
  CHECK_THROWS_AS(
      work_once(
          queue, fake.system, [](const Call&, const Key&) -> Verdict { throw Interrupted{}; }, stop,
          Millis{1000}),
      Interrupted);
  CHECK(taken(queue) == "iteration/2");
}

TEST_CASE("lanes take up what is marked while they wait, and stop") {
  SystemClock clock;
  SeededRandom random{1};
  MapVariables variables{{}};
  test::FakeSpawner spawner;
  const System system{clock, random, variables, spawner};
  Queue queue(system);
  std::mutex mutex;
  std::condition_variable done;
  int worked = 0;
  {
    Lanes lanes(queue, system, [&](const Call&, const Key&) -> Verdict {
      const std::scoped_lock lock(mutex);
      ++worked;
      done.notify_one();
      return {};
    });
    for (int i = 0; i < 20; ++i) queue.mark(iteration(std::to_string(i)));
    std::unique_lock lock(mutex);
    CHECK(done.wait_for(lock, std::chrono::seconds{20}, [&] { return worked == 20; }));
  }
  CHECK(queue.status().empty());
}
