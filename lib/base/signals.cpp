// SPDX-License-Identifier: Apache-2.0
// The waiting thread is woken at the end by a signal that only it can receive.
#include "base/signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>

#include "base/reason.hpp"

namespace chatops {
namespace {

std::atomic<const char*> last_words{nullptr};

[[noreturn]] void end_at_once() {
  if (const char* words = last_words.load()) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words, std::strlen(words));
  }
  _exit(exit_interrupted);
}

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
    // Every other signal is main's: what Ctrl-Z does has happened when raising it returns.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    const auto waited = ending_signals();
    int seen = 0;
    while (true) {
      int signal = 0;
      if (sigwait(&waited, &signal) != 0) continue;
      if (end.stop_requested()) return;
      if (++seen > 1) end_at_once();
      source.request_stop();
    }
  });
}

Signals::~Signals() {
  thread_.request_stop();
  pthread_kill(thread_.native_handle(), SIGINT);
}

void set_last_words(const char* text) { last_words = text; }

}  // namespace chatops
