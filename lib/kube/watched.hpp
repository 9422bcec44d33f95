// What runs in a cluster, known by watching it: one watch a kind for the whole process, so that
// whoever looks again and again costs the cluster nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "kube/cache.hpp"
#include "kube/clusters_parts.hpp"

namespace chatops::kube {

/// Thread-safe. Begins to watch when it is made.
class Watched {
 public:
  /// Of a namespace that was asked for, in which something has changed. Called on a thread of its
  /// own, and does not block.
  using Listener = std::function<void(const std::string& ns)>;

  /// `api` outlives it.
  Watched(System system, Api& api, Listener listener = {});

  struct View {
    Objects objects;
    std::optional<bool> exists;  ///< nothing: the namespaces themselves may not be listed
    bool ending = false;
  };
  /// Nothing: it is not known this way at the moment, and the cluster is to be asked itself. It is
  /// being read for the first time, watching is not permitted, or nothing was heard for too long.
  std::optional<View> look(const std::string& ns);

  /// Waits until everything has been read once, or could not be. deadline_passed.
  Result<void> wait_until_read(const Call& call) const { return cache_.wait_until_read(call); }

 private:
  void want(const std::string& ns);
  void changed(const Cache::Change& change);
  /// Nothing: what is told is too old.
  std::optional<std::vector<CachedObject>> heard(const Known<CachedObjects>& found) const;

  System system_;
  const Listener listener_;
  std::mutex mutex_;                    ///< guards wanted_
  std::map<std::string, Tick> wanted_;  ///< namespaces, and when each was asked for last
  Cache cache_;
};

}  // namespace chatops::kube
