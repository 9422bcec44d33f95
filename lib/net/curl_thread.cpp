// Orders in, endings out; between them curl moves the bytes.
// SPDX-License-Identifier: Apache-2.0
#include "net/curl_thread.hpp"

#include <csignal>

#include "net/curl_start.hpp"

namespace chatops::net {
namespace {

/// curl wakes up by itself for what it waits for; this is only how long it may be idle.
constexpr int longest_wait = 60'000;
/// While something runs: curl 7.88 may have read what one HTTP/2 stream gets while it served
/// another, and does not wake for it, since nothing more comes over the socket.
constexpr int longest_wait_while_running = 100;

}  // namespace

CURLM* start_curl() {
  static std::once_flag once;
  std::call_once(once, [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    // With CURLOPT_NOSIGNAL curl leaves SIGPIPE to us, and TLS writes to closed sockets raise it.
    struct sigaction pipe{};
    if (::sigaction(SIGPIPE, nullptr, &pipe) == 0 && pipe.sa_handler == SIG_DFL)
      std::signal(SIGPIPE, SIG_IGN);
  });
  return curl_multi_init();
}

CurlThread::~CurlThread() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  curl_multi_wakeup(multi_);
  thread_.join();
  curl_multi_cleanup(multi_);
}

void CurlThread::start(Transfer& transfer) { give({&transfer, Order::What::begin}); }

void CurlThread::abandon(Transfer& transfer) { give({&transfer, Order::What::give_back}); }

void CurlThread::go_on(Transfer& transfer) { give({&transfer, Order::What::go_on}); }

void CurlThread::give(Order order) {
  {
    const std::lock_guard lock(mutex_);
    if (multi_ == nullptr) multi_ = start_curl();
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    orders_.push_back(order);
  }
  curl_multi_wakeup(multi_);
}

void CurlThread::run() {
  std::vector<Order> orders;
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (closing_ && orders_.empty()) return;
      orders.swap(orders_);
    }
    for (const Order& order : orders) carry_out(order);
    orders.clear();
    int running = 0;
    curl_multi_perform(multi_, &running);
    settle();
    curl_multi_poll(multi_, nullptr, 0, running > 0 ? longest_wait_while_running : longest_wait,
                    nullptr);
  }
}

void CurlThread::carry_out(const Order& order) {
  Transfer& transfer = *order.transfer;
  // Orders are carried out in turn: a later transfer at the same address is not active yet.
  if (order.what == Order::What::give_back) {
    if (active_.contains(&transfer)) hand_back(transfer, CURLE_ABORTED_BY_CALLBACK);
    return;
  }
  if (order.what == Order::What::go_on) {
    if (active_.contains(&transfer)) curl_easy_pause(transfer.handle(), CURLPAUSE_CONT);
    return;
  }
  active_.insert(&transfer);
  if (curl_multi_add_handle(multi_, transfer.handle()) != CURLM_OK)
    hand_back(transfer, CURLE_FAILED_INIT);
}

void CurlThread::settle() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    char* owner = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
    hand_back(*reinterpret_cast<Transfer*>(owner), code);
  }
}

void CurlThread::hand_back(Transfer& transfer, CURLcode code) {
  curl_multi_remove_handle(multi_, transfer.handle());
  active_.erase(&transfer);
  transfer.mailbox().ended(transfer, code);
}

}  // namespace chatops::net
