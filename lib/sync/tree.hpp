// One directory and nothing outside of it: every path is resolved beneath an open directory and
// follows no link, whoever changes the tree meanwhile. openat2(2) with RESOLVE_BENEATH and
// RESOLVE_NO_SYMLINKS; where the kernel or a seccomp profile lacks it, one openat a component with
// O_NOFOLLOW.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "base/known.hpp"
#include "sync/entry.hpp"
#include "sync/trouble.hpp"

namespace chatops::sync {

/// What lstat says of a path; kind `absent` with trouble `none` when nothing is there.
struct Looked {
  EntryKind kind = EntryKind::absent;
  std::uint32_t mode = 0;
  Stamp stamp;
  Trouble trouble = Trouble::none;  ///< `special`, or why it could not be looked at
};

/// Paths are sound (path_is_sound) or "" for the directory itself. One thread at a time.
class Tree {
 public:
  /// Errors: file_unreadable (`what` = path, `why`). A link at the end of `path` is followed: this
  /// is the user's own word.
  static Result<Tree> open(const std::string& path);

  /// A descriptor for *at calls; not open with errno when there is none. `make`: missing folders
  /// are made, mode 0755.
  Fd folder(std::string_view path, bool make = false) const;
  /// The same, for reading its entries.
  Fd folder_to_read(std::string_view path) const;
  /// A regular file for reading; not open with errno else (ELOOP for a link).
  Fd file(std::string_view path) const;
  Looked look(std::string_view path) const;
  /// Target of a link; errno in `trouble`.
  std::string link_target(std::string_view path, Trouble& trouble) const;

  /// The state of what lies there, with its hash; reads the content. `piece`, where given, gets the
  /// content as it is read. Trouble `unsteady`: it changed meanwhile, and the state is of neither.
  Trouble read(std::string_view path, Entry& out,
               const std::function<bool(std::string_view)>& piece = {}) const;

  /// The directory still is where it was opened, and is that one.
  bool in_place() const;
  const std::string& path() const { return path_; }
  int descriptor() const { return root_.get(); }
  /// For tests: as on a kernel without openat2.
  void without_openat2() { may_openat2_ = false; }

 private:
  Tree(std::string path, Fd root) : path_(std::move(path)), root_(std::move(root)) {}
  Fd open_beneath(std::string_view path, int flags) const;

  std::string path_;
  Fd root_;
  mutable bool may_openat2_ = true;
};

Looked look_at(int folder, const std::string& name);

}  // namespace chatops::sync
