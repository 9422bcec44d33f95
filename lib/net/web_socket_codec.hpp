// The frames of RFC 6455 §5, as pure text: what a client writes, and reading what a server wrote.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/known.hpp"

namespace chatops::net {

enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA
};

/// One final frame, masked as those of clients are. The mask is to be hard to guess (§10.3).
std::string encode_frame(Opcode opcode, std::string_view payload, std::uint32_t mask);
/// The payload of a close frame.
std::string close_payload(int code, std::string_view why);

/// A whole message, or a control frame; these come between the frames of a message, too.
struct WebSocketFrame {
  Opcode opcode = Opcode::binary;  ///< never continuation
  std::string payload;
  int close_code = 0;  ///< of close frames, whose payload is then the reason; 1005 = none told
};

/// Puts together what the server sends.
class WebSocketReader {
 public:
  /// More than `most` bytes in one message is too much.
  explicit WebSocketReader(std::size_t most) : most_(most) {}

  void add(std::string_view bytes) { pending_.append(bytes); }
  /// The next that is complete; nothing when more bytes are needed. answer_odd (`why`: masked,
  /// reserved, opcode, control, continuation, length, close, utf8), answer_too_large: nothing
  /// sensible can follow.
  Result<std::optional<WebSocketFrame>> next();

 private:
  struct Head {
    bool final;
    Opcode opcode;
    std::size_t size, length;  ///< of the head itself; of the payload
  };
  Result<std::optional<Head>> head() const;
  Result<std::optional<WebSocketFrame>> take(const Head& head, std::string payload);

  std::size_t most_;
  std::string pending_;
  std::size_t read_ = 0;                   ///< of pending_, already taken
  std::optional<WebSocketFrame> message_;  ///< begun, not finished
};

/// What the server's Sec-WebSocket-Accept must be for this key (§4.2.2).
std::string accept_key(std::string_view key);

}  // namespace chatops::net
