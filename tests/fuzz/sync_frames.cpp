// Any bytes from the other end of a dev session: frames, messages, orders and rules, or an error;
// the same however the bytes are cut, never a path that leads out, never more than the caps. The
// first byte says what the rest is read as.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include "sync/ignore.hpp"
#include "sync/link.hpp"
#include "sync/messages.hpp"
#include "sync/orders.hpp"
#include "target.hpp"

using namespace chatops;
using namespace chatops::sync;

namespace {

std::string frames_of(std::string_view bytes, std::size_t step) {
  std::string out;
  FrameReader reader;
  Frame frame;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.feed(bytes.substr(at, step));
    while (true) {
      const auto got = reader.next(frame);
      if (!got) return out + "!";
      if (!*got) break;
      require(frame.payload.size() <= largest_payload);
      out += encode(frame);
    }
  }
  return out;
}

void frames(std::string_view bytes) {
  const auto whole = frames_of(bytes, bytes.size() + 1);
  require(whole == frames_of(bytes, 1));
  // What was taken is what was sent.
  const auto taken = whole.ends_with('!') ? whole.substr(0, whole.size() - 1) : whole;
  require(bytes.starts_with(taken));
  (void)decode_hello(bytes);
  if (const auto bye = decode_bye(bytes)) require(encode(*bye) == bytes);
}

/// Frames with sound numbers and checksums, as an odd client could send them.
void link(std::string_view bytes) {
  Link agent(Link::Side::agent, 7);
  agent.connected({});
  std::uint32_t number = 0;
  const auto feed = [&](FrameType type, ChannelId channel, std::string_view payload) {
    if (is_numbered(type)) ++number;
    const auto fed = agent.feed(
        encode(Frame{type, channel, is_numbered(type) ? number : 0, std::string(payload)}), {});
    return fed.has_value();
  };
  bool goes_on = feed(FrameType::hello, 0, encode(Hello{.self = 9}));
  for (Reader in(bytes); goes_on && !in.empty();) {
    const auto type = static_cast<FrameType>(in.u8());
    const auto channel = in.u8();
    const auto payload = in.raw(in.u8());
    if (!in.ok() || type == FrameType::hello) break;
    goes_on = feed(type, channel, payload);
    for (const auto& event : agent.take_events()) {
      if (event.type == LinkEvent::Type::data) agent.consumed(event.channel, event.bytes.size());
      if (event.type == LinkEvent::Type::data) agent.send(event.channel, event.bytes);
      if (event.type == LinkEvent::Type::ended) agent.end(event.channel);
    }
    (void)agent.output(1U << 16U);
  }
}

void sound(const std::string& path) { require(path_is_sound(path)); }

void message(const Message& one) {
  require(one.body.size() <= largest_message);
  Begin begin;
  Batch batch;
  BigBegin big;
  Done done;
  DownEnd end;
  std::vector<Listed> listed;
  switch (one.type) {
    case MessageType::begin:
      if (decode(one.body, begin)) require(begin.rules.size() <= largest_packed);
      break;
    case MessageType::batch:
      if (!decode(one.body, batch)) break;
      for (const auto& change : batch.changes) sound(change.path);
      break;
    case MessageType::big_begin:
      if (decode(one.body, big)) sound(big.change.path);
      break;
    case MessageType::listing:
    case MessageType::changed:
      if (!decode(one.body, listed)) break;
      for (const auto& entry : listed) sound(entry.path);
      break;
    case MessageType::done: (void)decode(one.body, done); break;
    case MessageType::down_end: (void)decode(one.body, end); break;
    default: break;
  }
}

std::size_t messages(std::string_view bytes, std::size_t step) {
  std::size_t count = 0;
  MessageReader reader;
  Message one;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.feed(bytes.substr(at, step));
    while (true) {
      const auto got = reader.next(one);
      if (!got) return count;
      if (!*got) break;
      ++count;
      message(one);
    }
  }
  return count;
}

void orders(std::string_view bytes) {
  CommandOrder command;
  ForwardOrder forward;
  if (decode(bytes, command)) require(encode(command) == bytes);
  if (decode(bytes, forward)) require(encode(forward) == bytes);
  PartReader reader;
  reader.feed(bytes);
  CommandPart part;
  for (auto got = reader.next(part); got && *got; got = reader.next(part)) {
  }
  IgnoreRules rules;
  if (IgnoreRules::decode(bytes, rules)) (void)rules.ignored("a/b/c.txt", false);
}

}  // namespace

FUZZ_TARGET(sync_frames) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.empty()) return 0;
  const auto rest = bytes.substr(1);
  switch (bytes.front()) {
    case 'f': frames(rest); break;
    case 'l': link(rest); break;
    case 'm': require(messages(rest, 1) == messages(rest, rest.size() + 1)); break;
    case 'o': orders(rest); break;
    case 'g': {
      const auto middle = rest.find('\0');
      if (middle != rest.npos) (void)glob_matches(rest.substr(0, middle), rest.substr(middle + 1));
      break;
    }
    default: break;
  }
  return 0;
}
