// What the agent does for one channel that is no sync: a program, or a connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <string>
#include <string_view>
#include <vector>

#include "sync/link.hpp"

namespace chatops::agent {

/// One thread, that of the loop. Ends itself by closing its channel in both directions.
class Task {
 public:
  virtual ~Task() = default;
  virtual void data(std::string_view bytes) = 0;
  virtual void ended() = 0;  ///< the client sends no more
  /// Descriptors to be polled; served() gets the same ones back.
  virtual void poll(std::vector<pollfd>& out) const = 0;
  virtual void served(const std::vector<pollfd>& ready) = 0;
  /// A child process has ended, perhaps this one's.
  virtual void child_ended() {}
  virtual bool over() const = 0;
};

/// So much may wait for the client before a program or peer is read no further.
inline constexpr std::size_t most_waiting = 128U << 10U;

inline short ready_for(const std::vector<pollfd>& ready, int fd) {
  short out = 0;
  for (const auto& one : ready) {
    if (one.fd == fd && fd >= 0) out = static_cast<short>(out | one.revents);
  }
  return out;
}

}  // namespace chatops::agent
