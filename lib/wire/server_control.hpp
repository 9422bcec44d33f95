// What commands ask of the server that runs them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "core/server_host.hpp"
#include "keeper/queue.hpp"
#include "net/server.hpp"
#include "server/hooks.hpp"
#include "wire/served.hpp"

namespace chatops::wire {

/// Used from any thread.
class ServerControl final : public core::ServerControl {
 public:
  /// All outlive it.
  ServerControl(System system, core::Store& store, Served& served, keeper::Queue& queue,
                const server::HookCounts& counts)
      : system_(system), store_(store), served_(served), queue_(queue), counts_(counts) {}

  /// `listen` answers where people reach it. Whoever asks over what it opened waits until it has
  /// answered.
  void begin(const std::function<std::string()>& listen);
  void listen(const net::Server& server) { server_ = &server; }
  /// The hooks that deliveries may come through, by name; outlive it.
  void receive(const std::map<std::string, server::Hook>& hooks, const ServerConfig& config) {
    hooks_ = &hooks;
    config_ = &config;
  }
  /// Deliveries wait in the journal again.
  std::function<void()> replayed = [] {};

  core::ServerStatus status(const Call& call) override;
  std::string login_link(const Call& call, const std::string& login) override;
  std::vector<core::IterationRecord> adopt(const Call& call, const std::string& project,
                                           const std::string& code, bool all) override;
  std::vector<core::ServerHook> set_up_hooks(const Call& call, bool take_over) override;
  std::vector<core::IterationRecord> iterations(const Call& call) override;
  std::int64_t replay(const Call& call, std::int64_t from, std::int64_t to) override;

 private:
  /// usage_bad_value for somebody whom the configuration does not name, where it names people.
  void require_known(const std::string& login);
  std::shared_ptr<workflow::IterationDependencies> project_of(const std::string& project);

  const System system_;
  core::Store& store_;
  Served& served_;
  keeper::Queue& queue_;
  const server::HookCounts& counts_;
  std::atomic<const net::Server*> server_ = nullptr;
  const std::map<std::string, server::Hook>* hooks_ = nullptr;
  const ServerConfig* config_ = nullptr;
  std::mutex mutex_;  ///< guards all below
  std::string url_;
  Instant since_{};
};

}  // namespace chatops::wire
