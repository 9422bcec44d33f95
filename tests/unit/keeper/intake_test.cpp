// What the senders of deliveries are told is true, whatever the store does.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/intake.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <map>

#include "support/faulty_store.hpp"
#include "support/kept.hpp"
#include "support/virtual_clock.hpp"

using namespace chatops;
using core::Delivery;
using core::DeliveryState;
using core::Tx;
using keeper::Intake;
using test::error_of;
using test::second;

namespace {

Delivery delivery(const std::string& id, const std::string& body = "{}") {
  return {.source = "coding", .id = id, .hash = id, .body = body, .received_at = second(1)};
}

/// What each sender was told, once.
class Told {
 public:
  Intake::Done to(const std::string& who) {
    return [this, who](const Result<bool>& fresh) {
      const std::scoped_lock lock(mutex_);
      CHECK(words_.count(who) == 0);
      words_[who] = !fresh   ? std::string(code_of(fresh.error().reason))
                    : *fresh ? "fresh"
                             : "known";
    };
  }
  std::string of(const std::string& who) {
    const std::scoped_lock lock(mutex_);
    return words_.count(who) == 0 ? "nothing" : words_[who];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> words_;
};

/// A store whose transactions wait at their end until the test lets them, and may fail there.
class Gate {
 public:
  explicit Gate(core::Store& inner)
      : store_(inner, [this](test::FaultyStore::Moment moment) { pass(moment); }) {}
  test::FaultyStore& store() { return store_; }
  void wait_until_reached() { reached_.get_future().wait(); }
  void open(std::optional<Error> outcome = std::nullopt) { open_.set_value(std::move(outcome)); }

 private:
  void pass(test::FaultyStore::Moment moment) {
    if (moment != test::FaultyStore::Moment::before_commit || passed_) return;
    passed_ = true;
    reached_.set_value();
    if (auto outcome = open_.get_future().get()) throw Error(*outcome);
  }
  bool passed_ = false;  ///< only the first one waits
  std::promise<void> reached_;
  std::promise<std::optional<Error>> open_;
  test::FaultyStore store_;
};

std::size_t kept_in(core::Store& store) {
  std::size_t count = 0;
  store.read([&](Tx& tx) { count = tx.deliveries().list(0, 100000).size(); });
  return count;
}

/// A store that cannot take one certain delivery, however it is put.
class Picky final : public core::Store {
 public:
  Picky(core::Store& inner, std::string refused) : inner_(inner), refused_(std::move(refused)) {}
  void read(const std::function<void(Tx&)>& work) override { inner_.read(work); }
  void write(const std::function<void(Tx&)>& work) override {
    inner_.write([&](Tx& tx) {
      work(tx);
      for (const auto& one : tx.deliveries().waiting(1000))
        if (one.id == refused_) throw Error(Reason::state_conflict);
    });
  }

 private:
  core::Store& inner_;
  std::string refused_;
};

}  // namespace

TEST_CASE(
    "each sender is told once, after it is durable, and the keeper is told that something waits") {
  test::on_each_store([](test::Kept& kept) {
    std::atomic<int> news = 0;
    Told told;
    {
      Intake intake(kept.store(), [&] { ++news; });
      for (int i = 0; i < 200; ++i) {
        const std::string id = std::to_string(i);
        CHECK(intake.submit(delivery(id), told.to(id)));
      }
      CHECK(intake.submit(delivery("7", "again"), told.to("7 again")));
      intake.stop();
      CHECK(news >= 1);
    }
    for (int i = 0; i < 200; ++i) CHECK(told.of(std::to_string(i)) == "fresh");
    CHECK(told.of("7 again") == "known");
    kept.reopen();
    CHECK(kept_in(kept.store()) == 200);
  });
}

TEST_CASE("nobody is told before the commit; what comes meanwhile shares the next one") {
  test::Kept kept(true);
  Gate gate(kept.store());
  Told told;
  Intake intake(gate.store(), {}, {.gather = Millis(0)});
  CHECK(intake.submit(delivery("first"), told.to("first")));
  gate.wait_until_reached();
  CHECK(intake.submit(delivery("a"), told.to("a")));
  CHECK(intake.submit(delivery("b"), told.to("b")));
  CHECK(intake.submit(delivery("b"), told.to("b again")));
  CHECK(told.of("first") == "nothing");
  gate.open();
  intake.stop();
  CHECK(told.of("first") == "fresh");
  CHECK(told.of("a") == "fresh");
  CHECK(told.of("b") == "fresh");
  CHECK(told.of("b again") == "known");
  CHECK(kept_in(kept.store()) == 3);
}

TEST_CASE("known deliveries wake nobody") {
  test::Kept kept(true);
  kept.write([](Tx& tx) {
    auto old = delivery("old");
    tx.deliveries().append(old);
  });
  int news = 0;
  Told told;
  Intake intake(kept.store(), [&] { ++news; });
  CHECK(intake.submit(delivery("old"), told.to("old")));
  intake.stop();
  CHECK(told.of("old") == "known");
  CHECK(news == 0);
}

TEST_CASE("beyond its bounds it refuses at once, and takes again when there is room") {
  test::Kept kept(true);
  Gate gate(kept.store());
  Told told;
  Intake intake(gate.store(), {}, {.unanswered = 3, .bytes = 10, .gather = Millis(0)});
  CHECK(intake.submit(delivery("1"), told.to("1")));
  gate.wait_until_reached();
  CHECK(intake.submit(delivery("2"), told.to("2")));
  const auto too_large = intake.submit(delivery("large", "0123456"), told.to("large"));
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().reason == Reason::server_busy);
  CHECK(too_large.error().args.get("why") == "full");
  CHECK(intake.submit(delivery("3"), told.to("3")));
  CHECK(intake.submit(delivery("4"), told.to("4")).error().reason == Reason::server_busy);
  gate.open();
  intake.stop();
  const auto stopped = intake.submit(delivery("5"), told.to("5"));
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().args.get("why") == "stopping");
  CHECK(told.of("3") == "fresh");
  for (const char* refused : {"large", "4", "5"}) CHECK(told.of(refused) == "nothing");
  CHECK(kept_in(kept.store()) == 3);

  Intake again(kept.store(), {}, {.unanswered = 1, .gather = Millis(0)});
  std::promise<void> answered;
  CHECK(again.submit(delivery("6"), [&](const Result<bool>&) { answered.set_value(); }));
  answered.get_future().wait();
  CHECK(again.submit(delivery("7"), told.to("7")));
  again.stop();
  CHECK(told.of("7") == "fresh");
}

