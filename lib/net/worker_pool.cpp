// A bounded queue in front of a few threads, for handlers that block.
// SPDX-License-Identifier: Apache-2.0
#include "net/worker_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace chatops::net {

struct WorkerPool::State {
  struct Job {
    ServerRequest in;
    Respond respond;
    std::shared_ptr<const Blocking> work;
  };

  std::mutex mutex;  ///< guards the queue
  std::condition_variable_any wake;
  std::deque<Job> queue;
  std::size_t cap = 0;
  std::shared_ptr<const Blocking> work;
  std::vector<std::jthread> threads;

  void run(const std::stop_token& stop) {
    while (true) {
      std::unique_lock lock(mutex);
      if (!wake.wait(lock, stop, [this] { return !queue.empty(); }) || stop.stop_requested())
        return;
      const Job job = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      if (job.in.call.stop.stop_requested()) continue;
      try {
        job.respond((*job.work)(job.in));
      } catch (...) {
        job.respond({.status = 500});
      }
    }
  }

  void push(ServerRequest in, Respond respond, const std::shared_ptr<const Blocking>& for_it) {
    {
      const std::lock_guard lock(mutex);
      if (queue.size() < cap) {
        queue.push_back({std::move(in), std::move(respond), for_it});
        wake.notify_one();
        return;
      }
    }
    respond({.status = 503, .headers = {{"Retry-After", "1"}}});
  }
};

WorkerPool::WorkerPool(int threads, std::size_t queue_cap, Blocking handler)
    : state_(std::make_shared<State>()) {
  state_->cap = queue_cap;
  state_->work = std::make_shared<const Blocking>(std::move(handler));
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
    state->push(std::move(in), std::move(respond), state->work);
  };
}

Handler WorkerPool::handler(Blocking other) {
  return [state = state_, work = std::make_shared<const Blocking>(std::move(other))](
             ServerRequest in, Respond respond) {
    state->push(std::move(in), std::move(respond), work);
  };
}

}  // namespace chatops::net
