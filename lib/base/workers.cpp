// Batches of tasks; whoever is free takes the next one of the oldest batch.
// SPDX-License-Identifier: Apache-2.0
#include "base/workers.hpp"

#include <atomic>
#include <exception>

namespace chatops {

struct Workers::Batch {
  explicit Batch(std::vector<std::function<void()>> all)
      : tasks(std::move(all)), thrown(tasks.size()), left(tasks.size()) {}

  std::vector<std::function<void()>> tasks;
  std::vector<std::exception_ptr> thrown;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  ///< guards left
  std::condition_variable all_done;
  std::size_t left;

  /// Does one task that nobody has begun. False when there is none.
  bool do_one() {
    const std::size_t mine = next.fetch_add(1);
    if (mine >= tasks.size()) return false;
    try {
      tasks[mine]();
    } catch (...) {
      thrown[mine] = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    if (--left == 0) all_done.notify_all();
    return true;
  }
};

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    wake_.notify_all();
  }
  for (auto& thread : threads_) thread.join();
}

void Workers::run(std::vector<std::function<void()>> tasks) {
  if (tasks.empty()) return;
  const auto batch = std::make_shared<Batch>(std::move(tasks));
  if (batch->tasks.size() > 1) open_for(batch);
  while (batch->do_one()) {
  }
  {
    std::unique_lock lock(batch->mutex);
    batch->all_done.wait(lock, [&] { return batch->left == 0; });
  }
  for (const auto& exception : batch->thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

void Workers::open_for(const std::shared_ptr<Batch>& batch) {
  const std::lock_guard lock(mutex_);
  open_.push_back(batch);
  while (threads_.size() < count_) threads_.emplace_back([this] { work(); });
  wake_.notify_all();
}

void Workers::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closing_ || !open_.empty(); });
    if (closing_) return;
    const auto batch = open_.front();
    lock.unlock();
    const bool did = batch->do_one();
    lock.lock();
    // Whoever finds it exhausted first takes it out.
    if (!did && !open_.empty() && open_.front() == batch) open_.pop_front();
  }
}

}  // namespace chatops
