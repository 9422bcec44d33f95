// A WebSocket as a client has it (RFC 6455): whole messages, of which each that we send is one
// frame.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace chatops::net {

struct WebSocketMessage {
  enum class Type {
    text,
    binary,
    closed  ///< the other side closed: `code`, and `bytes` say why. Nothing comes afterwards
  };
  Type type = Type::binary;
  std::string bytes;
  int code = 0;  ///< RFC 6455 §7.4; 1005 = it did not say
};

/// next() is called by one thread, send() by any. Pings are answered, and sent when nothing comes;
/// where those are not answered the connection is over. The connection is closed when it goes.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// The subprotocol that was agreed on; "" = none.
  virtual const std::string& protocol() const = 0;
  /// Waits for the next message. deadline_passed: it may be called again. answer_cut: the
  /// connection ended without a word. answer_odd (`why`), answer_too_large: the other side does not
  /// keep to the rules, or sent more than 32 MiB at once; the connection is over. Throws
  /// Interrupted when stopped.
  virtual Known<WebSocketMessage> next(const Call& call) = 0;
  /// Sends a binary message as one frame, never in pieces
  /// (https://github.com/golang/go/issues/7632: its reader takes each frame for a message). Waits
  /// while the other side takes nothing. Errors as above; a message that was begun goes out whole
  /// even when its call has ended.
  virtual Result<void> send(const Call& call, std::string_view bytes) = 0;
  /// Says that we close, with 1000. What the other side sends until it has heard it is still read.
  virtual Result<void> close(const Call& call) = 0;
};

/// What came of asking for an upgrade: the socket, or the answer that refused it.
struct Upgrade {
  std::unique_ptr<WebSocket> socket;  ///< null unless the answer was 101
  Response answer;                    ///< with its body (up to 64 KiB) where it refused
};

}  // namespace chatops::net
