// The server's end: what was begun is answered, what only waits is ended.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>
#include <thread>

#include "unit/net/open_server.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;

TEST_CASE("drain: long polls are ended, work is awaited, idle connections are closed") {
  OpenServer open;
  RawClient poll = open.client(), work = open.client(), idle = open.client();
  idle.send(OpenServer::head("GET", "/who"));
  idle.answer();
  poll.send(OpenServer::head("GET", "/poll"));
  const auto first = open.kept(1);
  work.send(OpenServer::head("GET", "/kept") + OpenServer::head("GET", "/who"));
  const auto kept = open.kept(2);
  std::jthread draining([&] { open.server->drain(Millis(20'000)); });
  const auto ended = poll.until_closed();
  CHECK(ended.find("Connection: close\r\n") != std::string::npos);
  CHECK(ended.ends_with("nothing new"));
  CHECK(idle.until_closed() == "");
  CHECK_FALSE(RawClient::maybe(open.server->port()).connected());
  first[0]({.body = "too late"});
  kept[1]({.body = "in time"});
  const auto answered = work.until_closed();
  CHECK(answered.find("Connection: close\r\n") != std::string::npos);
  CHECK(answered.ends_with("in time"));
}

TEST_CASE("drain: a request whose body is still coming is answered") {
  OpenServer open;
  RawClient slow = open.client();
  slow.send(OpenServer::head("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
  CHECK(slow.answer().starts_with("HTTP/1.1 100 "));
  std::jthread draining([&] { open.server->drain(Millis(20'000)); });
  while (RawClient::maybe(open.server->port()).connected()) {
  }
  slow.send("abc");
  CHECK(slow.until_closed().ends_with("<abc>"));
}

TEST_CASE("drain: what does not end in time is cut") {
  OpenServer open;
  RawClient work = open.client();
  work.send(OpenServer::head("GET", "/kept"));
  const auto kept = open.kept(1);
  open.server->drain(Millis(50));
  CHECK(work.until_closed() == "");
  kept[0]({.body = "too late"});
  open.server->drain(Millis(50));
  open.server->stop();
}

TEST_CASE("drain: under load every request that was begun is answered whole") {
  std::atomic<int> begun{0}, answered{0}, odd{0};
  WorkerPool workers(4, 1000, [&](const ServerRequest&) -> ServerResponse {
    ++begun;
    return {.body = std::string(100'000, 'x')};
  });
  Listener listener;
  listener.router =
      std::make_shared<const Router>(std::vector{a_route("GET", "/work", workers.handler())});
  const auto server = serve({}, {std::move(listener)});
  std::atomic<bool> over{false};
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      while (!over) {
        RawClient one = RawClient::maybe(server->port());
        if (!one.connected()) return;
        one.send(OpenServer::head("GET", "/work"));
        const auto answer = one.answer();
        if (answer.empty()) return;  // connected, but too late to be heard
        const bool whole = answer.starts_with("HTTP/1.1 200 ") && answer.size() > 100'000;
        ++(whole ? answered : odd);
      }
    });
  }
  while (answered < 50) std::this_thread::sleep_for(Millis(1));
  server->drain(Millis(30'000));
  over = true;
  clients.clear();
  CHECK(odd == 0);
  CHECK(begun == answered);
}
