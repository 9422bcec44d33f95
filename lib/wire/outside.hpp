// What all ports of a process reach outside with: one client, the paces of its accounts, the
// threads that work side by side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

#include "base/workers.hpp"
#include "net/checks.hpp"
#include "net/client.hpp"
#include "net/pace.hpp"
#include "wire/clusters.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

/// How servers see who asks.
inline constexpr auto user_agent = "chatops/" CHATOPS_VERSION;

/// One a process. Thread-safe. Outlives whatever is made of it.
class Outside {
 public:
  explicit Outside(System system)
      : system_(system), clusters(system, [this]() -> net::Client& { return *client_; }) {}

  /// Made for the configuration that asks first. Its errors tell of a sandbox that has stopped.
  net::Http& http(const Configuration& configuration);
  /// The same engine, with streams and web sockets, for what is no sandbox.
  net::Client& client(const Configuration& configuration);
  /// For looking without a client's memory.
  net::Looking looking(const Configuration& configuration);

  net::Paces paces;
  /// As many as there are ports and checks to be asked at once.
  Workers workers{16};

 private:
  System system_;
  void make(const Configuration& configuration);

  std::mutex mutex_;  ///< guards the making of both
  std::unique_ptr<net::Client> client_;
  std::unique_ptr<net::Http> http_;

 public:
  /// Whatever the application; asked after http() or client() was, and ends before they do.
  Clusters clusters;
};

}  // namespace chatops::wire
