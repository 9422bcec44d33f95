// Answers that are read while they come, and that may never end: what is watched, what is followed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/http.hpp"

namespace chatops::net {

struct StreamEvent {
  enum class Type {
    head,   ///< a 2xx answer begins: `answer` without its body
    bytes,  ///< the next of its body
    ended   ///< `end`: the answer (with its body unless that was 2xx), or why there is none
  };
  int stream = 0;  ///< as Streams::open answered
  Type type = Type::bytes;
  Response answer;
  std::string bytes;
  Known<Response> end;
};

/// Any number of streams, read by one thread. Who reads slowly makes the other side wait. Nothing
/// is repeated, no redirect followed; there is no time-out and no limit per host.
class Streams {
 public:
  /// Closes all.
  virtual ~Streams() = default;
  /// Sends the request. Answers a number that no other stream of this set has or had.
  virtual int open(Request request) = 0;
  /// No event of it comes any more.
  virtual void close(int stream) = 0;
  /// What has come since the last call; waits for something until `until` or the call's deadline
  /// passes (then nothing), or wake(). Throws Interrupted when stopped.
  virtual std::vector<StreamEvent> wait(const Call& call, Tick until) = 0;
  /// From any thread: the wait() that is under way, or the next one, returns soon.
  virtual void wake() = 0;
};

}  // namespace chatops::net
