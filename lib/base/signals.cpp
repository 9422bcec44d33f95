// SPDX-License-Identifier: Apache-2.0
// The waiting thread is woken at the end by a signal that only it can receive.
#include "base/signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <mutex>

#include "base/reason.hpp"

namespace chatops {
namespace {

std::atomic<void (*)()> last_act{nullptr};

std::mutex hangup_mutex;
std::function<void()> hangup_work;  ///< guarded by it

/// Whether somebody took it.
bool hung_up() {
  const std::scoped_lock lock(hangup_mutex);
  if (hangup_work) hangup_work();
  return hangup_work != nullptr;
}

[[noreturn]] void end_at_once() {
  if (const auto act = last_act.load()) act();
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
      if (signal == SIGHUP && hung_up()) continue;
      if (++seen > 1) end_at_once();
      source.request_stop();
    }
  });
}

Signals::~Signals() {
  thread_.request_stop();
  pthread_kill(thread_.native_handle(), SIGINT);
}

OnHangup::OnHangup(std::function<void()> work) {
  const std::scoped_lock lock(hangup_mutex);
  hangup_work = std::move(work);
}

OnHangup::~OnHangup() {
  const std::scoped_lock lock(hangup_mutex);
  hangup_work = nullptr;
}

void set_last_act(void (*act)()) { last_act = act; }

}  // namespace chatops
