// The session's state machine: see link.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/link.hpp"

#include <algorithm>

namespace chatops::sync {

namespace {

constexpr std::size_t most_unacked = 32U << 20U;
constexpr std::size_t acknowledge_after = 64U << 10U;
/// Small enough that a key pressed meanwhile does not wait long behind it.
constexpr std::size_t data_piece = 32U << 10U;

tl::unexpected<Error> odd_link(std::string_view what) {
  return failure(Reason::answer_odd, {{"what", std::string(what)}});
}

std::string number_text(std::uint64_t value) { return Writer().u64(value).take(); }

}  // namespace

void Link::connected(Tick now) {
  disconnected();
  heard_ = pinged_ = now;
  if (side_ == Side::client)
    control(FrameType::hello, encode(Hello{.self = self_, .peer = peer_, .received = received_}));
}

void Link::disconnected() {
  established_ = false;
  reader_.reset();
  control_.clear();
  resend_from_ = 0;
}

void Link::begin_anew() {
  unacked_.clear();
  unacked_bytes_ = resend_from_ = received_bytes_ = 0;
  sent_ = received_ = told_ = 0;
  channels_.clear();  // whose numbers are not used again: who still sends on one reaches nobody
  events_.push_back({LinkEvent::Type::begun});
}

void Link::control(FrameType type, std::string payload) {
  control_.push_back(encode(Frame{type, 0, 0, std::move(payload)}));
}

void Link::number(FrameType type, ChannelId channel, std::string payload) {
  ++sent_;
  auto bytes = encode(Frame{type, channel, static_cast<std::uint32_t>(sent_), std::move(payload)});
  unacked_bytes_ += bytes.size();
  unacked_.push_back({std::move(bytes)});
}

Result<void> Link::feed(std::string_view bytes, Tick now) {
  heard_ = now;
  reader_.feed(bytes);
  Frame frame;
  while (true) {
    const auto got = reader_.next(frame);
    if (!got) return tl::make_unexpected(got.error());
    if (!*got) return {};
    if (auto taken = take(frame, now); !taken) return taken;
  }
}

Result<void> Link::take(Frame& frame, Tick now) {
  if (frame.type == FrameType::hello) return take_hello(frame);
  if (frame.type == FrameType::bye) {
    if (!decode_bye(frame.payload)) return odd_link("bye");
    events_.push_back({.type = LinkEvent::Type::bye, .bytes = std::move(frame.payload)});
    return {};
  }
  if (!established_) return odd_link("no hello");
  Reader in(frame.payload);
  switch (frame.type) {
    case FrameType::ping: control(FrameType::pong, std::move(frame.payload)); return {};
    case FrameType::pong: {
      const auto sent = static_cast<Millis::rep>(in.u64());
      const auto took = now.time_since_epoch() - Millis(sent);
      if (took >= Millis(0)) round_trip_ = took;
      return {};
    }
    case FrameType::ack: {
      const auto count = in.u64();
      if (!in.done()) return odd_link("ack");
      return acknowledged(count);
    }
    default: return take_numbered(frame);
  }
}

Result<void> Link::acknowledged(std::uint64_t received) {
  const auto first = sent_ - unacked_.size();  // frames before it are acknowledged
  if (received > sent_ || received < first) return odd_link("ack");
  for (auto n = received - first; n > 0; --n) {
    unacked_bytes_ -= unacked_.front().bytes.size();
    unacked_.pop_front();
    if (resend_from_ > 0) --resend_from_;
  }
  return {};
}

Result<void> Link::take_hello(const Frame& frame) {
  const auto hello = decode_hello(frame.payload);
  if (!hello) return tl::make_unexpected(hello.error());
  if (established_) return odd_link("second hello");
  if (hello->newest < oldest_protocol || hello->oldest > newest_protocol) {
    const auto theirs = std::to_string(hello->oldest) + "-" + std::to_string(hello->newest);
    if (side_ == Side::agent) say_bye({ByeWhy::version, std::to_string(newest_protocol)});
    return failure(Reason::protocol_unsupported, {{"what", theirs}});
  }
  const auto first = sent_ - unacked_.size();
  const bool resumes = hello->self == peer_ && hello->peer == self_ && hello->received >= first &&
                       hello->received <= sent_;
  established_ = true;
  peer_ = hello->self;
  if (!resumes) begin_anew();
  if (side_ == Side::agent)
    control(FrameType::hello,
            encode(Hello{.self = self_, .peer = resumes ? peer_ : 0, .received = received_}));
  if (!resumes) return {};
  events_.push_back({LinkEvent::Type::resumed});
  resend_from_ = 0;
  return acknowledged(hello->received);
}

Result<void> Link::take_numbered(Frame& frame) {
  if (frame.number != static_cast<std::uint32_t>(received_ + 1)) return odd_link("number");
  ++received_;
  received_bytes_ += frame_header_size + frame.payload.size();
  const auto id = frame.channel;
  if (frame.type == FrameType::open) {
    Reader in(frame.payload);
    const auto kind = in.u8();
    if (side_ != Side::agent || id % 2 == 0 || kind < 1 || kind > 3 || has(id))
      return odd_link("open");
    const auto type = static_cast<ChannelKind>(kind);
    const auto window = window_of(type);
    channels_[id] = {.kind = type, .may_send = window, .may_receive = window};
    if (channels_.size() > most_channels) {
      reset(id, "too_many");
      return {};
    }
    events_.push_back({LinkEvent::Type::opened, id, type, std::string(in.rest())});
    return {};
  }
  const auto found = channels_.find(id);
  if (found == channels_.end()) return {};  // on its way when we reset the channel
  auto& channel = found->second;
  switch (frame.type) {
    case FrameType::data:
      if (frame.payload.size() > channel.may_receive || channel.end_received) {
        peer_ = 0;  // not to be trusted with going on
        return odd_link("credit");
      }
      channel.may_receive -= frame.payload.size();
      events_.push_back({LinkEvent::Type::data, id, channel.kind, std::move(frame.payload)});
      return {};
    case FrameType::credit: {
      Reader in(frame.payload);
      const auto more = in.u32();
      if (!in.done() || channel.may_send + more > window_of(channel.kind)) {
        peer_ = 0;
        return odd_link("credit");
      }
      channel.may_send += more;
      return {};
    }
    case FrameType::end:
      channel.end_received = true;
      events_.push_back({LinkEvent::Type::ended, id, channel.kind});
      forget_if_over(id);
      return {};
    default:
      events_.push_back({LinkEvent::Type::reset, id, channel.kind, std::move(frame.payload)});
      channels_.erase(found);
      return {};
  }
}

Link::Channel* Link::next_to_send() {
  const auto ready = [](const Channel& c) {
    return !c.end_sent && ((c.pending.size() > c.at && c.may_send > 0) ||
                           (c.end_wanted && c.pending.size() == c.at));
  };
  // Hands and connections before files; among equals in turn.
  for (const bool bulk : {false, true}) {
    const auto fits = [&](const auto& pair) {
      return (pair.second.kind == ChannelKind::sync) == bulk && ready(pair.second);
    };
    auto it = std::find_if(channels_.upper_bound(last_served_), channels_.end(), fits);
    if (it == channels_.end()) it = std::find_if(channels_.begin(), channels_.end(), fits);
    if (it == channels_.end()) continue;
    last_served_ = it->first;
    return &it->second;
  }
  return nullptr;
}

bool Link::has_output() const {
  if (!control_.empty()) return true;
  if (!established_) return false;
  if (resend_from_ < unacked_.size()) return true;
  if (received_bytes_ >= acknowledge_after) return true;
  if (unacked_bytes_ >= most_unacked) return false;
  return std::any_of(channels_.begin(), channels_.end(), [](const auto& pair) {
    const auto& c = pair.second;
    return !c.end_sent && ((c.pending.size() > c.at && c.may_send > 0) ||
                           (c.end_wanted && c.pending.size() == c.at));
  });
}

std::string Link::output(std::size_t cap) {
  std::string out;
  for (; !control_.empty(); control_.pop_front()) out += control_.front();
  if (!established_) return out;
  while (out.size() < cap) {
    if (resend_from_ < unacked_.size()) {
      out += unacked_[resend_from_++].bytes;
      continue;
    }
    if (unacked_bytes_ >= most_unacked) break;
    auto* channel = next_to_send();
    if (channel == nullptr) break;
    const auto id = last_served_;
    const auto left = channel->pending.size() - channel->at;
    if (left > 0) {
      const auto piece = std::min({left, channel->may_send, data_piece});
      number(FrameType::data, id, channel->pending.substr(channel->at, piece));
      channel->at += piece;
      channel->may_send -= piece;
      if (channel->at == channel->pending.size()) {
        // A burst's memory is not kept.
        if (channel->pending.capacity() > data_piece)
          std::string().swap(channel->pending);
        else
          channel->pending.clear();
        channel->at = 0;
      } else if (channel->at > window_of(channel->kind)) {
        channel->pending.erase(0, channel->at);
        channel->at = 0;
      }
    } else {
      channel->end_sent = true;
      number(FrameType::end, id, "");
      forget_if_over(id);
    }
  }
  if (received_ > told_ && (!out.empty() || received_bytes_ >= acknowledge_after)) {
    out += encode(Frame{FrameType::ack, 0, 0, number_text(received_)});
    told_ = received_;
    received_bytes_ = 0;
  }
  return out;
}

bool Link::tick(Tick now) {
  if (established_ && received_ > told_) {
    control(FrameType::ack, number_text(received_));
    told_ = received_;
    received_bytes_ = 0;
  }
  if (established_ && now - pinged_ >= ping_every) {
    pinged_ = now;
    control(FrameType::ping,
            number_text(static_cast<std::uint64_t>(now.time_since_epoch().count())));
  }
  return now - heard_ < silence_limit;
}

void Link::say_bye(const Bye& bye) { control(FrameType::bye, encode(bye)); }

std::optional<ChannelId> Link::open(ChannelKind kind, std::string_view order) {
  if (channels_.size() >= most_channels || order.size() > longest_order) return std::nullopt;
  while (has(next_id_)) next_id_ = static_cast<ChannelId>(next_id_ + 2);
  const auto id = next_id_;
  next_id_ = static_cast<ChannelId>(next_id_ + 2);
  const auto window = window_of(kind);
  channels_[id] = {.kind = kind, .may_send = window, .may_receive = window};
  number(FrameType::open, id, Writer().u8(static_cast<std::uint8_t>(kind)).raw(order).take());
  return id;
}

void Link::send(ChannelId channel, std::string_view bytes) {
  const auto found = channels_.find(channel);
  if (found == channels_.end() || found->second.end_wanted) return;
  found->second.pending.append(bytes);
}

std::size_t Link::waiting(ChannelId channel) const {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? 0 : found->second.pending.size() - found->second.at;
}

void Link::end(ChannelId channel) {
  if (const auto found = channels_.find(channel); found != channels_.end())
    found->second.end_wanted = true;
}

void Link::reset(ChannelId channel, std::string_view why) {
  if (channels_.erase(channel) > 0)
    number(FrameType::reset, channel, std::string(why.substr(0, 256)));
}

void Link::consumed(ChannelId channel, std::size_t bytes) {
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return;
  auto& c = found->second;
  c.to_give_back += bytes;
  if (c.end_received || c.to_give_back < window_of(c.kind) / 4) return;
  c.may_receive += c.to_give_back;
  number(FrameType::credit, channel,
         Writer().u32(static_cast<std::uint32_t>(std::exchange(c.to_give_back, 0))).take());
}

void Link::forget_if_over(ChannelId id) {
  const auto found = channels_.find(id);
  if (found != channels_.end() && found->second.end_sent && found->second.end_received)
    channels_.erase(found);
}

}  // namespace chatops::sync
