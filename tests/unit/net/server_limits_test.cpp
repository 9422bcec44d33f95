// Who may take how much, and who somebody is behind a proxy.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <iostream>
#include <ostream>
#include <thread>

#include "net/server/addresses.hpp"
#include "net/server/limiter.hpp"
#include "support/child.hpp"
#include "support/temp_folder.hpp"
#include "unit/net/open_server.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;

TEST_CASE("addresses: one way to write each") {
  CHECK(plain_address(" 10.0.0.7 ") == "10.0.0.7");
  CHECK(plain_address("10.0.0.7:81") == "10.0.0.7");
  CHECK(plain_address("[2001:DB8::1]:81") == "2001:db8::1");
  CHECK(plain_address("2001:db8:0::1") == "2001:db8::1");
  CHECK(plain_address("::ffff:10.0.0.7") == "10.0.0.7");
  for (const auto* odd : {"", "unknown", "_hidden", "10.0.0", "[::1", "fe80::1%eth0", "a:b"})
    CHECK(plain_address(odd) == "");
  CHECK(limit_key("2001:db8::1") == limit_key("2001:db8::ffff:1"));
  CHECK(limit_key("2001:db8::1") != limit_key("2001:db8:0:1::1"));
  CHECK(limit_key("10.0.0.1") != limit_key("10.0.0.2"));
}

TEST_CASE("addresses: networks") {
  const Networks some({"10.1.0.0/15", "fd00::/8", "192.0.2.7"});
  for (const auto* in : {"10.0.0.1", "10.1.255.255", "fdff::1", "192.0.2.7"})
    CHECK(some.contain(in));
  for (const auto* out : {"10.2.0.1", "fe00::1", "192.0.2.8", "", "x"})
    CHECK_FALSE(some.contain(out));
  for (const auto* odd : {"", "10.0.0.0/33", "::/129", "10.0.0.0/x", "proxy", "10.0.0.0/-1"})
    CHECK_THROWS_AS(Networks({odd}), Error);
}

TEST_CASE("addresses: a forwarded address is believed as far as named proxies wrote it") {
  const Networks proxies({"10.0.0.0/8"});
  const auto peer = [&](const std::string& connected, std::initializer_list<const char*> fields) {
    Headers headers;
    for (const auto* field : fields) headers.add("X-Forwarded-For", field);
    return forwarded_peer(connected, headers, proxies);
  };
  CHECK(peer("192.0.2.1", {"203.0.113.9"}) == "192.0.2.1");
  CHECK(peer("10.0.0.1", {"203.0.113.9"}) == "203.0.113.9");
  CHECK(peer("10.0.0.1", {"127.0.0.1, 203.0.113.9"}) == "203.0.113.9");
  CHECK(peer("10.0.0.1", {"203.0.113.9, 10.0.0.2"}) == "203.0.113.9");
  CHECK(peer("10.0.0.1", {"198.51.100.1", "203.0.113.9 , 10.0.0.2:443"}) == "203.0.113.9");
  CHECK(peer("10.0.0.1", {"203.0.113.9, nonsense"}) == "10.0.0.1");
  CHECK(peer("10.0.0.1", {"10.0.0.3"}) == "10.0.0.3");
  CHECK(peer("10.0.0.1", {}) == "10.0.0.1");
}

TEST_CASE("limiter: peers that are gone and quiet are forgotten") {
  Limiter limiter({.connections_per_peer = 1, .requests_per_second = 1, .request_burst = 1});
  const Tick now{Millis(1000)};
  CHECK(limiter.enter("a", now));
  CHECK_FALSE(limiter.enter("a", now));
  CHECK(limiter.enter("b", now));
  CHECK_FALSE(limiter.request("b", now));
  CHECK(limiter.request("b", now));
  limiter.leave("a");
  limiter.leave("b");
  limiter.forget(now);
  CHECK(limiter.peers() == 1);
  limiter.forget(now + Millis(1001));
  CHECK(limiter.peers() == 0);
}

TEST_CASE("server: a forwarded address of an unnamed proxy is ignored, of a named one it counts") {
  const OpenServer open;
  CHECK(open.get("/who", "X-Forwarded-For: 203.0.113.9\r\n").ends_with("\r\n127.0.0.1"));
  const OpenServer behind({.proxies = {"127.0.0.1"}});
  CHECK(behind.get("/who", "X-Forwarded-For: 203.0.113.9\r\n").ends_with("\r\n203.0.113.9"));
}

TEST_CASE("server: requests of one peer have a pace, others do not wait for it") {
  OpenServer open(
      {.limits = {.requests_per_second = 2, .request_burst = 3}, .proxies = {"127.0.0.1"}});
  const auto from = [&](const std::string& peer) {
    return open.get("/who", "X-Forwarded-For: " + peer + "\r\n");
  };
  for (int i = 0; i < 3; ++i) CHECK(from("203.0.113.1").starts_with("HTTP/1.1 200 "));
  const auto refused = from("203.0.113.1");
  CHECK(refused.starts_with("HTTP/1.1 429 "));
  CHECK(refused.find("Retry-After: 1\r\n") != std::string::npos);
  CHECK(from("203.0.113.2").starts_with("HTTP/1.1 200 "));
  open.clock.advance(Millis(500));
  CHECK(from("203.0.113.1").starts_with("HTTP/1.1 200 "));
  CHECK(from("203.0.113.1").starts_with("HTTP/1.1 429 "));
  CHECK(open.server->counts().refused_rate == 2);
}

