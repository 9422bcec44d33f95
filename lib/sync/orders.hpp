// What a channel is opened with, and what is said on one of kind `command`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/known.hpp"
#include "sync/bytes.hpp"

namespace chatops::sync {

struct WindowSize {
  std::uint16_t columns = 80, rows = 24;
};

struct CommandOrder {
  std::vector<std::string> argv;                         ///< no shell is between; found in PATH
  std::vector<std::vector<std::string>> otherwise = {};  ///< in turn, where that one is not there
  std::vector<std::pair<std::string, std::string>> environment;  ///< on top of the agent's own
  std::string folder;     ///< "" = the synced directory; relative ones are in it
  bool terminal = false;  ///< errors are then part of the output
  bool logged = false;    ///< what it says goes to the log of the pod as well, as far as possible
  bool whole = false;     ///< whatever it has begun ends with it, also what took itself away
  WindowSize size;
};
std::string encode(const CommandOrder& order);
bool decode(std::string_view bytes, CommandOrder& out);

struct ForwardOrder {
  std::uint16_t port = 0;  ///< of 127.0.0.1 in the pod
};
std::string encode(const ForwardOrder& order);
bool decode(std::string_view bytes, ForwardOrder& out);

/// One part of what is said on a command's channel.
struct CommandPart {
  enum class Type : std::uint8_t {
    input = 0,      ///< to the agent
    input_end = 1,  ///< to the agent; a terminal gets its end-of-file character
    resize = 2,     ///< to the agent: two u16
    signal = 3,     ///< to the agent: u8, to the whole group of processes
    output = 16,
    errors = 17,
    exited = 18,   ///< i32: the exit code; 128 + signal when one ended it. The last part
    not_run = 19,  ///< text: the system's word. The last part
  };
  Type type = Type::input;
  std::string bytes;
};
std::string encode(const CommandPart& part);

/// Finds parts in bytes that come in pieces; one thread.
class PartReader {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// False: more is needed. Error: answer_odd.
  Result<bool> next(CommandPart& out);

 private:
  std::string buffer_;
};

}  // namespace chatops::sync
