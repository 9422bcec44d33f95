// Opening beneath a directory, and reading what is there: see tree.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/tree.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

namespace chatops::sync {

namespace {

constexpr int folder_flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::size_t read_piece = 256U << 10U;

std::int64_t nanoseconds(const timespec& t) { return t.tv_sec * 1'000'000'000LL + t.tv_nsec; }

Looked looked_of(const struct stat& st) {
  Looked out;
  out.mode = st.st_mode & 0777U;
  out.stamp = {static_cast<std::uint64_t>(st.st_ino), static_cast<std::uint64_t>(st.st_size),
               nanoseconds(st.st_mtim), nanoseconds(st.st_ctim)};
  if (S_ISREG(st.st_mode)) {
    out.kind = EntryKind::file;
  } else if (S_ISDIR(st.st_mode)) {
    out.kind = EntryKind::directory;
  } else if (S_ISLNK(st.st_mode)) {
    out.kind = EntryKind::link;
  } else {
    out.trouble = Trouble::special;
  }
  return out;
}

}  // namespace

Looked look_at(int folder, const std::string& name) {
  struct stat st{};
  if (::fstatat(folder, name.c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0) return looked_of(st);
  Looked out;
  if (errno != ENOENT) out.trouble = trouble_of(errno);
  return out;
}

Result<Tree> Tree::open(const std::string& path) {
  Fd root(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.open())
    return failure(Reason::file_unreadable, {{"what", path}, {"why", std::strerror(errno)}});
  return Tree(path, std::move(root));
}

bool Tree::in_place() const {
  struct stat here{}, there{};
  return ::fstat(root_.get(), &here) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

Fd Tree::open_beneath(std::string_view path, int flags) const {
  if (path.empty()) return Fd(::openat(root_.get(), ".", flags | O_CLOEXEC));
  const std::string name(path);
  if (may_openat2_) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NOFOLLOW);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    // EAGAIN: a rename somewhere may have raced with the look-up.
    for (int attempt = 0; attempt < 8; ++attempt) {
      const auto fd = ::syscall(SYS_openat2, root_.get(), name.c_str(), &how, sizeof how);
      if (fd >= 0) return Fd(static_cast<int>(fd));
      if (errno != EAGAIN) break;
    }
    if (errno != ENOSYS && errno != EPERM && errno != EAGAIN) return Fd();
    if (errno == ENOSYS) may_openat2_ = false;
  }
  Fd at(::openat(root_.get(), ".", O_PATH | folder_flags));
  for (auto rest = path; at.open();) {
    const auto slash = rest.find('/');
    const std::string part(rest.substr(0, slash));
    const bool last = slash == rest.npos;
    at = Fd(::openat(at.get(), part.c_str(),
                     last ? flags | O_NOFOLLOW | O_CLOEXEC : O_PATH | folder_flags));
    if (last) break;
    rest.remove_prefix(slash + 1);
  }
  return at;
}

Fd Tree::folder(std::string_view path, bool make) const {
  auto out = open_beneath(path, O_PATH | O_DIRECTORY);
  if (out.open() || !make || errno != ENOENT || path.empty()) return out;
  const auto above = folder(parent_of(path), true);
  if (!above.open()) return Fd();
  const std::string name(name_of(path));
  if (::mkdirat(above.get(), name.c_str(), 0755) != 0 && errno != EEXIST) return Fd();
  return Fd(::openat(above.get(), name.c_str(), O_PATH | folder_flags));
}

Fd Tree::folder_to_read(std::string_view path) const {
  return open_beneath(path, O_RDONLY | O_DIRECTORY);
}

Fd Tree::file(std::string_view path) const {
  auto out = open_beneath(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat st{};
  if (out.open() && (::fstat(out.get(), &st) != 0 || !S_ISREG(st.st_mode))) {
    errno = EINVAL;
    return Fd();
  }
  return out;
}

Looked Tree::look(std::string_view path) const {
  if (path.empty()) return look_at(root_.get(), ".");
  const auto above = folder(parent_of(path));
  if (above.open()) return look_at(above.get(), std::string(name_of(path)));
  Looked out;
  // Where a folder above is missing or none, nothing is there.
  if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) out.trouble = trouble_of(errno);
  return out;
}

std::string Tree::link_target(std::string_view path, Trouble& trouble) const {
  const auto above = folder(parent_of(path));
  std::string out(longest_link, '\0');
  const auto size = above.open() ? ::readlinkat(above.get(), std::string(name_of(path)).c_str(),
                                                out.data(), out.size())
                                 : -1;
  trouble = size < 0 ? trouble_of(errno) : Trouble::none;
  out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return out;
}

Trouble Tree::read(std::string_view path, Entry& out,
                   const std::function<bool(std::string_view)>& piece) const {
  const auto before = look(path);
  out = {{before.kind, before.mode, 0, {}}, before.stamp};
  if (before.trouble != Trouble::none) return before.trouble;
  if (before.kind == EntryKind::link) {
    Trouble trouble{};
    const auto target = link_target(path, trouble);
    out.state.mode = 0;
    out.state.hash = hash_of(target);
    if (trouble == Trouble::none && piece && !piece(target)) return Trouble::other;
    return trouble;
  }
  if (before.kind != EntryKind::file) return Trouble::none;
  const auto fd = file(path);
  if (!fd.open()) {
    if (errno == ENOENT || errno == ELOOP || errno == EINVAL) return Trouble::unsteady;
    return trouble_of(errno);
  }
  struct stat begun{}, ended{};
  if (::fstat(fd.get(), &begun) != 0) return trouble_of(errno);
  std::string buffer(std::min<std::size_t>(read_piece, static_cast<std::size_t>(begun.st_size) + 1),
                     '\0');
  std::uint64_t size = 0;
  // Small ones in one go; the streaming hash is for the rest.
  std::unique_ptr<Hasher> hasher;
  while (true) {
    const auto got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return trouble_of(errno);
    if (got == 0) break;
    const auto view = std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
    if (size == 0 && got == begun.st_size) {
      out.state.hash = hash_of(view);
    } else {
      if (!hasher) {
        hasher = std::make_unique<Hasher>();
        // What was taken for the whole file was not.
        if (size > 0) return Trouble::unsteady;
      }
      hasher->add(view);
    }
    size += static_cast<std::uint64_t>(got);
    if (piece && !piece(view)) return Trouble::other;
  }
  if (hasher) out.state.hash = hasher->result();
  if (size == 0) out.state.hash = hash_of("");
  if (::fstat(fd.get(), &ended) != 0) return trouble_of(errno);
  const auto now = looked_of(ended);
  out.stamp = now.stamp;
  out.state.mode = now.mode;
  out.state.size = size;
  return now.stamp == looked_of(begun).stamp && now.stamp.size == size ? Trouble::none
                                                                       : Trouble::unsteady;
}

}  // namespace chatops::sync
