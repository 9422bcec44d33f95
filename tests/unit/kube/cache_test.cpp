// The cache over a cluster in memory: what is read, what is told, and what it says when it does not
// know.
// SPDX-License-Identifier: Apache-2.0
#include "kube/cache.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>
#include <ostream>

#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::kube;
using chatops::test::FakeKube;

namespace {

Json object(const std::string& ns, const std::string& name) {
  return {{"metadata", {{"name", name}, {"namespace", ns}}}};
}

/// The cache on its own thread, in the machine's time, and what it told.
struct Cached {
  SystemClock clock;
  SeededRandom random{1};
  MapVariables variables{{}};
  SystemSpawner spawner;
  System system{clock, random, variables, spawner};
  FakeKube cluster;
  std::mutex mutex;
  std::condition_variable came;
  std::vector<std::string> told;
  std::unique_ptr<Cache> cache;

  void start() {
    cache = std::make_unique<Cache>(
        system, cluster, std::vector<CachedKind>{{resources::pods()}, {resources::config_maps()}},
        [this](const Cache::Change& change) {
          const char* words[] = {"+", "~", "-"};
          const std::lock_guard lock(mutex);
          told.push_back(words[static_cast<int>(change.type)] + name_of(*change.object));
          came.notify_all();
        });
    REQUIRE(cache->wait_until_read(soon()));
  }
  Call soon() const { return {.deadline = clock.tick() + Millis(20'000)}; }
  bool hears(const std::string& word) {
    std::unique_lock lock(mutex);
    return came.wait_for(lock, Millis(20'000),
                         [&] { return std::find(told.begin(), told.end(), word) != told.end(); });
  }
  std::size_t count(std::size_t kind, const std::string& ns) const {
    const auto found = cache->objects(kind, ns);
    REQUIRE(found);
    return found->items.size();
  }
};

}  // namespace

TEST_CASE("cache: what is there, what comes, changes and goes; of all namespaces or one") {
  Cached cached;
  cached.cluster.put(resources::pods(), object("one", "a"));
  cached.cluster.put(resources::pods(), object("two", "b"));
  cached.start();
  CHECK(cached.count(0, "") == 2);
  CHECK(cached.count(0, "one") == 1);
  CHECK(cached.count(1, "") == 0);
  cached.cluster.put(resources::pods(), object("one", "c"));
  CHECK(cached.hears("+c"));
  cached.cluster.put(resources::pods(), object("one", "c"));
  CHECK(cached.hears("~c"));
  cached.cluster.vanish({resources::pods(), "two", "b"});
  CHECK(cached.hears("-b"));
  CHECK(cached.count(0, "") == 2);
}

TEST_CASE("cache: a history that is forgotten is made good by a list, and only changes are told") {
  Cached cached;
  cached.cluster.put(resources::pods(), object("one", "a"));
  cached.cluster.put(resources::pods(), object("one", "b"));
  cached.start();
  cached.cluster.break_watches(Error(Reason::unreachable));
  cached.cluster.vanish({resources::pods(), "one", "a"});
  cached.cluster.put(resources::pods(), object("one", "c"));
  cached.cluster.forget_history();
  cached.cluster.break_watches(std::nullopt);
  CHECK(cached.hears("-a"));
  CHECK(cached.hears("+c"));
  const std::lock_guard lock(cached.mutex);
  CHECK(std::count(cached.told.begin(), cached.told.end(), "+b") == 1);
  CHECK(std::count(cached.told.begin(), cached.told.end(), "~b") == 0);
}

TEST_CASE("cache: where all namespaces at once are not allowed, each is looked at by itself") {
  Cached cached;
  cached.cluster.forbidden = {"list pods *"};
  for (const char* ns : {"one", "two", "three"})
    cached.cluster.put(resources::pods(), object(ns, ns));
  cached.start();
  const auto before = cached.cache->objects(0, "");
  REQUIRE(!before);
  CHECK(before.error().reason == Reason::permission_missing);
  cached.cache->look_at({"one", "two"});
  CHECK(cached.hears("+two"));
  REQUIRE(cached.cache->wait_until_read(cached.soon()));
  CHECK(cached.count(0, "") == 2);
  CHECK(cached.cache->objects(0, "three").error().reason == Reason::permission_missing);
  CHECK(cached.count(1, "three") == 0);
  cached.cluster.put(resources::pods(), object("one", "new"));
  CHECK(cached.hears("+new"));
  cached.cache->look_at({"three"});
  CHECK(cached.hears("+three"));
  CHECK(cached.cache->objects(0, "one").error().reason == Reason::permission_missing);
}

TEST_CASE("cache: what could not be read is not known, and not nothing") {
  Cached cached;
  cached.cluster.missing_kinds = {"Pod"};
  cached.start();
  CHECK(cached.cache->objects(0, "").error().reason == Reason::kind_missing);
  CHECK(cached.count(1, "") == 0);
}

TEST_CASE("cache: while the cluster is away, what was known says that it is old") {
  Cached cached;
  cached.cluster.put(resources::pods(), object("one", "a"));
  cached.start();
  CHECK(!cached.cache->objects(0, "")->stale);
  cached.cluster.break_watches(Error(Reason::unreachable));
  const auto stale = [&] { return cached.cache->objects(0, "")->stale; };
  const auto until = cached.soon().deadline;
  while (!stale() && cached.clock.tick() < until) std::this_thread::yield();
  REQUIRE(stale());
  CHECK(stale()->reason == Reason::unreachable);
  CHECK(cached.count(0, "") == 1);
  cached.cluster.break_watches(std::nullopt);
  cached.cluster.put(resources::pods(), object("one", "b"));
  CHECK(cached.hears("+b"));
  CHECK(!stale());
}
