// The outermost layer of the protocol between client and agent: frames over one byte stream, which
// may be cut anywhere. docs/dev-protocol.md tells the whole of it.
//
//   u32 length of the payload | u8 type | u8 zero | u16 channel | u32 number | u32 checksum |
//   payload
//
// The number counts the frames that are numbered (see is_numbered) from 1 within one session; the
// checksum is over the 12 bytes before it and the payload. A frame that does not fit ends the
// connection, never the session: what was not acknowledged is sent again over the next one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "sync/bytes.hpp"

namespace chatops::sync {

inline constexpr std::uint32_t protocol_magic = 0x43445632;  // "2VDC"
/// Both sides name the oldest and the newest that they speak; the newest common one is spoken.
inline constexpr std::uint16_t oldest_protocol = 1, newest_protocol = 1;
/// So that a frame with its header fits into one message of any exec.
inline constexpr std::size_t largest_payload = 60U << 10U;
inline constexpr std::size_t frame_header_size = 16;

enum class FrameType : std::uint8_t {
  hello = 1,    ///< Hello; the first of each connection in both directions
  ack = 2,      ///< u64: all numbered frames up to this one have been taken
  ping = 3,     ///< u64: comes back as it is
  pong = 4,     ///< u64
  bye = 5,      ///< Bye: the session is over
  open = 16,    ///< Open: a new channel
  data = 17,    ///< bytes of a channel
  credit = 18,  ///< u32: so many more bytes may be sent on the channel
  end = 19,     ///< the sender sends no more data on the channel
  reset = 20,   ///< text: the channel is over in both directions
};
/// Numbered frames arrive once and in order, over however many connections.
inline bool is_numbered(FrameType type) { return type >= FrameType::open; }

struct Frame {
  FrameType type = FrameType::ping;
  std::uint16_t channel = 0;
  std::uint32_t number = 0;
  std::string payload;
};

std::string encode(const Frame& frame);

/// Finds frames in bytes that come in pieces. Holds no more than one frame and what was fed.
class FrameReader {
 public:
  void feed(std::string_view bytes);
  /// The next frame; none when more bytes are needed. Error: answer_odd, after which the stream can
  /// not be read on.
  Result<bool> next(Frame& out);
  void reset();
  /// What a burst took is given back.
  void rest();

 private:
  std::string buffer_;
  std::size_t at_ = 0;
};

enum class ByeWhy : std::uint8_t {
  finished = 0,   ///< the client ended the session
  version = 1,    ///< no common version; text: what the other side speaks
  taken = 2,      ///< another session holds the directory; text: its name
  displaced = 3,  ///< a newer connection of the same session
  failed = 4,     ///< the agent cannot work; text: why
};

struct Hello {
  std::uint16_t oldest = oldest_protocol, newest = newest_protocol;
  std::uint64_t self = 0;      ///< this life of the sender; a new one when it was started anew
  std::uint64_t peer = 0;      ///< the life of the other side that is known; 0 = none
  std::uint64_t received = 0;  ///< numbered frames taken from that life
};
std::string encode(const Hello& hello);
Result<Hello> decode_hello(std::string_view payload);

struct Bye {
  ByeWhy why = ByeWhy::finished;
  std::string text;
};
std::string encode(const Bye& bye);
Result<Bye> decode_bye(std::string_view payload);

}  // namespace chatops::sync
