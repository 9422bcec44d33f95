// One change of one path: see apply.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/apply.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>

namespace chatops::sync {

namespace {

Trouble write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return trouble_of(errno);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return Trouble::none;
}

/// From here on a file's place is asked for at once: ext4 then does not write all of it to the disk
/// within the rename (auto_da_alloc).
constexpr std::uint64_t worth_reserving = 1U << 20U;

/// Who cannot have it is none the worse: a file system that shares blocks may need no room at all,
/// and the writing tells what does not fit.
void reserve(int fd, std::uint64_t size) {
  if (size < worth_reserving || size > static_cast<std::uint64_t>(INT64_MAX)) return;
  if (::fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) != 0)
    (void)!::ftruncate(fd, 0);  // a part of it may have been given
}

/// Follows no link: the descriptor's own name in /proc is changed.
bool change_mode_at(int folder, const std::string& name, std::uint32_t mode) {
  const Fd at(::openat(folder, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat st{};
  if (!at.open() || ::fstat(at.get(), &st) != 0 || S_ISLNK(st.st_mode)) return false;
  const auto proc = "/proc/self/fd/" + std::to_string(at.get());
  return ::chmod(proc.c_str(), mode) == 0;
}

std::string kept_name(std::string_view name, const Hash& hash, int number) {
  char tail[32];
  const auto value = static_cast<unsigned>(hash.low & 0xFFFFFFFFU) + static_cast<unsigned>(number);
  std::snprintf(tail, sizeof tail, ".%08x", value);
  return std::string(name.substr(0, longest_name - std::string_view(tail).size())) + tail;
}

/// Renames, but over nothing; errno EEXIST when something is there.
bool move_to_free(int from, const std::string& name, int to, const std::string& new_name) {
  if (::renameat2(from, name.c_str(), to, new_name.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system without RENAME_NOREPLACE.
  if (::faccessat(to, new_name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return false;
  }
  return ::renameat(from, name.c_str(), to, new_name.c_str()) == 0;
}

/// A folder that the owner cannot enter could not be filled.
std::uint32_t folder_mode(const State& state) { return state.mode | 0700U; }

}  // namespace

std::string Applier::temporary_name() {
  return std::string(temporary_prefix) + std::to_string(::getpid()) + "-" +
         std::to_string(++counter_);
}

Trouble Applier::state_of(const std::string& path, Entry& out) {
  const auto there = tree_.look(path);
  if (there.trouble != Trouble::none) return there.trouble;
  if (const auto found = known_.find(path); found != known_.end()) {
    if (found->second.state.kind == there.kind &&
        (found->second.stamp == there.stamp || there.kind == EntryKind::directory)) {
      out = found->second;
      out.state.mode = there.kind == EntryKind::link ? 0 : there.mode;
      return Trouble::none;
    }
  }
  return tree_.read(path, out);
}

bool Applier::spelled_otherwise(const std::string& path) const {
  auto folder = tree_.folder_to_read(parent_of(path));
  DIR* entries = folder.open() ? ::fdopendir(folder.get()) : nullptr;
  if (entries == nullptr) return false;
  folder.release();
  bool found = false;
  while (const auto* entry = ::readdir(entries)) found = found || name_of(path) == entry->d_name;
  ::closedir(entries);
  return !found;
}

bool Applier::set_aside(const std::string& path, const Entry& there, Applied& out) {
  const auto above = tree_.folder(parent_of(path));
  const std::string name(name_of(path));
  const auto prefix = parent_of(path).empty() ? std::string() : std::string(parent_of(path)) + "/";
  for (const bool beside : {false, true}) {
    const auto where = beside ? prefix : std::string(kept_folder) + "/" + prefix;
    const auto folder = tree_.folder(where.empty() ? "" : where.substr(0, where.size() - 1), true);
    if (!folder.open()) continue;
    for (int number = 0; number < 100; ++number) {
      const auto kept = kept_name(name, there.state.hash, number);
      if (!move_to_free(above.get(), name, folder.get(), kept)) {
        if (errno == EEXIST) continue;
        out.trouble = trouble_of(errno);
        break;
      }
      out.trouble = Trouble::none;
      out.kept = where + kept;
      known_.erase(path);
      return true;
    }
  }
  if (out.trouble == Trouble::none) out.trouble = Trouble::other;
  return false;
}

bool Applier::give_way(const Change& change, Unexpected unexpected, const Entry& there,
                       Applied& out) {
  if (!there.state.there()) return true;
  if (!change.expect.there() && spelled_otherwise(change.path)) {
    out.trouble = Trouble::name_collision;
    return false;
  }
  const bool as_expected = there.state.same_content(change.expect);
  if (there.state.kind == EntryKind::directory) {
    const auto above = tree_.folder(parent_of(change.path));
    const std::string name(name_of(change.path));
    if (as_expected && ::unlinkat(above.get(), name.c_str(), AT_REMOVEDIR) == 0) return true;
    // What is ignored may lie in it.
  } else if (as_expected) {
    if (change.state.kind != EntryKind::directory) return true;  // renamed over
    const auto above = tree_.folder(parent_of(change.path));
    if (::unlinkat(above.get(), std::string(name_of(change.path)).c_str(), 0) == 0) return true;
    out.trouble = trouble_of(errno);
    return false;
  }
  if (unexpected == Unexpected::refuse) {
    out.trouble = Trouble::changed;
    out.now = there;
    return false;
  }
  return set_aside(change.path, there, out);
}

Applied Applier::change_mode(const Change& change, Applied out) {
  const auto above = tree_.folder(parent_of(change.path));
  const std::string name(name_of(change.path));
  const auto mode =
      change.state.kind == EntryKind::directory ? folder_mode(change.state) : change.state.mode;
  if (change.state.kind != EntryKind::link && out.now.state.mode != mode &&
      !change_mode_at(above.get(), name, mode)) {
    out.trouble = trouble_of(errno);
    return out;
  }
  out.now = {change.state, look_at(above.get(), name).stamp};
  known_[change.path] = out.now;
  return out;
}

Applied Applier::remove(const Change& change, Unexpected unexpected, const Entry& there) {
  Applied out;
  const auto above = tree_.folder(parent_of(change.path));
  const std::string name(name_of(change.path));
  if (there.state.there()) {
    const bool folder = there.state.kind == EntryKind::directory;
    const bool expected = folder ? change.expect.kind == EntryKind::directory
                                 : there.state.same_content(change.expect);
    if (!expected) {
      if (unexpected == Unexpected::refuse) return {.trouble = Trouble::changed, .now = there};
      // A folder that came to lie there has things of others in it.
      if (!folder && !set_aside(change.path, there, out)) return out;
    } else if (::unlinkat(above.get(), name.c_str(), folder ? AT_REMOVEDIR : 0) != 0) {
      const bool others_in_it = folder && (errno == ENOTEMPTY || errno == EEXIST);
      if (!others_in_it && errno != ENOENT) return {.trouble = trouble_of(errno), .now = there};
    }
  }
  known_.erase(change.path);
  return out;
}

Applied Applier::make_folder(const Change& change, Unexpected unexpected, const Entry& there) {
  Applied out;
  out.now = there;
  if (there.state.kind == EntryKind::directory) return change_mode(change, out);
  if (!give_way(change, unexpected, there, out)) return out;
  const auto above = tree_.folder(parent_of(change.path), true);
  if (!above.open() ||
      ::mkdirat(above.get(), std::string(name_of(change.path)).c_str(), 0700) != 0) {
    out.trouble = trouble_of(errno);
    return out;
  }
  out.now.state.mode = 0700;
  return change_mode(change, out);
}

Applied Applier::apply(const Change& change, Unexpected unexpected) {
  Entry there;
  if (const auto trouble = state_of(change.path, there);
      trouble != Trouble::none && trouble != Trouble::special)
    return {.trouble = trouble, .now = there};
  if (!change.state.there()) return remove(change, unexpected, there);
  if (change.state.kind == EntryKind::directory) return make_folder(change, unexpected, there);
  if (there.state.same_content(change.state)) {
    // Also where another name of the file system's own leads here.
    if (!change.expect.there() && !known_.contains(change.path) && spelled_otherwise(change.path))
      return {.trouble = Trouble::name_collision, .now = there};
    Applied out;
    out.now = there;
    return change_mode(change, out);
  }
  if (change.state.kind == EntryKind::file) {
    Trouble trouble{};
    const auto pending = begin(change, false, trouble);
    if (pending && trouble == Trouble::none) trouble = pending->add(change.content);
    if (trouble != Trouble::none) return {.trouble = trouble, .now = there};
    return finish(change, *pending, unexpected);
  }
  Applied out;
  if (!give_way(change, unexpected, there, out)) return out;
  const auto above = tree_.folder(parent_of(change.path), true);
  const auto temporary = temporary_name();
  const std::string name(name_of(change.path));
  if (!above.open() || ::symlinkat(change.content.c_str(), above.get(), temporary.c_str()) != 0) {
    out.trouble = trouble_of(errno);
    return out;
  }
  if (::renameat(above.get(), temporary.c_str(), above.get(), name.c_str()) != 0) {
    out.trouble = trouble_of(errno);
    ::unlinkat(above.get(), temporary.c_str(), 0);
    return out;
  }
  out.now = {change.state, look_at(above.get(), name).stamp};
  known_[change.path] = out.now;
  return out;
}

// ---- a file in pieces

Applier::Pending::~Pending() {
  if (!temporary_.empty()) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
}

Trouble Applier::Pending::add(std::string_view bytes) {
  if (trouble_ == Trouble::none) trouble_ = write_whole(file_.get(), bytes);
  size_ += bytes.size();
  return trouble_;
}

Trouble Applier::Pending::copy(std::uint64_t offset, std::uint64_t size) {
  size_ += size;
  auto from = static_cast<off_t>(offset);
  auto left = size;
  while (trouble_ == Trouble::none && left > 0) {
    const auto copied = ::copy_file_range(old_.get(), &from, file_.get(), nullptr, left, 0);
    if (copied > 0) {
      left -= static_cast<std::uint64_t>(copied);
    } else if (copied == 0) {
      trouble_ = Trouble::changed;  // shorter than it was
    } else if (errno == EXDEV || errno == ENOSYS || errno == EINVAL || errno == EOPNOTSUPP) {
      std::string piece(std::min<std::uint64_t>(left, 256U << 10U), '\0');
      const auto got = ::pread(old_.get(), piece.data(), piece.size(), from);
      if (got <= 0) return trouble_ = Trouble::changed;
      trouble_ = write_whole(file_.get(), std::string_view(piece).substr(0, got));
      from += got;
      left -= static_cast<std::uint64_t>(got);
    } else if (errno != EINTR) {
      trouble_ = trouble_of(errno);
    }
  }
  return trouble_;
}

std::unique_ptr<Applier::Pending> Applier::begin(const Change& change, bool from_old,
                                                 Trouble& trouble) {
  std::unique_ptr<Pending> out(new Pending);
  trouble = Trouble::none;
  if (from_old) {
    Entry there;
    out->old_ = tree_.file(change.path);
    trouble = out->old_.open() ? state_of(change.path, there) : Trouble::changed;
    if (trouble == Trouble::none && !there.state.same_content(change.expect))
      trouble = Trouble::changed;
    if (trouble != Trouble::none) return nullptr;
  }
  out->folder_ = tree_.folder(parent_of(change.path), true);
  if (!out->folder_.open()) {
    trouble = trouble_of(errno);
    return nullptr;
  }
  std::string temporary;
  while (!out->file_.open()) {
    temporary = temporary_name();
    const int fd = ::openat(out->folder_.get(), temporary.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0) {
      out->file_ = Fd(fd);
    } else if (errno != EEXIST) {  // another process may have our number, in a namespace of its own
      trouble = trouble_of(errno);
      return nullptr;
    }
  }
  out->temporary_ = temporary;
  ::flock(out->file_.get(), LOCK_EX | LOCK_NB);  // see remove_abandoned
  reserve(out->file_.get(), change.state.size);
  return out;
}

Applied Applier::finish(const Change& change, Pending& pending, Unexpected unexpected) {
  Applied out;
  out.trouble = pending.trouble_;
  if (out.trouble == Trouble::none && pending.size_ != change.state.size)
    out.trouble = Trouble::changed;
  if (out.trouble == Trouble::none && ::fchmod(pending.file_.get(), change.state.mode) != 0)
    out.trouble = trouble_of(errno);
  Entry there;
  if (out.trouble == Trouble::none) {
    out.trouble = state_of(change.path, there);
    if (out.trouble == Trouble::special) out.trouble = Trouble::none;
  }
  if (out.trouble != Trouble::none || !give_way(change, unexpected, there, out)) return out;
  const std::string name(name_of(change.path));
  if (::renameat(pending.folder_.get(), pending.temporary_.c_str(), pending.folder_.get(),
                 name.c_str()) != 0) {
    out.trouble = trouble_of(errno);
    return out;
  }
  pending.temporary_.clear();
  out.now = {change.state, look_at(pending.folder_.get(), name).stamp};
  known_[change.path] = out.now;
  return out;
}

}  // namespace chatops::sync
