// SPDX-License-Identifier: Apache-2.0
// The waiting thread is woken at the end by a signal that only it can receive.
#include "base/signals.hpp"

#include <unistd.h>

#include <csignal>

#include "base/reason.hpp"

namespace chatops {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

Signals::Signals() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::jthread([source = source_](const std::stop_token& end) mutable {
    const auto waited = ending_signals();
    int seen = 0;
    while (true) {
      int signal = 0;
      if (sigwait(&waited, &signal) != 0) continue;
      if (end.stop_requested()) return;
      if (++seen > 1) _exit(exit_interrupted);
      source.request_stop();
    }
  });
}

Signals::~Signals() {
  thread_.request_stop();
  pthread_kill(thread_.native_handle(), SIGINT);
}

}  // namespace chatops
