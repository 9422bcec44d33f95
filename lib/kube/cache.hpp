// What lies in the cluster, kept up to date by watching: one list and one watch a kind for the
// whole process, where that is allowed, so that reading costs the cluster nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/system.hpp"
#include "kube/api.hpp"

namespace chatops::kube {

/// A kind that is cached, and how much of each object.
struct CachedKind {
  Resource resource;
  std::string labels = {};
  std::vector<std::string> keep = {};  ///< as Query::keep
};

using CachedObject = std::shared_ptr<const Json>;

struct CachedObjects {
  std::vector<CachedObject> items;  ///< by namespace and name
  /// Why newer changes are not known at the moment: it was so at `as_of`, and may not be any more.
  std::optional<Error> stale;
  Tick as_of{};  ///< when the cluster was last heard of
};

/// Thread-safe. A thread of its own lists and watches from construction on; where all namespaces at
/// once are not allowed, each that it was told to look at by itself. Lists again when the server
/// forgot what came after; keeps what it has meanwhile. Nothing is ever given up: what failed is
/// tried again, with growing pauses.
class Cache {
 public:
  struct Change {
    std::size_t kind;     ///< place among the kinds
    WatchEventType type;  ///< added, modified or deleted
    CachedObject object;  ///< of one that was deleted, as it was last
  };
  /// Called on the cache's thread, after the cache has the change. It does not block.
  using Listener = std::function<void(const Change&)>;

  /// `api` outlives it.
  Cache(System system, Api& api, std::vector<CachedKind> kinds, Listener listener = {});
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;
  ~Cache();

  /// The namespaces that matter, where not all at once may be seen; those of before are forgotten
  /// unless they are among them.
  void look_at(std::vector<std::string> namespaces);

  /// Objects of the kind in the namespace; "" = in all that are seen; of a kind without namespaces
  /// the one of that name. Unknown where they were never
  /// read: for the reason why not; deadline_passed while the first reading is under way;
  /// permission_missing of a namespace that nobody told it to look at.
  Known<CachedObjects> objects(std::size_t kind, const std::string& ns,
                               const std::string& name = "") const;
  /// Waits until all kinds have been read, or could not be. deadline_passed.
  Result<void> wait_until_read(const Call& call) const;

 private:
  /// An object as it is kept: as text, of which a tenth of the memory of a tree is enough.
  struct Kept {
    std::string version, uid, text;
    CachedObject object() const;
  };
  /// A list and a watch: of one kind, in one namespace or ("") in all.
  struct Feed {
    std::size_t kind;
    std::string ns;
    int watch = 0;  ///< 0 = to be listed
    Tick list_at{};
    int failures = 0;
    bool read = false;  ///< ever
    std::optional<Error> trouble;
    Tick as_of{};
    std::map<std::pair<std::string, std::string>, Kept> objects;  ///< namespace, name
  };
  using Changes = std::vector<Change>;

  void run(const std::stop_token& stop);
  /// When the next list is due.
  Tick list_due(const Call& call);
  void listed(std::size_t kind, const std::string& ns, Known<ObjectList> list);
  void take(WatchEvent& event);
  void apply_look_at();
  void apart(std::size_t kind);
  void fail(Feed& feed, const Error& why, Tick now);
  static void put(Feed& feed, Json object, WatchEventType type, Changes& changes);
  void tell(const Changes& changes) const;
  Feed* find(std::size_t kind, const std::string& ns);
  ListQuery query_of(std::size_t kind, const std::string& ns) const;

  System system_;
  Api& api_;
  const std::vector<CachedKind> kinds_;
  Listener listener_;
  std::unique_ptr<Watches> watches_;
  mutable std::mutex mutex_;  ///< guards all below; only the thread changes feeds_
  mutable std::condition_variable read_;
  std::vector<Feed> feeds_;
  std::vector<std::string> namespaces_;
  bool look_anew_ = false;
  std::vector<bool> apart_;  ///< by kind: each namespace by itself
  std::jthread thread_;
};

}  // namespace chatops::kube
