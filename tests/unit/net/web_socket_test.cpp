// A WebSocket against servers that behave and servers that do not.
// SPDX-License-Identifier: Apache-2.0
#include "net/web_socket.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <thread>

#include "net/raw_connection.hpp"
#include "net/web_socket_codec.hpp"
#include "net/web_socket_handshake.hpp"
#include "unit/net/fixture.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;
using namespace std::chrono_literals;

namespace {

std::string field(const std::string& head, const std::string& name) {
  const auto at = head.find(name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 2;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string accepted(const std::string& head, const std::string& more = "") {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
         "Upgrade\r\nSec-WebSocket-Accept: " +
         accept_key(field(head, "Sec-WebSocket-Key")) + "\r\n" + more + "\r\n";
}

/// Short frames only.
std::string frame(unsigned first, const std::string& payload) {
  return std::string(1, static_cast<char>(first)) + static_cast<char>(payload.size()) + payload;
}

/// Reads one short frame of the client: its first byte and its payload.
std::string read_frame(Peer& peer) {
  const auto take = [&](std::size_t size) {
    std::string out;
    while (out.size() < size) {
      char c = 0;
      if (::recv(peer.fd(), &c, 1, 0) <= 0) return std::string();
      out += c;
    }
    return out;
  };
  const std::string head = take(2);
  if (head.empty()) return "";
  const std::string key = take(4);
  std::string payload = take(static_cast<unsigned char>(head[1]) & 0x7FU);
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  return head.substr(0, 1) + payload;
}

Known<Upgrade> upgrade(const Fixture& fixture, const RawServer& server,
                       const std::vector<std::string>& protocols = {}) {
  auto& client = dynamic_cast<Client&>(*fixture.http);
  return client.upgrade(soon(),
                        {.url = server.url("/x?y=z"),
                         .headers = {{"Authorization", "Bearer t"}},
                         .system = "test.upgrade"},
                        protocols);
}

}  // namespace

TEST_CASE("web socket: asks for protocols, sends whole frames, answers pings, hears the close") {
  std::string head, hello, pong;
  const RawServer server([&](Peer& peer) {
    head = peer.head();
    // What comes in one piece with the answer is not lost.
    peer.send(accepted(head, "Sec-WebSocket-Protocol: two\r\n") + frame(0x82, "first"));
    hello = read_frame(peer);
    peer.send(frame(0x89, "are you there"));
    pong = read_frame(peer);
    peer.send(frame(0x01, "sec") + frame(0x80, "ond") + frame(0x88, close_payload(1001, "going")));
    peer.wait();
  });
  const Fixture fixture;
  const auto made = upgrade(fixture, server, {"one", "two"});
  REQUIRE(made);
  REQUIRE(made->socket);
  CHECK(head.starts_with("GET /x?y=z HTTP/1.1\r\n"));
  CHECK(field(head, "Authorization") == "Bearer t");
  CHECK(field(head, "Sec-WebSocket-Protocol") == "one, two");
  auto& socket = *made->socket;
  CHECK(socket.protocol() == "two");
  CHECK(socket.next(soon())->bytes == "first");
  CHECK(socket.send(soon(), "hello"));
  const auto second = socket.next(soon());
  CHECK(second->type == WebSocketMessage::Type::text);
  CHECK(second->bytes == "second");
  const auto closed = socket.next(soon());
  CHECK(closed->type == WebSocketMessage::Type::closed);
  CHECK(closed->code == 1001);
  CHECK(hello == "\x82hello");
  CHECK(pong ==
        "\x8A"
        "are you there");
}

TEST_CASE("web socket: an answer that refuses comes back with its body") {
  const RawServer server([](Peer& peer) {
    if (field(peer.head(), "Upgrade").empty()) return;
    peer.send(
        "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno "
        "\r\n4\r\nway!\r\n0\r\n\r\n");
    peer.wait();
  });
  const Fixture fixture;
  const auto made = upgrade(fixture, server);
  REQUIRE(made);
  CHECK(!made->socket);
  CHECK(made->answer.status == 403);
  CHECK(made->answer.body == "no way!");
}

TEST_CASE("web socket: who answers against the rules is not spoken to") {
  const std::vector<std::string> odd{
      "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
      "wrong\r\n\r\n",
      "nonsense\r\n\r\n"};
  for (const auto& answer : odd) {
    const RawServer server([&](Peer& peer) {
      peer.head();
      peer.send(answer);
      peer.wait();
    });
    const Fixture fixture;
    CHECK(upgrade(fixture, server).error().reason == Reason::answer_odd);
  }
  const RawServer chooses([](Peer& peer) {
    peer.send(accepted(peer.head(), "Sec-WebSocket-Protocol: other\r\n"));
    peer.wait();
  });
  const Fixture fixture;
  CHECK(upgrade(fixture, chooses, {"one"}).error().reason == Reason::answer_odd);
  const RawServer shuts([](Peer& peer) { peer.head(); });
  CHECK(upgrade(fixture, shuts).error().reason == Reason::answer_cut);
}

TEST_CASE("web socket: a cut, a deadline and a stop end the waiting") {
  const RawServer server([](Peer& peer) {
    const auto head = peer.head();
    peer.send(accepted(head));
    if (read_frame(peer) !=
        "\x82"
        "cut")
      peer.wait();
  });
  const Fixture fixture;
  auto made = upgrade(fixture, server);
  REQUIRE(made);
  CHECK(made->socket->next({.deadline = in(1ms)}).error().reason == Reason::deadline_passed);
  std::stop_source stop;
  Call call = soon();
  call.stop = stop.get_token();
  std::jthread stopper([&] { stop.request_stop(); });
  CHECK_THROWS_AS((void)made->socket->next(call), Interrupted);
  CHECK(made->socket->send(soon(), "cut"));
  CHECK(made->socket->next(soon()).error().reason == Reason::answer_cut);
}

TEST_CASE("web socket: who answers no ping is gone") {
  const RawServer server([](Peer& peer) {
    peer.send(accepted(peer.head()));
    peer.wait();
  });
  const Fixture fixture;
  const System system{const_cast<SystemClock&>(fixture.clock),
                      const_cast<SeededRandom&>(fixture.random), fixture.variables,
                      const_cast<SystemSpawner&>(fixture.spawner)};
  const Request request{.url = server.url(), .system = "test.upgrade"};
  auto connection = dial(system, soon(), request, fixture.options);
  REQUIRE(connection);
  const auto made = ask_for_web_socket(system, soon(), *std::move(connection), request, {},
                                       {.ping_after = 1ms, .dead_after = 2ms});
  REQUIRE(made);
  CHECK(made->socket->next(soon()).error().reason == Reason::answer_cut);
}

TEST_CASE("web socket: many send at once, and every message arrives whole") {
  constexpr int threads = 4, each = 50;
  std::vector<std::string> heard;
  const RawServer server([&](Peer& peer) {
    peer.send(accepted(peer.head()));
    for (int i = 0; i < threads * each; ++i) heard.push_back(read_frame(peer));
    peer.send(frame(0x82, "all"));
    peer.wait();
  });
  const Fixture fixture;
  auto made = upgrade(fixture, server);
  REQUIRE(made);
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < threads; ++i) {
      senders.emplace_back([&, i] {
        for (int k = 0; k < each; ++k)
          (void)made->socket->send(soon(), std::string(100, static_cast<char>('a' + i)));
      });
    }
  }
  CHECK(made->socket->next(soon())->bytes == "all");
  for (const auto& one : heard) {
    REQUIRE(one.size() == 101);
    CHECK(one.find_first_not_of(one[1], 1) == std::string::npos);
  }
}
