// What every function that may block takes: until when, who may stop it, and who listens to what it
// does outside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace chatops {

/// One attempt of a call to the outside, as far as it may be shown: whoever tells it has masked
/// what could be a secret. Texts are as they came otherwise, not yet safe for a terminal.
struct Exchange {
  std::string system, method, url;
  std::string outcome;  ///< a status or reason code
  Millis took{};
  std::size_t sent = 0, received = 0;                       ///< bytes of the bodies
  std::vector<std::string> sent_headers, received_headers;  ///< "Name: value"
  std::string sent_body, received_body;
};

/// Listens to calls to outside systems, for --verbose and --trace. Told nothing secret: no headers
/// of authorization, no bodies but masked ones. Called from whichever thread makes the call.
class Trace {
 public:
  virtual ~Trace() = default;
  /// `system` is a dotted word ("coding.DescribeIteration", "registry.manifest"); `outcome` a
  /// status or reason code.
  virtual void outside_call(std::string_view system, std::string_view target,
                            std::string_view outcome, Millis took) = 0;
  /// Whether exchanges are wanted; they are told instead of outside_call then.
  virtual bool wants_exchanges() const { return false; }
  virtual void exchanged(const Exchange& /*exchange*/) {}
};

/// Hears what was odd in an answer from outside and yet stopped nothing: a list that is shorter
/// than it says. Called from whichever thread makes the call.
class Remarks {
 public:
  virtual ~Remarks() = default;
  virtual void remark(const Error& about) = 0;
};

/// Deadline, stop and trace of one piece of work. Cheap to copy; passed by const reference.
struct Call {
  Tick deadline = Tick::max();
  std::stop_token stop;
  Trace* trace = nullptr;      ///< may be null; outlives the call
  Remarks* remarks = nullptr;  ///< may be null; outlives the call

  void remark(const Error& about) const {
    if (remarks != nullptr) remarks->remark(about);
  }
  /// The same call, ending no later than `until`.
  Call until(Tick until) const {
    Call c = *this;
    if (until < c.deadline) c.deadline = until;
    return c;
  }
  /// Throws Interrupted when stopped, Error{deadline_passed} when the deadline has passed.
  void check(const Clock& clock) const {
    if (stop.stop_requested()) throw Interrupted{};
    if (clock.tick() >= deadline) throw Error(Reason::deadline_passed);
  }
};

}  // namespace chatops
