// The threads of a process that do several things side by side: a fixed number, however many are
// asked for at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace chatops {

/// Thread-safe. The threads are made with the first work that needs them.
class Workers {
 public:
  explicit Workers(std::size_t threads) : count_(threads) {}
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  /// No run() may be under way.
  ~Workers();

  /// Runs the tasks, which share nothing, and returns when all are done; then the exception of the
  /// first one that threw is thrown. The calling thread works too, so that tasks may call run()
  /// themselves, and that it ends though every other thread is busy.
  void run(std::vector<std::function<void()>> tasks);

 private:
  struct Batch;

  void work();
  void open_for(const std::shared_ptr<Batch>& batch);

  const std::size_t count_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Batch>> open_;  ///< with tasks that nobody has begun, perhaps
  std::vector<std::thread> threads_;
  bool closing_ = false;
};

}  // namespace chatops
