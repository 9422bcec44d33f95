// inotify, one watch a folder: see watch.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/watch.hpp"

#include <sys/inotify.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace chatops::sync {

namespace {

constexpr std::uint32_t watched = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY |
                                  IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
                                  IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;
/// Who writes in several goes and closes needs less; who never closes is not waited for longer.
constexpr Millis write_pause{40};

}  // namespace

std::set<std::string> outermost(const std::set<std::string>& folders) {
  std::set<std::string> out;
  for (const auto& folder : folders) {
    bool inside = false;
    for (std::string_view at = folder; !at.empty() && !inside;) {
      at = parent_of(at);
      inside = folders.contains(std::string(at));
    }
    if (!inside) out.insert(folder);
  }
  return out;
}

Watch::Watch(const Tree& tree) : tree_(tree), inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  complete_ = inotify_.open();
}

bool Watch::add(const std::string& folder) {
  if (!inotify_.open()) return false;
  const auto fd = tree_.folder(folder);
  if (!fd.open()) return true;  // gone meanwhile, which is told as well
  const auto name = "/proc/self/fd/" + std::to_string(fd.get()) + "/.";
  const int watch = ::inotify_add_watch(inotify_.get(), name.c_str(), watched);
  if (watch < 0) {
    if (errno == ENOSPC || errno == ENOMEM) complete_ = false;
    return errno != ENOSPC && errno != ENOMEM;
  }
  if (const auto before = folders_.find(watch); before != folders_.end())
    watches_.erase(before->second);
  folders_[watch] = folder;
  watches_[folder] = watch;
  return true;
}

void Watch::forget(const std::string& folder) {
  for (auto it = watches_.lower_bound(folder);
       it != watches_.end() && it->first.starts_with(folder);) {
    if (!is_within(it->first, folder)) {
      ++it;
      continue;
    }
    ::inotify_rm_watch(inotify_.get(), it->second);
    folders_.erase(it->second);
    it = watches_.erase(it);
  }
}

void Watch::take(std::uint32_t mask, int watch, const std::string& name, Tick now, Dirty& out) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    out.overflow = true;
    return;
  }
  const auto found = folders_.find(watch);
  if (found == folders_.end()) return;
  if ((mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) != 0) {
    // The folder above tells where it went; a watch that the kernel took off is one no more.
    if ((mask & IN_IGNORED) != 0) {
      watches_.erase(found->second);
      folders_.erase(found);
    }
    return;
  }
  if (name.empty() || name.starts_with(temporary_prefix)) return;
  const auto path = found->second.empty() ? name : found->second + "/" + name;
  if ((mask & IN_ISDIR) != 0) {
    if ((mask & (IN_MOVED_FROM | IN_DELETE)) != 0) forget(path);
    if ((mask & (IN_CREATE | IN_MOVED_TO)) != 0) out.folders.insert(path);
    out.paths.emplace(path, false);
    return;
  }
  const bool written = (mask & (IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE)) != 0;
  const bool over = (mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)) != 0;
  if (over) open_writes_.erase(path);
  if (!over && (mask & (IN_CREATE | IN_MODIFY)) != 0) {
    // A link that was made says nothing else than CREATE; it is no file to be waited for.
    if ((mask & IN_CREATE) == 0 || tree_.look(path).kind == EntryKind::file) {
      open_writes_.emplace(path, now + write_pause);
      return;
    }
  }
  auto& entry = out.paths[path];
  entry = entry || written;
}

void Watch::read(Tick now, Dirty& out, bool all) {
  alignas(inotify_event) char buffer[16384];
  while (inotify_.open()) {
    const auto got = ::read(inotify_.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    for (ssize_t at = 0; at < got;) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      const char* name = buffer + at + sizeof event;
      take(event.mask, event.wd, event.len > 0 ? std::string(name) : std::string(), now, out);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  for (auto it = open_writes_.begin(); it != open_writes_.end();) {
    if (!all && it->second > now) {
      ++it;
      continue;
    }
    out.paths[it->first] = true;
    it = open_writes_.erase(it);
  }
}

Tick Watch::due() const {
  auto out = Tick::max();
  for (const auto& [path, when] : open_writes_) out = std::min(out, when);
  return out;
}

}  // namespace chatops::sync
