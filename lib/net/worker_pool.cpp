// A bounded queue in front of a few threads, for handlers that block.
// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "net/server.hpp"

namespace chatops::net {

struct WorkerPool::State {
  struct Job {
    ServerRequest in;
    Respond respond;
  };

  std::mutex mutex;
  std::condition_variable_any wake;
  std::deque<Job> queue;
  std::size_t cap = 0;
  Blocking work;
  std::vector<std::jthread> threads;

  void run(const std::stop_token& stop) {
    while (true) {
      std::unique_lock lock(mutex);
      if (!wake.wait(lock, stop, [this] { return !queue.empty(); })) return;
      Job job = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      try {
        job.respond(work(job.in));
      } catch (...) {
        job.respond({.status = 500, .headers = {}, .body = {}});
      }
    }
  }

  void push(ServerRequest in, Respond respond) {
    {
      const std::lock_guard lock(mutex);
      if (queue.size() < cap) {
        queue.push_back({std::move(in), std::move(respond)});
        wake.notify_one();
        return;
      }
    }
    respond({.status = 503, .headers = {{"Retry-After", "1"}}, .body = {}});
  }
};

WorkerPool::WorkerPool(int threads, std::size_t queue_cap, Blocking handler)
    : state_(std::make_shared<State>()) {
  state_->cap = queue_cap;
  state_->work = std::move(handler);
  for (int i = 0; i < threads; ++i)
    state_->threads.emplace_back(
        [state = state_.get()](const std::stop_token& stop) { state->run(stop); });
}

WorkerPool::~WorkerPool() {
  for (auto& thread : state_->threads) thread.request_stop();
  state_->threads.clear();
}

Handler WorkerPool::handler() {
  return [state = state_](ServerRequest in, Respond respond) {
    state->push(std::move(in), std::move(respond));
  };
}

}  // namespace chatops::net
