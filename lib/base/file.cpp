// SPDX-License-Identifier: Apache-2.0
// See base/file.hpp.
#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/fd.hpp"
#include "base/write_all.hpp"

namespace chatops {
namespace {

tl::unexpected<Error> read_failure(const std::string& path, int error) {
  Args args{{"what", path}, {"why", std::strerror(error)}};
  if (error == ENOENT || error == ENOTDIR) args.set("missing", "yes");
  return failure(Reason::file_unreadable, std::move(args));
}

tl::unexpected<Error> write_failure(const std::string& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return failure(full ? Reason::disk_full : Reason::file_unwritable,
                 {{"what", path}, {"why", std::strerror(error)}});
}

/// 0, or errno.
int write_and_sync(int fd, std::string_view content) {
  return write_all(fd, content) && ::fsync(fd) == 0 ? 0 : errno;
}

/// Makes a rename last. Some file systems cannot sync a folder; that is no failure of the write.
void sync_folder(const std::string& folder) {
  const Fd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.open()) (void)::fsync(opened.get());
}

/// Writes and syncs a file beside `path`, then lets `move` bring it there: 0, or errno.
template <class Move>
Result<void> write_and_move(const std::string& path, std::string_view content, unsigned mode,
                            Move move) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  std::string temporary = path + ".XXXXXX";
  const Fd file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.open()) return write_failure(path, errno);
  int error = ::fchmod(file.get(), static_cast<mode_t>(mode)) == 0 ? 0 : errno;
  if (error == 0) error = write_and_sync(file.get(), content);
  if (error == 0) error = move(temporary.c_str());
  if (error != 0) {
    ::unlink(temporary.c_str());
    if (error == EEXIST) return failure(Reason::file_exists, {{"what", path}});
    return write_failure(path, error);
  }
  sync_folder(folder.empty() ? "." : folder);
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t cap) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return read_failure(path, errno);
  std::string content;
  std::array<char, 65536> buffer{};
  while (true) {
    const auto got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return read_failure(path, errno);
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > cap)
      return failure(Reason::config_too_large, {{"what", path}, {"limit", std::to_string(cap)}});
    content.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Result<void> write_file(const std::string& path, std::string_view content, unsigned mode) {
  return write_and_move(path, content, mode, [&](const char* temporary) {
    return ::rename(temporary, path.c_str()) == 0 ? 0 : errno;
  });
}

Result<void> create_file(const std::string& path, std::string_view content, unsigned mode) {
  return write_and_move(path, content, mode, [&](const char* temporary) {
    if (::renameat2(AT_FDCWD, temporary, AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return 0;
    // A file system that knows no such rename may know links, which never replace either.
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (::link(temporary, path.c_str()) != 0) return errno;
    ::unlink(temporary);
    return 0;
  });
}

Result<std::string> keep_beside(const std::string& path) {
  constexpr int most = 1000;
  for (int number = 1; number < most; ++number) {
    std::string kept = path + ".bak" + (number == 1 ? "" : "." + std::to_string(number));
    if (::link(path.c_str(), kept.c_str()) == 0) return kept;
    if (errno == ENOENT || errno == ENOTDIR) return std::string();
    if (errno == EEXIST) continue;
    // No links here: the old file moves away instead.
    if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, kept.c_str(), RENAME_NOREPLACE) == 0)
      return kept;
    if (errno != EEXIST) break;
  }
  return write_failure(path, errno);
}

Result<void> make_folders(const std::string& path, unsigned mode) {
  std::filesystem::path made;
  for (const auto& piece : std::filesystem::path(path)) {
    made /= piece;
    if (::mkdir(made.c_str(), static_cast<mode_t>(mode)) == 0) continue;
    const int error = errno;
    struct stat about{};
    if (::stat(made.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) continue;
    return write_failure(path, error);
  }
  return {};
}

}  // namespace chatops
