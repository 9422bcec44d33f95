// The server against well-behaved and other clients.
// SPDX-License-Identifier: Apache-2.0
#include "net/server.hpp"

#include <doctest/doctest.h>

#include <latch>
#include <ostream>

#include "unit/net/fixture.hpp"
#include "unit/net/raw_client.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;
using namespace std::chrono_literals;

namespace {

void echo(const ServerRequest& in, const Respond& respond) {
  respond({.headers = {{"X-Method", in.method}, {"X-Path", in.path}},
           .body = in.body + "|" + in.query});
}

std::string url_of(const Server& server, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

}  // namespace

TEST_CASE("server: a request arrives as it was sent") {
  const auto server = serve({}, echo);
  const Fixture fixture;
  const auto answer = fixture.http->perform_one(
      soon(), {.method = "PATCH", .url = url_of(*server, "/a%20b?x=1%20&y"), .body = "body"});
  REQUIRE(answer);
  CHECK(answer->headers.get("x-method") == "PATCH");
  CHECK(answer->headers.get("x-path") == "/a b");
  CHECK(answer->body == "body|x=1%20&y");
}

TEST_CASE("server: parameters of a query") {
  ServerRequest in;
  in.query = "a=1+2&b=%26&c&a=3&d=&e%20f=x";
  CHECK(in.parameter("a") == "1 2");
  CHECK(in.parameter("b") == "&");
  CHECK(in.parameter("c") == "");
  CHECK(in.parameter("d") == "");
  CHECK(in.parameter("e f") == "x");
  CHECK_FALSE(in.parameter("g"));
}

TEST_CASE("server: bodies beyond the cap are refused unread, with and without a length") {
  const auto server = serve({.body_cap = 1000}, echo);
  const Fixture fixture;
  const auto post = [&](size_t size) {
    return fixture.http
        ->perform_one(
            soon(), {.method = "POST", .url = url_of(*server, "/"), .body = std::string(size, 'x')})
        ->status;
  };
  CHECK(post(1000) == 200);
  CHECK(post(1001) == 413);
  RawClient stubborn(server->port());  // sends all of it before it listens
  stubborn.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n" +
                std::string(5'000'000, 'x'));
  stubborn.finish();
  CHECK(stubborn.until_closed().starts_with("HTTP/1.1 413 "));
  RawClient chunked(server->port());
  chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
               std::string(2000, 'x'));
  CHECK(chunked.until_closed().starts_with("HTTP/1.1 413 "));
  RawClient announced(server->port());
  announced.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  CHECK(announced.until_closed().starts_with("HTTP/1.1 413 "));
}

TEST_CASE("server: a head beyond the cap, and nonsense") {
  const auto server = serve({.header_cap = 2000}, echo);
  RawClient large(server->port());
  large.send("GET / HTTP/1.1\r\nX: " + std::string(4000, 'x') + "\r\n\r\n");
  CHECK(large.until_closed().starts_with("HTTP/1.1 431 "));
  for (const auto* bad : {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                          "\x16\x03\x01\x02", "GET /\x01 HTTP/1.1\r\n\r\n"}) {
    RawClient odd(server->port());
    odd.send(bad);
    odd.finish();
    CHECK_FALSE(odd.until_closed().starts_with("HTTP/1.1 200"));
  }
}

TEST_CASE("server: connections stay open, requests on one are answered in turn") {
  const auto server = serve({}, echo);
  RawClient client(server->port());
  client.send(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto all = client.until_closed();
  const auto first = all.find("X-Path: /1"), second = all.find("X-Path: /2"),
             third = all.find("X-Path: /3");
  CHECK(first < second);
  CHECK(second < third);
  CHECK(third != std::string::npos);
}

TEST_CASE("server: HEAD says the length and sends no body; 204 has none") {
  const auto server = serve({}, [](const ServerRequest& in, const Respond& respond) {
    if (in.path == "/none")
      respond({.status = 204});
    else
      respond({.body = "12345"});
  });
  const Fixture fixture;
  const auto head =
      fixture.http->perform_one(soon(), {.method = "HEAD", .url = url_of(*server, "/")});
  REQUIRE(head);
  CHECK(head->headers.get("Content-Length") == "5");
  CHECK(fixture.get(url_of(*server, "/none"))->status == 204);
  CHECK(fixture.get(url_of(*server, "/"))->body == "12345");
}

TEST_CASE("server: who dawdles is cut off") {
  const auto server = serve({.idle_timeout = 150ms}, echo);
  RawClient silent(server->port()), half(server->port());
  half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123");
  CHECK(silent.until_closed() == "");
  CHECK(half.until_closed().starts_with("HTTP/1.1 408 "));
}

TEST_CASE("server: an answer later, from another thread, and only once") {
  std::jthread worker;
  const auto server = serve({}, [&](const ServerRequest&, const Respond& respond) {
    worker = std::jthread([respond] {
      std::this_thread::sleep_for(30ms);
      respond({.body = "later"});
      respond({.body = "again"});
    });
  });
  const Fixture fixture;
  CHECK(fixture.get(url_of(*server, "/"))->body == "later");
}

TEST_CASE("server: simulators hang up and cut") {
  const auto server = serve({}, [](const ServerRequest& in, const Respond& respond) {
    respond(
        {.body = std::string(1000, 'x'), .cut = in.path == "/cut", .hang_up = in.path == "/gone"});
  });
  const Fixture fixture({}, {.retry = {.attempts = 1}});
  CHECK(fixture.get(url_of(*server, "/cut")).error().reason == Reason::answer_cut);
  CHECK(fixture.get(url_of(*server, "/gone")).error().reason == Reason::answer_cut);
}

TEST_CASE("server: an answer after the end of the server does nothing") {
  Respond kept;
  std::latch arrived(1);
  auto server = serve({}, [&](const ServerRequest&, Respond respond) {
    kept = std::move(respond);
    arrived.count_down();
  });
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  arrived.wait();
  server->stop();
  server.reset();
  CHECK_NOTHROW(kept({.body = "too late"}));
}

TEST_CASE("server: a port in use") {
  const auto server = serve({}, echo);
  try {
    serve({.port = server->port()}, echo);
    FAIL("two servers on one port");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::port_taken);
  }
}

TEST_CASE("workers: slow work elsewhere, 503 beyond the queue, 500 for what throws") {
  std::latch release(1);
  WorkerPool workers(1, 1, [&](const ServerRequest& in) -> ServerResponse {
    if (in.path == "/throws") throw Error(Reason::internal_error);
    if (in.path == "/slow") release.wait();
    return {.body = "done"};
  });
  const auto server = serve({}, workers.handler());
  const Fixture fixture({}, {.retry = {.attempts = 1}});
  CHECK(fixture.get(url_of(*server, "/"))->body == "done");
  CHECK(fixture.get(url_of(*server, "/throws"))->status == 500);
  std::vector<RawClient> waiting;
  std::vector<std::string> answers;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(server->port());
    waiting.back().send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(30ms);
  }
  // One is being worked on, one waits, two are beyond.
  for (const int i : {2, 3}) answers.push_back(waiting[static_cast<size_t>(i)].until_closed());
  release.count_down();
  for (const int i : {0, 1}) answers.push_back(waiting[static_cast<size_t>(i)].until_closed());
  CHECK(answers[0].starts_with("HTTP/1.1 503 "));
  CHECK(answers[1].starts_with("HTTP/1.1 503 "));
  CHECK(answers[2].starts_with("HTTP/1.1 200 "));
  CHECK(answers[3].starts_with("HTTP/1.1 200 "));
}