TEST_CASE(
    "a store that is full or busy is told to every sender of the batch, and nothing is kept of "
    "it") {
  for (const Reason reason : {Reason::disk_full, Reason::state_busy, Reason::state_damaged}) {
    CAPTURE(code_of(reason));
    test::Kept kept(true);
    Gate gate(kept.store());
    Told told;
    Intake intake(gate.store(), {}, {.gather = Millis(0)});
    CHECK(intake.submit(delivery("1"), told.to("1")));
    gate.wait_until_reached();
    gate.open(Error(reason));
    intake.stop();
    CHECK(told.of("1") == code_of(reason));
    CHECK(kept_in(kept.store()) == 0);
  }
}

TEST_CASE("one that cannot be kept does not spoil its neighbours") {
  test::Kept kept(true);
  Gate gate(kept.store());
  Picky picky(gate.store(), "bad");
  Told told;
  Intake intake(picky, {}, {.gather = Millis(0)});
  CHECK(intake.submit(delivery("first"), told.to("first")));
  gate.wait_until_reached();
  for (const char* id : {"1", "bad", "2", "first"})
    CHECK(intake.submit(delivery(id), told.to(std::string("next ") + id)));
  gate.open();
  intake.stop();
  CHECK(told.of("first") == "fresh");
  CHECK(told.of("next 1") == "fresh");
  CHECK(told.of("next bad") == "state_conflict");
  CHECK(told.of("next 2") == "fresh");
  CHECK(told.of("next first") == "known");
  CHECK(kept_in(kept.store()) == 3);
}

TEST_CASE("a commit that has to be done again counts nothing twice") {
  test::Kept kept(true);
  bool once = false;
  test::FaultyStore store(kept.store(), [&](test::FaultyStore::Moment moment) {
    if (moment == test::FaultyStore::Moment::before_commit && !std::exchange(once, true))
      throw test::NotCommitted{};
  });
  Told told;
  Intake intake(store, {});
  CHECK(intake.submit(delivery("1"), told.to("1")));
  intake.stop();
  CHECK(told.of("1") == "fresh");
  CHECK(kept_in(kept.store()) == 1);
}

TEST_CASE("old deliveries are forgotten by age and by count, step by step") {
  test::Kept kept(false);
  test::VirtualClock clock;
  kept.write([&](Tx& tx) {
    for (int i = 1; i <= 20; ++i) {
      auto one = delivery(std::to_string(i));
      one.received_at = clock.now() - std::chrono::hours(20 - i);
      tx.deliveries().append(one);
      if (i != 2) tx.deliveries().finish(i, DeliveryState::done, "");
    }
  });
  const keeper::Retention keep{.age = std::chrono::hours(12), .count = 5, .step = 2};
  // 1, 3 … 7 are older than twelve hours, 8 … 15 beyond the newest five; 2 waits.
  CHECK(keeper::forget_deliveries({}, clock, kept.store(), keep) == 14);
  CHECK(kept_in(kept.store()) == 6);
  CHECK(keeper::forget_deliveries({}, clock, kept.store(), keep) == 0);
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(keeper::forget_deliveries({.stop = stop.get_token()}, clock, kept.store(), keep),
                  Interrupted);
}
