// One session between client and agent over however many connections: channels side by side, each
// with its own flow control, and frames that arrive once and in order though connections break.
//
// A state machine without I/O, clock and threads: bytes go in (feed) and come out (output), and
// what happened is taken as events. One thread at a time.
//
// Why frames and not only batches are resumed: so that a terminal or a forwarded connection
// outlives a network cut in the same way, and nobody above has to think of one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/known.hpp"
#include "sync/frame.hpp"

namespace chatops::sync {

enum class ChannelKind : std::uint8_t {
  sync = 1,     ///< messages.hpp
  command = 2,  ///< a program with or without a terminal: orders.hpp
  forward = 3,  ///< one TCP connection to 127.0.0.1 in the pod: orders.hpp
};
using ChannelId = std::uint16_t;

/// What may be on its way on a channel in one direction.
inline std::size_t window_of(ChannelKind kind) {
  return kind == ChannelKind::sync ? 4U << 20U : 256U << 10U;
}
inline constexpr std::size_t most_channels = 256;
inline constexpr std::size_t longest_order = 48U << 10U;
inline constexpr Millis ping_every{5'000};
/// Nothing heard for so long: the connection is dead, though nobody said so.
inline constexpr Millis silence_limit{20'000};

struct LinkEvent {
  enum class Type {
    begun,    ///< both sides are new to each other: no channel of before exists any more
    resumed,  ///< the other side is there again, as if nothing had been
    opened,   ///< by the other side; `bytes` is its order
    data,     ///< say consumed() when it was dealt with
    ended,    ///< the other side sends no more
    reset,    ///< over; `bytes` says why, as a code
    bye,      ///< the session is over; `bytes` is an encoded Bye
  };
  Type type;
  ChannelId channel = 0;
  ChannelKind kind = ChannelKind::sync;
  std::string bytes = {};
};

class Link {
 public:
  enum class Side { client, agent };
  /// `self`: this life, not zero, random.
  Link(Side side, std::uint64_t self) : side_(side), self_(self) {}

  // ---- the connection
  /// A new byte stream begins; what the old one still had to say is kept.
  void connected(Tick now);
  void disconnected();
  /// Errors: answer_odd, protocol_unsupported (`what` = the other side's versions): end the
  /// connection. Nothing that was acknowledged is lost.
  Result<void> feed(std::string_view bytes, Tick now);
  /// Bytes to write now, about `cap` of them; "" when there is nothing. Taken is sent: what the
  /// stream loses is sent again over the next.
  std::string output(std::size_t cap);
  bool has_output() const;
  /// Pings and acknowledges; to be called every second or so. False: the other side is silent for
  /// too long.
  bool tick(Tick now);
  /// Hellos were exchanged over this connection.
  bool established() const { return established_; }
  /// All that was sent has been acknowledged.
  bool settled() const { return unacked_.empty() && !has_output(); }
  void say_bye(const Bye& bye);
  Millis round_trip() const { return round_trip_; }  ///< of the last ping; zero = not known

  // ---- channels
  /// Nothing when there are too many.
  std::optional<ChannelId> open(ChannelKind kind, std::string_view order);
  void send(ChannelId channel, std::string_view bytes);
  /// Bytes that wait to be sent. Who sends a lot stops at a window and goes on when there are
  /// fewer.
  std::size_t waiting(ChannelId channel) const;
  void end(ChannelId channel);
  void reset(ChannelId channel, std::string_view why);
  void consumed(ChannelId channel, std::size_t bytes);
  bool has(ChannelId channel) const { return channels_.contains(channel); }

  /// Nothing has come for a while: what a burst took is given back.
  void rest() { reader_.rest(); }

  std::vector<LinkEvent> take_events() { return std::exchange(events_, {}); }

 private:
  struct Channel {
    ChannelKind kind = ChannelKind::sync;
    std::string pending = {};
    std::size_t at = 0;            ///< of pending: sent already
    std::size_t may_send = 0;      ///< credit given by the other side
    std::size_t may_receive = 0;   ///< credit given to it
    std::size_t to_give_back = 0;  ///< consumed and not yet given as credit
    bool end_wanted = false, end_sent = false, end_received = false;
  };

  void begin_anew();
  void control(FrameType type, std::string payload);
  void number(FrameType type, ChannelId channel, std::string payload);
  Result<void> take(Frame& frame, Tick now);
  Result<void> take_hello(const Frame& frame);
  Result<void> take_numbered(Frame& frame);
  Result<void> acknowledged(std::uint64_t received);
  Channel* next_to_send();
  void forget_if_over(ChannelId id);

  Side side_;
  std::uint64_t self_;
  std::uint64_t peer_ = 0;
  bool established_ = false;
  FrameReader reader_;

  std::deque<std::string> control_;  ///< not numbered, this connection only
  struct Sent {
    std::string bytes;
  };
  std::deque<Sent> unacked_;
  std::size_t unacked_bytes_ = 0;
  std::size_t resend_from_ = 0;  ///< index in unacked_ of the first not given to this connection
  std::uint64_t sent_ = 0;       ///< numbered frames made
  std::uint64_t received_ = 0, told_ = 0;
  std::size_t received_bytes_ = 0;  ///< since the last acknowledgement

  std::map<ChannelId, Channel> channels_;
  ChannelId next_id_ = 1;
  ChannelId last_served_ = 0;
  std::vector<LinkEvent> events_;
  Tick heard_{}, pinged_{};
  Millis round_trip_{};
};

}  // namespace chatops::sync
