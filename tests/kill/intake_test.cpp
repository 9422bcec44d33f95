// kill -9 at every commit of the journal's intake, and disks that fill up under it: what a sender
// was told is true, and a sender that repeats what it was not told about has it kept once.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <future>
#include <map>
#include <set>

#include "keeper/intake.hpp"
#include "store/sqlite_store.hpp"
#include "support/faulty_store.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using core::Tx;

namespace {

constexpr int deliveries = 60;
constexpr int senders = 4;

core::Delivery numbered(std::int32_t number, std::size_t size = 500) {
  // Half of them have no id, and are told apart by their hash.
  const std::string name = "delivery-" + std::to_string(number);
  return {.source = "coding",
          .id = number % 2 == 0 ? name : "",
          .hash = name,
          .event = std::to_string(number),
          .body = std::string(size, 'x')};
}

struct Answer {
  std::int32_t number = 0;
  std::int32_t word = 0;  ///< 0 = known, 1 = fresh, 2 = disk full, 3 = other error
};

std::int32_t word_of(const Result<bool>& fresh) {
  if (fresh) return *fresh ? 1 : 0;
  return fresh.error().reason == Reason::disk_full ? 2 : 3;
}

/// Sends all that are in `wanted` through an intake, a few at a time as several senders would, and
/// writes every answer to `to`.
void send_all(core::Store& store, const std::set<std::int32_t>& wanted, int to,
              std::size_t size = 500) {
  keeper::Intake intake(store, {}, {.batch = 3, .gather = Millis(0)});
  std::set<std::int32_t> left = wanted;
  while (!left.empty()) {
    std::vector<std::future<void>> answered;
    for (int i = 0; i < senders && !left.empty(); ++i) {
      const std::int32_t number = left.extract(left.begin()).value();
      auto promise = std::make_shared<std::promise<void>>();
      answered.push_back(promise->get_future());
      const auto taken = intake.submit(numbered(number, size), [=](const Result<bool>& fresh) {
        const Answer answer{number, word_of(fresh)};
        if (::write(to, &answer, sizeof answer) != sizeof answer) ::_exit(1);
        promise->set_value();
      });
      if (!taken) ::_exit(1);
    }
    for (auto& one : answered) one.wait();
  }
}

struct Life {
  std::map<std::int32_t, std::int32_t> answers;
  bool killed = false;
};

/// A process that kills itself at the `point`th moment around a commit; 0 = never.
Life live(const std::string& file, const std::set<std::int32_t>& wanted, int point) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    store::SqliteStore kept(file);
    int left = point;
    test::FaultyStore store(kept, [&](test::FaultyStore::Moment) {
      if (left > 0 && --left == 0) std::raise(SIGKILL);
    });
    send_all(store, wanted, ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  Life life;
  for (Answer answer; ::read(ends[0], &answer, sizeof answer) == sizeof answer;)
    life.answers[answer.number] = answer.word;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  life.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  CHECK((life.killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0)));
  return life;
}

/// How often each delivery is kept.
std::map<std::int32_t, int> kept_in(const std::string& file) {
  std::map<std::int32_t, int> out;
  store::SqliteStore store(file);
  store.read([&](Tx& tx) {
    for (const auto& one : tx.deliveries().waiting(100000)) ++out[std::stoi(one.event)];
  });
  return out;
}

std::set<std::int32_t> all_numbers(int count) {
  std::set<std::int32_t> out;
  for (std::int32_t i = 0; i < count; ++i) out.insert(i);
  return out;
}

}  // namespace

TEST_CASE(
    "kill -9 around every commit of intake: nothing acknowledged is lost, nothing is kept twice") {
  int points = 0;
  for (int point = 1;; ++point) {
    CAPTURE(point);
    const test::TempFolder folder;
    const std::string file = folder.file("state.db");
    const auto wanted = all_numbers(deliveries);
    const Life first = live(file, wanted, point);
    for (const auto& [number, word] : first.answers) CHECK(word == 1);
    const auto kept = kept_in(file);
    for (const auto& [number, word] : first.answers) CHECK(kept.count(number) == 1);
    if (!first.killed) {
      CHECK(kept.size() == deliveries);
      break;
    }
    ++points;
    // The source sends again whatever it was not told about.
    auto again = wanted;
    for (const auto& [number, word] : first.answers) again.erase(number);
    const Life second = live(file, again, 0);
    CHECK(second.answers.size() == again.size());
    for (const auto& [number, word] : second.answers)
      CHECK(word == (kept.count(number) == 0 ? 1 : 0));
    const auto both = kept_in(file);
    CHECK(both.size() == deliveries);
    for (const auto& [number, count] : both) CHECK(count == 1);
  }
  CHECK(points >= 2 * deliveries / senders);
}

TEST_CASE("a disk that fills up is told to every sender, and what was told before stays") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  {
    const store::SqliteStore made(file);
  }
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const int count = 400;
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit bytes{};
    ::getrlimit(RLIMIT_FSIZE, &bytes);
    bytes.rlim_cur = 600000;
    ::setrlimit(RLIMIT_FSIZE, &bytes);
    store::SqliteStore store(file);
    send_all(store, all_numbers(count), ends[1], 3000);
    // Somebody makes room: the same process goes on.
    bytes.rlim_cur = bytes.rlim_max;
    ::setrlimit(RLIMIT_FSIZE, &bytes);
    send_all(store, {count}, ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  std::map<std::int32_t, std::int32_t> answers;
  for (Answer answer; ::read(ends[0], &answer, sizeof answer) == sizeof answer;)
    answers[answer.number] = answer.word;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  REQUIRE(answers.size() == count + 1);
  const auto kept = kept_in(file);
  int full = 0;
  for (const auto& [number, word] : answers) {
    CAPTURE(number);
    CHECK((word == 1 || word == 2));
    CHECK(kept.count(number) == (word == 1 ? 1 : 0));
    full += word == 2 ? 1 : 0;
  }
  CHECK(full > 0);
  CHECK(full < count);
  CHECK(answers[count] == 1);
}
