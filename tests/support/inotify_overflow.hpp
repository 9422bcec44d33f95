// More happens in a folder than the kernel keeps for those who watch it and do not read.
// inotify(7): /proc/sys/fs/inotify/max_queued_events
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <fstream>
#include <string>

namespace chatops::test {

/// Leaves the folder as it was. Two renames back and forth make events that the kernel cannot take
/// for one another.
inline void overflow_watches_of(const std::string& folder) {
  long most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  const auto one = folder + "/overflow-1", other = folder + "/overflow-2";
  std::ofstream(one) << "x";
  for (long i = 0; i <= most / 4 + 1; ++i) {
    std::rename(one.c_str(), other.c_str());
    std::rename(other.c_str(), one.c_str());
  }
  std::remove(one.c_str());
}

}  // namespace chatops::test
