// What a session runs over: one byte stream to a process that speaks the agent's protocol. An exec,
// a pipe, a socket.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/call.hpp"
#include "base/known.hpp"

namespace chatops::sync {

/// read() is called by one thread, write() by another.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The next bytes, never none. Errors: answer_cut when it has ended, deadline_passed, or the
  /// transport's own. Throws Interrupted when stopped.
  virtual Result<std::string> read(const Call& call) = 0;
  virtual Result<void> write(const Call& call, std::string_view bytes) = 0;
};

/// Makes a new stream; called again whenever one broke. A reason of kind unavailable or timeout is
/// tried again; another one ends the session.
using Connect = std::function<Result<std::unique_ptr<ByteStream>>(const Call&)>;

}  // namespace chatops::sync
