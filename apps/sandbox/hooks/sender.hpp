// Sends what happened to the hooks that want it: from threads of its own, so that no change ever
// waits for a receiver; every attempt goes to the hook's log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "hooks/delivery_faults.hpp"
#include "net/client.hpp"
#include "world/world.hpp"

namespace chatops::sandbox::hooks {

/// One attempt, as DescribeServiceHookLogs tells it. Credentials in `request_headers` are masked.
struct LogEntry {
  Id number = 0;
  std::string id, hook_id, event, delivery;
  Id project_id = 0;
  Moment sent_at = 0, answered_at = 0;
  std::string request_headers, request_content;  ///< the content before any fault changed it
  int status = 0;                                ///< of the answer; 0 = there was none
  std::string response_headers, response_body;
  bool succeeded = false;  ///< 2xx
  std::string fault;       ///< name of the fault that hit it; "" = none
};

/// What became of a hook's deliveries; moments are 0 where there was none.
struct HookState {
  Moment last_success = 0, last_failure = 0;
};

/// Deliveries of one hook leave in order, one at a time unless `parallel` says otherwise; nothing
/// is ever sent again by itself. Queue and log (the newest 5,000 attempts) live as long as the
/// process. Thread-safe.
class HookSender {
 public:
  /// World and settings outlive it. Listens to the world's events from now on.
  HookSender(World& world, const Settings& settings);
  ~HookSender();
  HookSender(const HookSender&) = delete;
  HookSender& operator=(const HookSender&) = delete;

  /// A test delivery, also to a hook that is not enabled.
  void ping(const std::string& hook_id, Id user_id);
  /// Sends the content of a log entry again, under its delivery id or a new one as the settings
  /// say. False when the entry or its hook is gone.
  bool resend(const std::string& log_id);
  /// Newest first.
  std::vector<LogEntry> log_of(const std::string& hook_id) const;
  std::optional<LogEntry> log_entry(const std::string& log_id) const;
  HookState state_of(const std::string& hook_id) const;

  DeliveryFaults& faults() { return faults_; }
  /// How many deliveries of one hook are under way at a time, 1 to 8.
  void set_parallel(int parallel);
  /// `count` events (about issues in turn; events of other kinds are refused) to every hook that
  /// wants them; how many deliveries that makes. Throws Refusal.
  std::size_t storm(Id count, const std::string& event);
  /// {"pending", "under_way", "sent", "succeeded", "failed", "lost", "parallel"}
  Json summary() const;
  /// The newest attempts of all hooks, newest first, with the fault that hit each.
  std::vector<LogEntry> newest(std::size_t count) const;
  void forget_log();

 private:
  struct Delivery {
    std::string id, event, body;
    std::shared_ptr<const ServiceHook> hook;
    std::optional<DeliveryFault> fault;
    Tick due{};     ///< not before
    Id behind = 0;  ///< not before so many others of the hook were sent, unless `late` has passed
    Tick late{};
  };
  struct Lane {
    std::deque<Delivery> waiting;
    int under_way = 0;
    HookState state;
  };

  void tell(const Model& model, std::vector<Event> events);
  std::size_t enqueue_all(const Model& model, const std::vector<Event>& events);
  void enqueue(Delivery delivery);
  void put(Delivery delivery);
  void work(const std::stop_token& stop);
  std::optional<Delivery> next(Tick now, Tick& wake_at);
  void send(const Delivery& delivery, const std::stop_token& stop);
  void record(LogEntry entry, bool lost);

  World& world_;
  const Settings& settings_;
  DeliveryFaults faults_;
  std::unique_ptr<net::Http> http_;
  mutable std::mutex mutex_;  ///< guards all below but the threads
  std::condition_variable_any wake_;
  std::map<std::string, Lane> lanes_;  ///< by hook
  std::deque<LogEntry> log_;
  Id numbers_ = 0, sent_ = 0, succeeded_ = 0, failed_ = 0, lost_ = 0;
  std::uint64_t changes_ = 0;
  int parallel_ = 1;
  std::vector<std::jthread> threads_;  ///< last: they use all the above
};

}  // namespace chatops::sandbox::hooks
