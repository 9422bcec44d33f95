// Answers that are read while they come: in order, side by side, with patience on both sides.
// SPDX-License-Identifier: Apache-2.0
#include "net/streams.hpp"

#include <doctest/doctest.h>

#include <map>
#include <ostream>
#include <thread>

#include "unit/net/fixture.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Streams> streams_of(const Fixture& fixture) {
  return dynamic_cast<Client&>(*fixture.http).streams();
}

Request get(const RawServer& server, const std::string& path) {
  return {.url = server.url(path), .system = "test.stream"};
}

struct Heard {
  int status = 0;
  std::string bytes;
  std::optional<Known<Response>> end;
};

std::map<int, Heard> all(Streams& streams, std::size_t count) {
  std::map<int, Heard> out;
  std::size_t ended = 0;
  while (ended < count) {
    for (auto& event : streams.wait(soon(), in(20s))) {
      auto& one = out[event.stream];
      if (event.type == StreamEvent::Type::head) one.status = event.answer.status;
      one.bytes += event.bytes;
      if (event.type != StreamEvent::Type::ended) continue;
      one.end = std::move(event.end);
      ++ended;
    }
  }
  return out;
}

// A peer answers once: no further request may come to it over the same connection.
constexpr std::string_view chunked =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("streams: a head, bytes as they come, an end; refusals come whole; a cut is told") {
  const RawServer server([](Peer& peer) {
    const auto head = peer.head();
    if (head.starts_with("GET /refused")) return peer.answer(403, "no");
    peer.send(std::string(chunked) + "2\r\nab\r\n");
    if (head.starts_with("GET /cut")) return;
    peer.send("1\r\nc\r\n0\r\n\r\n");
    peer.wait();
  });
  const Fixture fixture;
  const auto streams = streams_of(fixture);
  const int whole = streams->open(get(server, "/whole"));
  const int refused = streams->open(get(server, "/refused"));
  const int cut = streams->open(get(server, "/cut"));
  auto heard = all(*streams, 3);
  CHECK(heard[whole].status == 200);
  CHECK(heard[whole].bytes == "abc");
  CHECK((*heard[whole].end)->status == 200);
  CHECK(heard[refused].status == 0);
  CHECK((*heard[refused].end)->status == 403);
  CHECK((*heard[refused].end)->body == "no");
  CHECK(heard[cut].bytes == "ab");
  CHECK(heard[cut].end->error().reason == Reason::answer_cut);
}

TEST_CASE("streams: what comes is told before the end, and what is closed is told no more") {
  std::atomic<bool> go = false;
  const RawServer server([&](Peer& peer) {
    peer.head();
    peer.send(std::string(chunked) + "1\r\na\r\n");
    while (!go && !peer.stopped()) std::this_thread::yield();
    peer.send("1\r\nb\r\n0\r\n\r\n");
    peer.wait();
  });
  const Fixture fixture;
  const auto streams = streams_of(fixture);
  const int first = streams->open(get(server, "/1"));
  const int second = streams->open(get(server, "/2"));
  std::map<int, std::string> early;
  while (early[first].empty() || early[second].empty()) {
    for (const auto& event : streams->wait(soon(), in(20s))) early[event.stream] += event.bytes;
  }
  streams->close(first);
  go = true;
  const auto heard = all(*streams, 1);
  CHECK(!heard.contains(first));
  CHECK(heard.at(second).bytes == "b");
}

TEST_CASE("streams: waiting ends in time, by a wake and by a stop") {
  const RawServer server([](Peer& peer) {
    peer.head();
    peer.wait();
  });
  const Fixture fixture;
  const auto streams = streams_of(fixture);
  streams->open(get(server, "/"));
  CHECK(streams->wait(soon(), in(1ms)).empty());
  streams->wake();
  CHECK(streams->wait(soon(), in(20s)).empty());
  std::stop_source stop;
  Call call = soon();
  call.stop = stop.get_token();
  std::jthread stopper([&] { stop.request_stop(); });
  CHECK_THROWS_AS((void)streams->wait(call, in(20s)), Interrupted);
}

TEST_CASE("streams: never more than a megabyte waits for the reader, and nothing is lost") {
  constexpr std::size_t pieces = 100, size = 64U << 10U;
  const RawServer server([&](Peer& peer) {
    peer.head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(pieces * size) + "\r\n\r\n");
    for (std::size_t i = 0; i < pieces; ++i) {
      if (!peer.send(std::string(size, static_cast<char>('a' + i % 26)))) return;
    }
    peer.wait();
  });
  const Fixture fixture;
  const auto streams = streams_of(fixture);
  streams->open(get(server, "/"));
  std::string heard;
  for (bool ended = false; !ended;) {
    for (const auto& event : streams->wait(soon(), in(20s))) {
      CHECK(event.bytes.size() <= (1U << 20U) + (64U << 10U));
      heard += event.bytes;
      ended = event.type == StreamEvent::Type::ended;
    }
  }
  REQUIRE(heard.size() == pieces * size);
  for (std::size_t i = 0; i < pieces; ++i)
    CHECK(heard[i * size] == static_cast<char>('a' + i % 26));
}
