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

/// What is written to standard error when a second signal ends the process at once: what restores a
/// terminal. nullptr = nothing. The text is a constant.
void set_last_words(const char* text);

}  // namespace chatops
