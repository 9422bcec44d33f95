// Preloaded into a real server: kills the process with SIGKILL around the writes of its state
// file's log, where every commit is made, and counts them. CHATOPS_TEST_KILL_FILE names a file of
// two 64-bit numbers that the test may change at any time: how many moments (one before and one
// after each write and each sync) are left to live, 0 = all; and how many there were.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

struct Fuse {
  std::atomic<std::int64_t> left, passed;
};

Fuse* fuse() {
  static Fuse* const out = []() -> Fuse* {
    const char* name = std::getenv("CHATOPS_TEST_KILL_FILE");
    const int fd = name == nullptr ? -1 : ::open(name, O_RDWR | O_CLOEXEC);
    if (fd < 0) return nullptr;
    void* const at = ::mmap(nullptr, sizeof(Fuse), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    return at == MAP_FAILED ? nullptr : static_cast<Fuse*>(at);
  }();
  return out;
}

bool is_log(int fd) {
  char link[64] = "/proc/self/fd/";
  char* end = link + std::string_view(link).size();
  char digits[16];
  int count = 0;
  for (; count == 0 || fd > 0; fd /= 10) digits[count++] = static_cast<char>('0' + fd % 10);
  while (count > 0) *end++ = digits[--count];
  *end = '\0';
  char path[1024];
  const ssize_t size = ::readlink(link, path, sizeof path);
  return size > 0 &&
         std::string_view(path, static_cast<std::size_t>(size)).ends_with("/state.db-wal");
}

void moment() {
  ++fuse()->passed;
  if (fuse()->left > 0 && --fuse()->left == 0) ::kill(::getpid(), SIGKILL);
}

/// The C library's own, behind ours.
template <class Call>
Call* real(const char* name) {
  return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name));
}

template <class Work>
auto around(int fd, Work work) {
  const bool counts = fuse() != nullptr && is_log(fd);
  if (counts) moment();
  const auto out = work();
  if (counts) moment();
  return out;
}

}  // namespace

extern "C" {

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  static const auto next = real<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return around(fd, [&] { return next(fd, bytes, size, at); });
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  static const auto next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return around(fd, [&] { return next(fd, bytes, size, at); });
}

ssize_t write(int fd, const void* bytes, size_t size) {
  static const auto next = real<ssize_t(int, const void*, size_t)>("write");
  return around(fd, [&] { return next(fd, bytes, size); });
}

int fdatasync(int fd) {
  static const auto next = real<int(int)>("fdatasync");
  return around(fd, [&] { return next(fd); });
}

int fsync(int fd) {
  static const auto next = real<int(int)>("fsync");
  return around(fd, [&] { return next(fd); });
}
}
