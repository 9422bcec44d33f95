// Which paths of a directory may have changed, told by inotify(7) without delay.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/fd.hpp"
#include "sync/tree.hpp"

namespace chatops::sync {

/// What was told since it was last asked.
struct Dirty {
  /// Something may have happened at these paths: look. True: the content was written to, or it may
  /// be; untouched stamps prove nothing then.
  std::map<std::string, bool> paths;
  /// Folders that came into being or were moved here: watch and scan them.
  std::set<std::string> folders;
  bool overflow = false;  ///< events were lost: scan everything
  bool empty() const { return paths.empty() && folders.empty() && !overflow; }
};

/// Without those that lie in another one: scanning that one finds them.
std::set<std::string> outermost(const std::set<std::string>& folders);

/// One thread. The kernel queues an event at the moment of the change, so that after read() what
/// was changed before it is known.
class Watch {
 public:
  /// Not open() when the kernel refuses (fs.inotify.max_user_instances).
  explicit Watch(const Tree& tree);
  bool open() const { return inotify_.open(); }
  int descriptor() const { return inotify_.get(); }

  /// To be called before the folder is read. False when the kernel has no more watches
  /// (fs.inotify.max_user_watches); from then on complete() is false and the owner must scan.
  bool add(const std::string& folder);
  /// The folder has gone or was moved away, and all below it.
  void forget(const std::string& folder);
  bool complete() const { return complete_; }

  /// Takes all events that are there; never waits. A file that somebody is still writing to is held
  /// back for a moment after its last write, unless it is closed: `all` gives it at once.
  void read(Tick now, Dirty& out, bool all = false);
  /// When something that is held back becomes due; Tick::max() when nothing is.
  Tick due() const;

 private:
  void take(std::uint32_t mask, int watch, const std::string& name, Tick now, Dirty& out);

  const Tree& tree_;
  Fd inotify_;
  std::unordered_map<int, std::string> folders_;
  std::map<std::string, int, std::less<>> watches_;
  std::map<std::string, Tick> open_writes_;
  bool complete_ = true;
};

}  // namespace chatops::sync
