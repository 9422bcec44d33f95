// Work, pause, and again.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/loop.hpp"

namespace chatops::keeper {

namespace {

constexpr Millis after_trouble{1000};

}  // namespace

Loop::Loop(Work work)
    : work_(std::move(work)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Loop::~Loop() { thread_.request_stop(); }

void Loop::wake() {
  {
    const std::scoped_lock lock(mutex_);
    news_ = true;
  }
  woken_.notify_one();
}

void Loop::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      const std::scoped_lock lock(mutex_);
      news_ = false;
    }
    Millis pause{};
    try {
      pause = work_({.stop = stop});
    } catch (const Interrupted&) {
      return;
    } catch (const Error&) {
      pause = after_trouble;  // with the state file: whoever needs it tells of it
    }
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, stop, pause, [&] { return news_; });
  }
}

}  // namespace chatops::keeper
