// The server against those who send slowly, too much, too little or nonsense.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <latch>
#include <ostream>
#include <thread>

#include "unit/net/open_server.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;

namespace {

std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
  return OpenServer::head("POST", path,
                          "Content-Length: " + std::to_string(body.size()) + "\r\n" + more) +
         body;
}

}  // namespace

TEST_CASE("server: a head that comes byte by byte gets no more time for it") {
  OpenServer open;
  RawClient slow = open.client();
  slow.send("GET /who HTTP/1.1\r\nX: ");
  for (int i = 0; i < 2000 && !slow.readable(5); ++i) {
    slow.send("y");
    open.clock.advance(Millis(1000));
  }
  CHECK(slow.until_closed().starts_with("HTTP/1.1 408 "));
}

TEST_CASE("server: a slow body ends with the route's deadline, unhandled") {
  OpenServer open;
  RawClient slow = open.client();
  slow.send(OpenServer::head("POST", "/echo", "Content-Length: 10\r\n") + "123");
  open.pass_time(slow);
  CHECK(slow.until_closed().starts_with("HTTP/1.1 408 "));
  CHECK(open.echoed == 0);
}

TEST_CASE("server: a silent connection is closed without a word") {
  OpenServer open;
  RawClient silent = open.client();
  open.pass_time(silent);
  CHECK(silent.until_closed() == "");
}

TEST_CASE("server: a reader that never reads is left") {
  OpenServer open;
  RawClient greedy = open.client();
  for (int i = 0; i < 30; ++i) greedy.send(OpenServer::head("GET", "/large"));
  open.pass_time(greedy);
  for (int i = 0; i < 2000 && open.server->counts().connections > 0; ++i) {
    open.clock.advance(Millis(5000));
    std::this_thread::sleep_for(Millis(5));
  }
  CHECK(open.server->counts().connections == 0);
}

