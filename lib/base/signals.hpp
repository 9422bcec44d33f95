// Ctrl-C and SIGTERM as a stop request: a thread of its own waits for the signals, so that nothing
// runs in a handler.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace chatops {

/// Construct first thing in main, before other threads: they inherit the blocked signals. The first
/// SIGINT or SIGTERM requests a stop; a second one ends the process at once with exit code 130.
/// SIGPIPE is ignored: writes say EPIPE.
class Signals {
 public:
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread thread_;
};

/// While one lives, SIGHUP runs `work` on the signals' thread, one at a time, and ends nothing: a
/// daemon is told so to read its files again. At most one at a time; needs a Signals.
class OnHangup {
 public:
  explicit OnHangup(std::function<void()> work);
  OnHangup(const OnHangup&) = delete;
  OnHangup& operator=(const OnHangup&) = delete;
  ~OnHangup();  ///< waits for `work` where it runs
};

/// What is done when a second signal ends the process at once: what restores a terminal. nullptr =
/// nothing. It runs on a thread of its own and blocks nobody.
void set_last_act(void (*act)());

}  // namespace chatops