TEST_CASE("server: loopback is exempt only where it is said") {
  OpenServer open({.limits = {.connections_per_peer = 1,
                              .requests_per_second = 1,
                              .request_burst = 1,
                              .loopback_exempt = true}});
  const RawClient idle = open.client();
  for (int i = 0; i < 5; ++i) CHECK(open.get("/who").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("server: connections of one peer have a limit, those of a named proxy do not") {
  OpenServer open({.limits = {.connections_per_peer = 2}});
  {
    RawClient first = open.client(), second = open.client();
    const auto refused = open.get("/who");
    CHECK(refused.starts_with("HTTP/1.1 429 "));
    CHECK(refused.find("Retry-After: ") != std::string::npos);
    first.send(OpenServer::head("GET", "/who"));
    CHECK(first.answer().starts_with("HTTP/1.1 200 "));
    CHECK(open.server->counts().refused_peer == 1);
  }
  while (open.server->counts().connections > 0) std::this_thread::sleep_for(Millis(1));
  CHECK(open.get("/who").starts_with("HTTP/1.1 200 "));

  OpenServer behind({.limits = {.connections_per_peer = 1}, .proxies = {"127.0.0.0/8"}});
  const RawClient one = behind.client();
  CHECK(behind.get("/who").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("server: 503 when full, unless somebody only idles") {
  OpenServer open({.limits = {.connections = 2}});
  RawClient busy = open.client(), idle = open.client();
  busy.send(OpenServer::head("GET", "/kept"));
  const auto kept = open.kept(1);
  idle.send(OpenServer::head("GET", "/who"));
  CHECK(idle.answer().starts_with("HTTP/1.1 200 "));
  const auto refused = open.get("/who");
  CHECK(refused.starts_with("HTTP/1.1 503 "));
  CHECK(refused.find("Retry-After: ") != std::string::npos);
  CHECK(open.server->counts().refused_full == 1);
  while (open.server->counts().connections > 2) std::this_thread::sleep_for(Millis(1));
  open.clock.advance(Millis(1500));
  CHECK(open.get("/who").starts_with("HTTP/1.1 200 "));
  CHECK(idle.until_closed() == "");
  while (open.server->counts().connections > 1) std::this_thread::sleep_for(Millis(1));
  RawClient slow = open.client();
  slow.send("GET /who HT");
  std::string answer;
  for (int i = 0; i < 5 && !answer.starts_with("HTTP/1.1 200 "); ++i) {  // ends before its deadline
    open.clock.advance(Millis(1500));
    answer = open.get("/who");
  }
  CHECK(answer.starts_with("HTTP/1.1 200 "));
  kept[0]({.body = "still here"});
  CHECK(busy.answer().ends_with("still here"));
}

// The sanitizers look at an object through a pipe, and take it for none where there is no
// descriptor left to make one.
#ifdef __SANITIZE_ADDRESS__
constexpr bool sees_without_descriptors = false;
#else
constexpr bool sees_without_descriptors = true;
#endif

// Run as a process of its own by the case below, which has file descriptors enough.
TEST_CASE("a server with few file descriptors" * doctest::skip()) {
  const rlimit few{40, 40};
  ::setrlimit(RLIMIT_NOFILE, &few);
  std::unique_ptr<Server> server;
  server = serve({}, [&](const ServerRequest&, const Respond& respond) {
    respond({.body = std::to_string(server->counts().accept_pauses)});
  });
  std::cout << "\nport " << server->port() << std::endl;
  while (server->counts().accept_pauses == 0) std::this_thread::sleep_for(Millis(1));
  std::cout << "\npaused" << std::endl;
  while (true) std::this_thread::sleep_for(Millis(1000));  // until it is killed
}

TEST_CASE("server: without file descriptors it waits for some, and goes on" *
          doctest::skip(!sees_without_descriptors)) {
  const test::TempFolder folder;
  test::Child child({"/proc/self/exe", "-tc=a server with few file descriptors", "--no-skip"},
                    folder.file("errors"));
  const auto told = [&](const std::string& word) {
    std::string line;
    for (int i = 0; i < 20 && !line.starts_with(word); ++i) line = child.line();
    return line;
  };
  const auto port = static_cast<unsigned short>(std::stoi(told("port ").substr(5)));
  {
    std::vector<RawClient> many;
    for (int i = 0; i < 100; ++i) many.emplace_back(port);
    CHECK(told("paused") == "paused");
  }
  RawClient one(port);
  one.send(OpenServer::head("GET", "/"));
  const auto answer = one.answer();
  REQUIRE(answer.starts_with("HTTP/1.1 200 "));
  const int pauses = std::stoi(answer.substr(answer.find("\r\n\r\n") + 4));
  CHECK(pauses >= 1);
  CHECK(pauses < 100);  // one that spins counts as many within a millisecond
}
