// Every way in which a server can be bad has one reason, and the client says what it knows about
// whether the request arrived.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <zlib.h>

#include <array>
#include <ostream>

#include "unit/net/fixture.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;
using namespace std::chrono_literals;

namespace {

/// 16 MiB of zeros as gzip: about 16 KiB.
std::string gzip_bomb() {
  const std::string zeros(16U << 20U, '\0');
  std::string out(1U << 20U, '\0');
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zeros.data()));
  stream.avail_in = static_cast<uInt>(zeros.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return {};
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string bomb = gzip_bomb();

struct Bad {
  const char* name;
  void (*script)(Peer&);
  Reason reason;
};

const std::array bad_servers{
    Bad{"closes without a word", [](Peer& peer) { peer.head(); }, Reason::answer_cut},
    Bad{"closes in the head",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\nContent-Le");
        },
        Reason::answer_cut},
    Bad{"promises more than it sends",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
        },
        Reason::answer_cut},
    Bad{"breaks off between chunks",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        },
        Reason::answer_cut},
    Bad{"sends a chunk of nonsense",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
        },
        Reason::answer_cut},
    Bad{"sends gzip that is none",
        [](Peer& peer) {
          peer.head();
          peer.answer(200, "no gzip at all", "Content-Encoding: gzip\r\n");
        },
        Reason::answer_odd},
    Bad{"speaks another protocol",
        [](Peer& peer) {
          peer.head();
          peer.send("220 smtp.example.com ESMTP\r\n");
        },
        Reason::answer_odd},
    Bad{"sends without an end",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\n\r\n");
          const std::string block(65536, 'x');
          while (peer.send(block)) {
          }
        },
        Reason::answer_too_large},
    Bad{"announces 100 MB",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
          const std::string block(65536, 'x');
          while (peer.send(block)) {
          }
        },
        Reason::answer_too_large},
    Bad{"sends header fields without an end",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\n");
          while (peer.send("X-Field: " + std::string(1000, 'x') + "\r\n")) {
          }
        },
        Reason::answer_too_large},
    Bad{"sends a bomb of gzip",
        [](Peer& peer) {
          peer.head();
          peer.answer(200, bomb, "Content-Encoding: gzip\r\n");
        },
        Reason::answer_too_large},
    Bad{"never answers",
        [](Peer& peer) {
          peer.head();
          peer.wait();
        },
        Reason::answer_timeout},
    Bad{"answers a byte at a time",
        [](Peer& peer) {
          peer.head();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
          while (peer.send("x") && !peer.stopped()) std::this_thread::sleep_for(10ms);
        },
        Reason::answer_timeout},
};

}  // namespace

TEST_CASE("client: what bad servers are called, and that the request may have been obeyed") {
  for (const auto& bad : bad_servers) {
    CAPTURE(std::string(bad.name));
    const RawServer server(bad.script);
    const Fixture fixture;
    const auto answer =
        fixture.http->perform_one(soon(), {.method = "POST",
                                           .url = server.url("/start?token=t0ps3cret"),
                                           .body = "{}",
                                           .system = "test.start",
                                           .body_cap = 1U << 20U,
                                           .timeout = 700ms,
                                           .idempotent = false});
    REQUIRE_FALSE(answer);
    CHECK(code_of(answer.error().reason) == code_of(bad.reason));
    CHECK(answer.error().args.get("what") == "test.start");
    CHECK(answer.error().args.get("where") == server.url("/start"));
    CHECK_FALSE(answer.error().args.has("sent"));
    for (const auto& [name, value] : answer.error().args.pairs())
      CHECK(value.find("t0ps3cret") == std::string::npos);
    CHECK(server.connections() == 1);  // what may have been obeyed is not sent again
  }
}

TEST_CASE("client: what certainly never arrived says so") {
  int free_port = 0;
  {
    const RawServer server([](Peer&) {});
    free_port = server.port();
  }
  const Fixture fixture;
  struct Row {
    std::string url;
    Reason reason;
  };
  const std::array rows{
      Row{"http://127.0.0.1:" + std::to_string(free_port) + "/", Reason::unreachable},
      Row{"http://no-such-host.invalid/", Reason::unreachable},
      Row{"ftp://127.0.0.1/", Reason::unreachable},
      Row{"file:///etc/passwd", Reason::unreachable},
      Row{"nonsense", Reason::unreachable},
      Row{"http://127.0.0.1:99999/", Reason::unreachable},
      Row{"http://127.0.0.1/\r\nX: y", Reason::unreachable}};
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto answer = fixture.http->perform_one(
        soon(), {.method = "POST", .url = row.url, .system = "test.start", .idempotent = false});
    REQUIRE_FALSE(answer);
    CHECK(code_of(answer.error().reason) == code_of(row.reason));
    CHECK(answer.error().args.get("sent") == "no");
  }
}

TEST_CASE("client: a cap of exactly the body's size is enough") {
  const RawServer server([](Peer& peer) {
    while (!peer.head().empty()) peer.answer(200, std::string(1000, 'x'));
  });
  const Fixture fixture;
  CHECK(fixture.http->perform_one(soon(), {.url = server.url(), .body_cap = 1000})->body.size() ==
        1000);
  CHECK(fixture.http->perform_one(soon(), {.url = server.url(), .body_cap = 999}).error().reason ==
        Reason::answer_too_large);
}

TEST_CASE("client: a deadline is an error in each unfinished place") {
  const RawServer server([](Peer& peer) {
    while (true) {
      const auto head = peer.head();
      if (head.empty()) return;
      if (head.starts_with("GET /slow")) return peer.wait();
      peer.answer(200, "quick");
    }
  });
  const Fixture fixture;
  const std::vector<Request> requests{{.url = server.url("/quick")},
                                      {.url = server.url("/slow1"), .system = "a"},
                                      {.url = server.url("/slow2"), .system = "b"}};
  const auto began = fixture.clock.tick();
  const auto answers = fixture.http->perform({.deadline = in(2s)}, requests);
  CHECK(fixture.clock.tick() - began < 20s);  // the servers would wait for ever
  REQUIRE(answers.size() == 3);
  REQUIRE(answers[0]);
  CHECK(answers[0]->body == "quick");
  for (const size_t place : {1U, 2U}) {
    REQUIRE_FALSE(answers[place]);
    CHECK(answers[place].error().reason == Reason::deadline_passed);
    CHECK(answers[place].error().args.get("what") == requests[place].system);
  }
  const auto late =
      fixture.http->perform_one({.deadline = in(-1ms)}, {.url = server.url("/quick")});
  CHECK(late.error().reason == Reason::deadline_passed);
}

TEST_CASE("client: a stop interrupts within a moment, and the client can be used again") {
  const RawServer server([](Peer& peer) {
    while (true) {
      const auto head = peer.head();
      if (head.empty()) return;
      if (head.starts_with("GET /slow")) return peer.wait();
      peer.answer(200, "ok");
    }
  });
  const Fixture fixture;
  std::stop_source source;
  std::jthread later([&] {
    std::this_thread::sleep_for(100ms);
    source.request_stop();
  });
  const auto began = fixture.clock.tick();
  const std::vector<Request> two{{.url = server.url("/slow")}, {.url = server.url("/slow")}};
  CHECK_THROWS_AS(fixture.http->perform({.stop = source.get_token()}, two), Interrupted);
  CHECK(fixture.clock.tick() - began < 20s);
  CHECK(fixture.get(server.url("/"))->body == "ok");
}
