// Two links with a line between them that loses what it likes: each byte arrives once, in order.
// SPDX-License-Identifier: Apache-2.0
#include "sync/link.hpp"

#include <doctest/doctest.h>

#include "base/random.hpp"

using namespace chatops;
using namespace chatops::sync;

namespace {

struct Line {
  Link client{Link::Side::client, 11}, agent{Link::Side::agent, 22};
  Tick now{};
  std::map<ChannelId, std::string> at_agent, at_client;
  int begun = 0, resumed = 0;
  std::string bye;

  void take(Link& link, std::map<ChannelId, std::string>& into) {
    for (auto& event : link.take_events()) {
      if (event.type == LinkEvent::Type::data) {
        into[event.channel] += event.bytes;
        link.consumed(event.channel, event.bytes.size());
      }
      if (event.type == LinkEvent::Type::bye) bye = event.bytes;
      if (&link != &client) continue;
      if (event.type == LinkEvent::Type::begun) ++begun;
      if (event.type == LinkEvent::Type::resumed) ++resumed;
    }
  }
  void connect() {
    client.connected(now);
    agent.connected(now);
  }
  /// Moves up to `bytes` in each direction; what is cut off is lost.
  bool move(std::size_t up, std::size_t down) {
    auto to_agent = client.output(up), to_client = agent.output(down);
    const bool whole = to_agent.size() <= up && to_client.size() <= down;
    REQUIRE(agent.feed(std::string_view(to_agent).substr(0, up), now));
    REQUIRE(client.feed(std::string_view(to_client).substr(0, down), now));
    take(agent, at_agent);
    take(client, at_client);
    return whole;
  }
  void settle() {
    while (client.has_output() || agent.has_output()) REQUIRE(move(SIZE_MAX / 2, SIZE_MAX / 2));
  }
};

}  // namespace

TEST_CASE("everything arrives once and in order, whatever the line loses") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Line line;
    line.connect();
    line.settle();
    const auto sync = line.client.open(ChannelKind::sync, "").value();
    const auto command = line.client.open(ChannelKind::command, "order").value();
    std::map<ChannelId, std::string> up, down;
    for (int round = 0; round < 60; ++round) {
      for (const auto channel : {sync, command}) {
        const std::string text(random.next() % 100'000, static_cast<char>('a' + round % 26));
        line.client.send(channel, text);
        up[channel] += text;
        if (!line.agent.has(channel)) continue;
        line.agent.send(channel, text);
        down[channel] += text;
      }
      if (line.move(random.next() % 200'000, random.next() % 200'000)) continue;
      line.client.disconnected();
      line.agent.disconnected();
      line.connect();
    }
    line.client.disconnected();
    line.agent.disconnected();
    line.connect();
    line.settle();
    CHECK((line.at_agent == up));
    CHECK((line.at_client == down));
    CHECK(line.begun == 1);
    line.now += Millis(1000);
    CHECK(line.client.tick(line.now));
    CHECK(line.agent.tick(line.now));
    line.settle();
    CHECK(line.client.settled());
    CHECK(line.agent.settled());
  }
}

TEST_CASE("who consumes nothing is sent a window and no more, and others are not held up by it") {
  Line line;
  line.connect();
  line.settle();
  const auto lazy = line.client.open(ChannelKind::command, "").value();
  const auto other = line.client.open(ChannelKind::sync, "").value();
  line.client.send(lazy, std::string(1'000'000, 'x'));
  line.client.send(other, "y");
  std::size_t got = 0;
  bool heard = false;
  while (line.client.has_output()) {
    REQUIRE(line.agent.feed(line.client.output(100'000), line.now));
    for (const auto& event : line.agent.take_events()) {
      if (event.type != LinkEvent::Type::data) continue;
      if (event.channel == lazy) got += event.bytes.size();
      heard = heard || event.channel == other;
    }
  }
  CHECK(got == window_of(ChannelKind::command));
  CHECK(heard);
  CHECK(line.client.waiting(lazy) == 1'000'000 - got);
  line.agent.consumed(lazy, got);
  CHECK(line.agent.has_output());
  line.settle();
}

TEST_CASE("a new agent is noticed: nothing of the old session goes on") {
  Line line;
  line.connect();
  line.settle();
  const auto channel = line.client.open(ChannelKind::sync, "").value();
  line.client.send(channel, "lost");
  Link fresh(Link::Side::agent, 33);
  line.client.connected(line.now);
  fresh.connected(line.now);
  REQUIRE(fresh.feed(line.client.output(SIZE_MAX / 2), line.now));
  REQUIRE(line.client.feed(fresh.output(SIZE_MAX / 2), line.now));
  line.take(line.client, line.at_client);
  CHECK(line.begun == 2);
  CHECK_FALSE(line.client.has(channel));
  // Not even by number: who still sends on it reaches nobody.
  CHECK(line.client.open(ChannelKind::sync, "").value() != channel);
}

TEST_CASE("silence is noticed, versions that have nothing in common are told") {
  Line line;
  line.connect();
  line.settle();
  line.now += silence_limit - Millis(1);
  CHECK(line.client.tick(line.now));
  line.now += Millis(2);
  CHECK_FALSE(line.client.tick(line.now));
  Link agent(Link::Side::agent, 5);
  agent.connected(line.now);
  const auto fed = agent.feed(
      encode(Frame{FrameType::hello, 0, 0, encode(Hello{.oldest = 7, .newest = 9, .self = 1})}),
      line.now);
  REQUIRE_FALSE(fed);
  CHECK(fed.error().reason == Reason::protocol_unsupported);
  CHECK_FALSE(agent.output(1000).empty());
}

TEST_CASE("more than the credit, a frame too many and a channel of the agent's are refused") {
  const auto hello = encode(Frame{FrameType::hello, 0, 0, encode(Hello{.self = 1})});
  const auto open = encode(Frame{FrameType::open, 1, 1, "\x02"});
  const auto refused = [&](const std::string& bytes) {
    Link agent(Link::Side::agent, 5);
    agent.connected({});
    const auto fed = agent.feed(hello + bytes, {});
    return !fed && fed.error().reason == Reason::answer_odd;
  };
  std::string flood = open;
  for (std::uint32_t i = 2; i < 20; ++i)
    flood += encode(Frame{FrameType::data, 1, i, std::string(largest_payload, 'x')});
  CHECK(refused(flood));
  CHECK(refused(open + open));
  CHECK(refused(encode(Frame{FrameType::open, 2, 1, "\x02"})));
  CHECK(refused(encode(Frame{FrameType::open, 1, 1, "\x09"})));
  CHECK(refused(encode(Frame{FrameType::ack, 0, 0, Writer().u64(7).take()})));
  CHECK_FALSE(refused(open + encode(Frame{FrameType::data, 1, 2, "x"})));
}
