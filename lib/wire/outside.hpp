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
#include "wire/configuration.hpp"

namespace chatops::wire {

/// One a process. Thread-safe. Outlives whatever is made of it.
class Outside {
 public:
  explicit Outside(System system) : system_(system) {}

  /// Made for the configuration that asks first.
  net::Http& http(const Configuration& configuration);
  /// For looking without a client's memory.
  net::Looking looking(const Configuration& configuration);

  net::Paces paces;
  /// As many as there are ports and checks to be asked at once.
  Workers workers{16};

 private:
  System system_;
  std::mutex mutex_;  ///< guards http_
  std::unique_ptr<net::Http> http_;
};

}  // namespace chatops::wire
