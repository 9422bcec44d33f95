// Watching: what changes in the cluster, as it changes. Any number of watches are followed by one
// thread, each resumed by itself where it broke off.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "kube/object.hpp"

namespace chatops::kube {

/// Which objects are meant, and how much of them.
struct Query {
  Resource resource;
  std::string ns;      ///< "" = all namespaces
  std::string labels;  ///< label selector: "app=web,tier in (a,b),!old"; "" = all
  std::string fields;  ///< field selector: "metadata.name=web", "involvedObject.uid=…"; "" = all
  /// Paths of what is kept of each object, as JSON pointers; elements of lists are passed through:
  /// "/status/containerStatuses/state" keeps that of every container. The rest is dropped while it
  /// is read and takes no memory. apiVersion, kind, and metadata's name, namespace, uid and
  /// resourceVersion are always kept. Where all paths lie below /metadata the server sends no more
  /// than that. Empty = everything, but metadata.managedFields, which needs to be named.
  std::vector<std::string> keep = {};
};

enum class WatchEventType {
  added,
  modified,
  deleted,   ///< `object` as it was last
  bookmark,  ///< nothing changed up to `version`; `object` is null
  broken,    ///< the connection is lost or the server in trouble (`error`): from now on nothing is
             ///< known, until the next event; it is resumed by itself, with a growing pause
  resumed,   ///< after `broken`: connected again, without a gap
  expired,   ///< the server has forgotten what came after the last version (410): this watch has
             ///< ended; list again and add a new one. The list may lack what was there before
  refused,   ///< this watch has ended for a reason that trying again does not mend (`error`):
             ///< permission_missing, auth_invalid, kind_missing …
};

struct WatchEvent {
  int watch = 0;  ///< as Watches::add answered
  WatchEventType type = WatchEventType::bookmark;
  Json object;                          ///< with apiVersion and kind; may be large: move it
  std::string version;                  ///< to resume after this event
  Error error{Reason::internal_error};  ///< of `broken` and `refused` only
};

/// A set of watches. All of it is called by one thread; the connections are closed when it goes.
class Watches {
 public:
  virtual ~Watches() = default;
  /// Follows what changes after `version`: that of a list of the same query. Connects with the next
  /// wait(). Answers a number that no other watch of this set has or had.
  virtual int add(const Query& query, const std::string& version) = 0;
  /// No event of it comes any more, also none that has arrived.
  virtual void remove(int watch) = 0;
  /// What has come since the last call, in order within each watch; waits until there is something
  /// or `until` passes (then none). A connection on which nothing comes for longer than a bookmark
  /// may take is broken. Throws Interrupted when stopped; the call's deadline ends the waiting as
  /// `until` does. wake() ends it early.
  virtual std::vector<WatchEvent> wait(const Call& call, Tick until) = 0;
  /// From any thread: the wait() that is under way, or the next one, returns soon.
  virtual void wake() = 0;
};

}  // namespace chatops::kube
