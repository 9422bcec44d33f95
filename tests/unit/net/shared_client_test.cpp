// One client asked by several threads: what they share, what they do not take from each other, and
// how it ends.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <netdb.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/file.hpp"
#include "support/temp_folder.hpp"
#include "unit/net/fixture.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> slow_lookup_began = false;
constexpr const char* slow_name = "slow-name.test";
constexpr Millis slow_lookup{4000};

}  // namespace

/// In front of the system's: one name takes its time, whatever curl wishes.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                           addrinfo** out) {
  using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  if (node != nullptr && std::strcmp(node, slow_name) == 0) {
    slow_lookup_began = true;
    std::this_thread::sleep_for(slow_lookup);
    return EAI_NONAME;
  }
  return real(node, service, hints, out);
}

namespace {

/// Counts who is being answered, and keeps each for a moment.
struct Busy {
  std::atomic<int> now = 0, most = 0, all = 0;
  Millis moment{20};

  RawServer::Script script() {
    return [this](Peer& peer) {
      while (!peer.head().empty()) {
        const int mine = ++now;
        int seen = most;
        while (seen < mine && !most.compare_exchange_weak(seen, mine)) {
        }
        std::this_thread::sleep_for(moment);
        --now;
        ++all;
        peer.answer(200, "ok");
      }
    };
  }
};

std::vector<Request> many(const std::string& url, int count) {
  std::vector<Request> out;
  for (int i = 0; i < count; ++i) out.push_back({.url = url, .system = "test"});
  return out;
}

}  // namespace

TEST_CASE("shared client: connections are reused, whoever asks") {
  const RawServer server([](Peer& peer) {
    while (!peer.head().empty()) peer.answer(200, "ok");
  });
  const Fixture fixture;
  for (int i = 0; i < 4; ++i) {
    std::thread([&] { CHECK(fixture.get(server.url())); }).join();
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("shared client: a host has so many at a time, of all threads together") {
  Busy busy;
  const RawServer server(busy.script());
  const Fixture fixture({}, {.parallel_per_host = 3});
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (const auto& answer : fixture.http->perform(soon(), many(server.url(), 5)))
          good += answer ? 1 : 0;
      });
    }
  }
  CHECK(good == 20);
  CHECK(busy.all == 20);
  CHECK(busy.most <= 3);
  CHECK(busy.most > 1);
}

TEST_CASE("shared client: who waits for a dead host keeps nobody from another") {
  const RawServer dead([](Peer& peer) { peer.wait(); });
  const RawServer alive([](Peer& peer) {
    while (!peer.head().empty()) peer.answer(200, "ok");
  });
  const Fixture fixture({}, {.parallel_per_host = 2});
  std::stop_source stop;
  std::jthread waiting([&] {
    Call call = soon();
    call.stop = stop.get_token();
    CHECK_THROWS_AS(fixture.http->perform(call, many(dead.url(), 50)), Interrupted);
  });
  while (dead.connections() < 2) std::this_thread::sleep_for(1ms);
  CHECK(fixture.get(alive.url()));
  CHECK(dead.connections() == 2);
  stop.request_stop();
}

TEST_CASE("shared client: many requests of one do not keep another waiting") {
  Busy busy;
  busy.moment = Millis(30);
  const RawServer server(busy.script());
  const Fixture fixture({}, {.parallel_per_host = 1});
  std::jthread greedy([&] { (void)fixture.http->perform(soon(), many(server.url(), 40)); });
  while (busy.all < 2) std::this_thread::sleep_for(1ms);
  CHECK(fixture.get(server.url()));
  CHECK(busy.all < 12);
}

TEST_CASE("shared client: a stop does not wait for a name to be looked up") {
  const Fixture fixture;
  std::stop_source stop;
  Call call = soon();
  call.stop = stop.get_token();
  slow_lookup_began = false;
  std::jthread stopper([&] {
    while (!slow_lookup_began) std::this_thread::sleep_for(1ms);
    stop.request_stop();
  });
  const auto began = fixture.clock.tick();
  CHECK_THROWS_AS(
      fixture.http->perform_one(call, {.url = std::string("http://") + slow_name + "/"}),
      Interrupted);
  CHECK(fixture.clock.tick() - began < slow_lookup / 2);
}

TEST_CASE("shared client: its end interrupts whoever is still asking") {
  const RawServer server([](Peer& peer) { peer.wait(); });
  Fixture fixture;
  std::atomic<int> interrupted = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&, client = fixture.http.get()] {
      try {
        // One each: as many connections as threads, and all of them are within the client.
        (void)client->perform(soon(), many(server.url(), 1));
      } catch (const Interrupted&) {
        ++interrupted;
      }
    });
  }
  while (server.connections() < 3) std::this_thread::sleep_for(1ms);
  fixture.http.reset();
  threads.clear();
  CHECK(interrupted == 3);
}

TEST_CASE("shared client: a long body goes to its file whole, beside others") {
  const std::string body(std::size_t{3} << 20U, 'x');
  const RawServer server([&](Peer& peer) {
    while (!peer.head().empty()) peer.answer(200, body);
  });
  const Fixture fixture;
  const test::TempFolder folder;
  std::vector<Request> requests = many(server.url(), 3);
  for (std::size_t i = 0; i < requests.size(); ++i)
    requests[i].sink_file = folder.file(std::to_string(i));
  for (const auto& answer : fixture.http->perform(soon(), requests)) {
    REQUIRE(answer);
    CHECK(answer->body.empty());
  }
  for (const auto& request : requests) {
    const auto written = read_file(request.sink_file, body.size() + 1);
    REQUIRE(written);
    CHECK((*written == body));
  }
}
