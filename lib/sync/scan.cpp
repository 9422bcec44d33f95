// Walking a directory, descriptor by descriptor.
// SPDX-License-Identifier: Apache-2.0
#include "sync/scan.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace chatops::sync {

namespace {

/// A temporary file that is still written to is locked by who does it (apply.cpp).
void remove_abandoned(int folder, const char* name) {
  const Fd file(::openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  if (file.open() && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return;
  ::unlinkat(folder, name, 0);
}

struct Walk {
  const Tree& tree;
  IgnoreRules& rules;
  const ScanOrder& order;
  const std::function<bool(Met&&)>& met;
  const std::function<void(const std::string&)>& entered;

  bool folder(const std::string& path, bool ignored) const {
    if (entered) entered(path);
    const auto names = entries(path);
    if (order.read_rules && !ignored) {
      const bool has = std::binary_search(names.begin(), names.end(), ignore_name);
      rules.set_file(path, has ? ignore_text(tree, path) : "");
    }
    const auto here = tree.folder(path);
    for (const auto& name : names) {
      if (!one(here.get(), path.empty() ? name : path + "/" + name, name, ignored)) return false;
    }
    return true;
  }

  std::vector<std::string> entries(const std::string& path) const {
    std::vector<std::string> out;
    auto fd = tree.folder_to_read(path);
    if (!fd.open()) return out;
    DIR* dir = ::fdopendir(fd.get());
    if (dir == nullptr) return out;
    fd.release();
    while (const auto* entry = ::readdir(dir)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (name.starts_with(temporary_prefix)) {
        if (order.clean) remove_abandoned(::dirfd(dir), entry->d_name);
        continue;
      }
      out.emplace_back(name);
    }
    ::closedir(dir);
    std::sort(out.begin(), out.end());
    return out;
  }

  bool one(int here, const std::string& path, const std::string& name, bool above_ignored) const {
    Met found{path, look_at(here, name)};
    const bool is_folder = found.looked.kind == EntryKind::directory;
    const bool ignored = rules.ignored_in(above_ignored, path, is_folder);
    if (ignored) {
      if (!is_folder || name == ".git" || !rules.may_hold_included(path)) return true;
      return folder(path, true);
    }
    if (!path_is_sound(path)) {
      found.looked.trouble = Trouble::too_deep;
      return met(std::move(found));
    }
    if (found.looked.kind == EntryKind::absent && found.looked.trouble == Trouble::none)
      return true;
    if (is_folder && ::faccessat(here, name.c_str(), R_OK | X_OK, AT_SYMLINK_NOFOLLOW) != 0)
      found.looked.trouble = Trouble::denied;
    const bool enter = is_folder && found.looked.trouble == Trouble::none;
    if (!met(std::move(found))) return false;
    return !enter || folder(path, false);
  }
};

}  // namespace

std::string ignore_text(const Tree& tree, const std::string& folder) {
  std::string out;
  Entry entry;
  const auto path =
      folder.empty() ? std::string(ignore_name) : folder + "/" + std::string(ignore_name);
  const auto trouble = tree.read(path, entry, [&](std::string_view piece) {
    out += piece;
    return out.size() <= (1U << 20U);
  });
  // Git does not follow a link here either.
  if (entry.state.kind != EntryKind::file ||
      (trouble != Trouble::none && trouble != Trouble::unsteady))
    out.clear();
  return out;
}

void scan(const Tree& tree, IgnoreRules& rules, const ScanOrder& order,
          const std::function<bool(Met&&)>& met,
          const std::function<void(const std::string&)>& entered) {
  const Walk walk{tree, rules, order, met, entered};
  bool ignored = false;
  for (std::size_t slash = 0; !order.folder.empty() && slash != order.folder.npos;) {
    slash = order.folder.find('/', slash == 0 ? 0 : slash + 1);
    ignored = rules.ignored_in(ignored, order.folder.substr(0, slash), true);
  }
  if (ignored && !rules.may_hold_included(order.folder)) return;
  walk.folder(order.folder, ignored);
}

}  // namespace chatops::sync
