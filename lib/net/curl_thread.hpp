// The one thread that owns curl's multi handle. Transfers are handed to it and come back through
// their mailbox; nothing of a request is decided here. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "net/transfer.hpp"

namespace chatops::net {

/// Started with the first transfer. Thread-safe. When it is destroyed no transfer may be with it.
class CurlThread {
 public:
  CurlThread() = default;
  CurlThread(const CurlThread&) = delete;
  CurlThread& operator=(const CurlThread&) = delete;
  ~CurlThread();

  /// The transfer, prepared, is the thread's until its mailbox says that it ended.
  void start(Transfer& transfer);
  /// Gives it back soon, whatever came of it; one that has ended meanwhile is left alone. Waits for
  /// nothing, name look-ups included (CURLOPT_QUICK_EXIT).
  void abandon(Transfer& transfer);
  /// Goes on with a stream that paused; as above for one that has ended.
  void go_on(Transfer& transfer);

 private:
  struct Order {
    Transfer* transfer;
    enum class What { begin, give_back, go_on } what;
  };

  void give(Order order);
  void run();
  void carry_out(const Order& order);
  void settle();
  void hand_back(Transfer& transfer, CURLcode code);

  std::mutex mutex_;  ///< guards orders_, closing_ and the start of the thread
  std::vector<Order> orders_;
  bool closing_ = false;
  CURLM* multi_ = nullptr;      ///< made before the thread; only waking it is done from others
  std::set<Transfer*> active_;  ///< of the thread
  std::thread thread_;
};

}  // namespace chatops::net
