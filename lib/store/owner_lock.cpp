// Open file description locks (fcntl(2), F_OFD_SETLK): not lost when some other descriptor of the
// file is closed, and they can be asked after without being taken. The first byte says that there
// is an owner, the second that what is written is this owner's and whole.
// SPDX-License-Identifier: Apache-2.0
#include "store/owner_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.hpp"

namespace chatops::store {
namespace {

constexpr off_t owned_byte = 0;
constexpr off_t written_byte = 1;

struct flock byte_lock(off_t byte) {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

bool lock_byte(int fd, off_t byte) {
  auto lock = byte_lock(byte);
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/// Nothing = it cannot be told.
std::optional<bool> is_locked(int fd, off_t byte) {
  auto lock = byte_lock(byte);
  if (::fcntl(fd, F_OFD_GETLK, &lock) != 0) return std::nullopt;
  return lock.l_type != F_UNLCK;
}

/// One lock for one file, however its path is spelled.
std::string lock_file_of(const std::string& file) {
  std::error_code odd;
  const auto plain = std::filesystem::weakly_canonical(file, odd);
  return (odd ? file : plain.string()) + ".owner";
}

/// "PID\nSOCKET\n"
Owner read_owner(int fd) {
  std::array<char, 4096> buffer{};
  const auto got = ::pread(fd, buffer.data(), buffer.size(), 0);
  const auto lines = lines_of({buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0});
  if (lines.size() < 2) return {};
  return {.pid = static_cast<pid_t>(to_integer(lines[0]).value_or(0)),
          .socket = std::string(lines[1])};
}

tl::unexpected<Error> cannot_lock(const std::string& name, int system) {
  const bool full = system == ENOSPC || system == EDQUOT;
  return failure(full ? Reason::disk_full : Reason::file_unwritable,
                 {{"what", name}, {"why", std::strerror(system)}});
}

}  // namespace

Result<OwnerLock> OwnerLock::take(const std::string& file, const std::string& socket) {
  const std::string name = lock_file_of(file);
  Fd fd(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!fd.open()) return cannot_lock(name, errno);
  if (!lock_byte(fd.get(), owned_byte)) {
    if (errno != EAGAIN && errno != EACCES) return cannot_lock(name, errno);
    const auto owner = look(file);
    const pid_t pid = owner && *owner ? (*owner)->pid : 0;
    return failure(Reason::server_owns_state,
                   {{"where", file}, {"what", pid != 0 ? std::to_string(pid) : "?"}});
  }
  const std::string text = std::to_string(::getpid()) + "\n" + socket + "\n";
  if (::ftruncate(fd.get(), 0) != 0 ||
      ::pwrite(fd.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      !lock_byte(fd.get(), written_byte))
    return cannot_lock(name, errno);
  return OwnerLock(std::move(fd));
}

Result<std::optional<Owner>> OwnerLock::look(const std::string& file) {
  const std::string name = lock_file_of(file);
  const Fd fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return failure(Reason::file_unreadable, {{"what", name}, {"why", std::strerror(errno)}});
  }
  const auto written = is_locked(fd.get(), written_byte);
  if (!written)
    return failure(Reason::file_unreadable, {{"what", name}, {"why", std::strerror(errno)}});
  if (*written) return read_owner(fd.get());
  if (is_locked(fd.get(), owned_byte).value_or(true)) return Owner{};
  return std::nullopt;
}

}  // namespace chatops::store