TEST_CASE("server: the route's cap holds before the body is read, with and without a length") {
  OpenServer open;
  const auto answer = [&](const std::string& sent) {
    RawClient one = open.client();
    one.send(sent);
    return one.answer();
  };
  CHECK(answer(post("/echo", "1234567890")).ends_with("<1234567890>"));
  CHECK(answer(post("/echo", "12345678901")).starts_with("HTTP/1.1 413 "));
  const std::string chunked = OpenServer::head("POST", "/echo", "Transfer-Encoding: chunked\r\n");
  CHECK(answer(chunked + "5;x=y\r\n12345\r\n5\r\n67890\r\n0\r\nTrailer: x\r\n\r\n")
            .ends_with("<1234567890>"));
  CHECK(answer(chunked + "5\r\n12345\r\n6\r\n").starts_with("HTTP/1.1 413 "));
  CHECK(answer(chunked + "ffffffffffffffff\r\n").starts_with("HTTP/1.1 4"));
  CHECK(answer(chunked + "5;" + std::string(200'000, 'x')).starts_with("HTTP/1.1 4"));
  CHECK(open.echoed == 2);
}

TEST_CASE("server: bodies that are being read have a cap together") {
  OpenServer open({.limits = {.body_bytes = 4}});
  RawClient one = open.client();
  one.send(OpenServer::head("POST", "/echo", "Content-Length: 10\r\n") + "12345");
  CHECK(one.answer().starts_with("HTTP/1.1 503 "));
  RawClient other = open.client();
  other.send(OpenServer::head("POST", "/echo", "Content-Length: 3\r\n") + "123");
  CHECK(other.answer().ends_with("<123>"));
}

TEST_CASE("server: who waits to be told to go on is told so only when the body is wanted") {
  OpenServer open;
  const auto asking = [&](const std::string& path, int length) {
    RawClient one = open.client();
    one.send(OpenServer::head(
        "POST", path,
        "Expect: 100-continue\r\nContent-Length: " + std::to_string(length) + "\r\n"));
    return one;
  };
  RawClient wanted = asking("/echo", 3);
  CHECK(wanted.answer().starts_with("HTTP/1.1 100 "));
  wanted.send("abc");
  CHECK(wanted.answer().ends_with("<abc>"));
  CHECK(asking("/echo", 11).answer().starts_with("HTTP/1.1 413 "));
  CHECK(asking("/session", 3).answer().starts_with("HTTP/1.1 401 "));
  CHECK(asking("/nothing", 3).answer().starts_with("HTTP/1.1 404 "));
}

TEST_CASE("server: authentication comes before the body") {
  OpenServer open;
  RawClient stranger = open.client();
  stranger.send(OpenServer::head("POST", "/session", "Content-Length: 10\r\n"));
  CHECK(stranger.answer().starts_with("HTTP/1.1 401 "));
  RawClient known = open.client();
  known.send(post("/session", "hello", "Cookie: id=lin\r\n"));
  CHECK(known.answer().ends_with("<hello>"));
  CHECK(open.get("/uid").starts_with("HTTP/1.1 403 "));
}

TEST_CASE("server: what two servers could read differently is refused") {
  OpenServer open;
  const std::string start = "POST /echo HTTP/1.1\r\n", host = "Host: x\r\n";
  struct Row {
    std::string sent;
    const char* status;
  };
  const Row rows[] = {
      {start + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {start + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "400"},
      {start + host + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400"},
      {start + host + "Content-Length: 3, 3\r\n\r\nabc", "400"},
      {start + host + "Content-Length: +3\r\n\r\nabc", "400"},
      {start + host + "Content-Length: -1\r\n\r\n", "400"},
      {start + host + "Content-Length : 3\r\n\r\nabc", "400"},
      {start + host + "Transfer-Encoding: gzip\r\n\r\n", "501"},
      {start + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"},
      {start + host + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "501"},
      {"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {start + "Content-Length: 0\r\n\r\n", "400"},
      {start + host + host + "Content-Length: 0\r\n\r\n", "400"},
      {"POST /echo HTTP/2.0\r\n" + host + "\r\n", "505"},
      {"POST  /echo HTTP/1.1\r\n" + host + "\r\n", "400"},
      {start + host + "Expect: tea\r\nContent-Length: 0\r\n\r\n", "417"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.sent);
    RawClient client = open.client();
    client.send(one.sent);
    CHECK(client.answer().substr(0, 12) == "HTTP/1.1 " + std::string(one.status));
  }
  CHECK(open.echoed == 0);
}

TEST_CASE("server: nonsense is told at once that it is none") {
  OpenServer open;
  for (const std::string_view bytes :
       {std::string_view("\x16\x03\x01\x02\x00\x01", 6), std::string_view("\0\0\0\0", 4),
        std::string_view("get / HTTP/1.1\r\n\r\n")}) {
    RawClient odd = open.client();
    odd.send(bytes);
    CHECK(odd.until_closed().starts_with("HTTP/1.1 400 "));
  }
  CHECK(open.get("/who").ends_with("127.0.0.1"));
}

TEST_CASE("server: a truncated request is not handled") {
  OpenServer open;
  RawClient cut = open.client();
  cut.send(OpenServer::head("POST", "/echo", "Content-Length: 10\r\n") + "123");
  cut.finish();
  CHECK(cut.until_closed() == "");
  RawClient headless = open.client();
  headless.send("POST /echo HT");
  headless.finish();
  CHECK(headless.until_closed() == "");
  CHECK(open.echoed == 0);
}

TEST_CASE("server: requests behind each other on one connection, bodies and refusals among them") {
  OpenServer open;
  RawClient one = open.client();
  one.send(post("/echo", "a") +
           OpenServer::head("POST", "/echo", "Transfer-Encoding: chunked\r\n") +
           "1\r\nb\r\n0\r\n\r\n" + OpenServer::head("GET", "/nothing") + "\r\n" +
           OpenServer::head("GET", "/throws") + post("/echo", "c"));
  CHECK(one.answer().ends_with("<a>"));
  CHECK(one.answer().ends_with("<b>"));
  CHECK(one.answer().starts_with("HTTP/1.1 404 "));
  CHECK(one.answer().starts_with("HTTP/1.1 500 "));
  CHECK(one.answer().ends_with("<c>"));
}

TEST_CASE("server: an old client is told whether the connection stays") {
  OpenServer open;
  RawClient old = open.client();
  old.send("GET /who HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(old.answer().find("Connection: keep-alive\r\n") != std::string::npos);
  old.send("GET /who HTTP/1.0\r\n\r\n");
  CHECK(old.until_closed().find("Connection: close\r\n") != std::string::npos);
}

TEST_CASE("server: what a handler puts into a field cannot end it") {
  const auto server = serve({}, [](const ServerRequest&, const Respond& respond) {
    respond({.headers = {{"X-One", "a\r\nX-Two: b"}, {"X-Three", "c"}, {"Connection", "close"}}});
  });
  RawClient client(server->port());
  client.send(OpenServer::head("GET", "/"));
  const std::string answer = client.until_closed();
  CHECK(answer.find("X-Two") == std::string::npos);
  CHECK(answer.find("X-Three: c\r\n") != std::string::npos);
}

TEST_CASE("server: a handler that is too late has answered nothing, and learns it") {
  OpenServer open;
  RawClient one = open.client();
  one.send(OpenServer::head("GET", "/kept"));
  const auto late = open.kept(1);
  open.pass_time(one);
  CHECK(one.answer().starts_with("HTTP/1.1 503 "));
  CHECK(open.server->counts().late == 1);
  late[0]({.body = "late"});
  one.send(OpenServer::head("GET", "/who"));
  CHECK(one.answer().ends_with("127.0.0.1"));
}

TEST_CASE("server: a long poll with nothing to say says so at its deadline") {
  OpenServer open;
  RawClient one = open.client();
  one.send(OpenServer::head("GET", "/poll"));
  CHECK(open.kept(1).size() == 1);
  open.pass_time(one);
  CHECK(one.answer().ends_with("nothing new"));
  CHECK(open.server->counts().late == 0);
}

TEST_CASE("workers: a handler at work learns that nobody waits; what waits is not begun") {
  SharedClock clock;
  std::latch release(1);
  std::atomic<int> begun{0}, told{0};
  WorkerPool workers(1, 8, [&](const ServerRequest& in) -> ServerResponse {
    ++begun;
    release.wait();
    told += in.call.stop.stop_requested() ? 1 : 0;
    return {.body = "done"};
  });
  Listener listener;
  const auto other = [](const ServerRequest&) { return ServerResponse{.body = "another"}; };
  listener.router =
      std::make_shared<const Router>(std::vector{a_route("GET", "/slow", workers.handler()),
                                                 a_route("GET", "/other", workers.handler(other))});
  const auto server = serve({.clock = &clock}, {std::move(listener)});
  RawClient first(server->port()), second(server->port()), third(server->port());
  first.send(OpenServer::head("GET", "/slow"));
  second.send(OpenServer::head("GET", "/slow"));
  while (server->counts().requests < 2 || begun == 0) std::this_thread::sleep_for(Millis(1));
  clock.advance(Millis(6000));
  CHECK(first.answer().starts_with("HTTP/1.1 503 "));
  CHECK(second.answer().starts_with("HTTP/1.1 503 "));
  release.count_down();
  third.send(OpenServer::head("GET", "/slow"));
  CHECK(third.answer().ends_with("done"));
  third.send(OpenServer::head("GET", "/other"));
  CHECK(third.answer().ends_with("another"));
  CHECK(begun == 2);
  CHECK(told == 1);
}

TEST_CASE("server: a thousand idle connections are nobody's trouble") {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  OpenServer open({.limits = {.connections = 2000}});
  std::vector<RawClient> idle;
  for (int i = 0; i < 1000; ++i) idle.push_back(open.client());
  CHECK(open.get("/who").ends_with("127.0.0.1"));
  CHECK(open.server->counts().connections >= 1000);
  idle.back().send(OpenServer::head("GET", "/who"));
  CHECK(idle.back().answer().ends_with("127.0.0.1"));
}
