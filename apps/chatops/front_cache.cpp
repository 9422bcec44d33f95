// System calls only, because the front links no library. Whatever fails, fails silently: a person
// who presses Tab wants no message.
// SPDX-License-Identifier: Apache-2.0
#include "front_cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <climits>
#include <ctime>

#include "command/table/cache_key.hpp"

namespace chatops::front {

namespace {

namespace table = command::table;

/// A program that could not even begin is not started again at once.
constexpr std::int64_t pause_between_starts = 3;  // seconds

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

/// In a process of its own: becomes the program, which keeps the lock as its standard input.
[[noreturn]] void become_refresher(int lock, const std::vector<std::string>& cores,
                                   std::vector<std::string>& argv) {
  const int nowhere = ::open("/dev/null", O_RDWR);
  if (nowhere < 0) ::_exit(127);
  ::dup2(lock, STDIN_FILENO);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  ::close_range(3, UINT_MAX, 0);
  ::setpriority(PRIO_PROCESS, 0, 10);
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (std::string& word : argv) words.push_back(word.data());
  words.push_back(nullptr);
  for (const std::string& core : cores) ::execv(core.c_str(), words.data());
  ::_exit(127);
}

}  // namespace

CacheFile::CacheFile(std::string folder, std::string key)
    : folder_(std::move(folder)), key_(std::move(key)) {
  if (!folder_.empty()) path_ = folder_ + "/" + table::cache_name(key_);
}

std::int64_t CacheFile::changed() const {
  struct stat about{};
  return !path_.empty() && ::stat(path_.c_str(), &about) == 0 ? nanoseconds(about.st_mtim) : 0;
}

Reading CacheFile::read() const {
  Reading out;
  if (path_.empty()) return out;
  const Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat about{};
  if (file.number() < 0 || ::fstat(file.number(), &about) != 0) return out;
  out.changed = nanoseconds(about.st_mtim);
  const auto size = static_cast<std::size_t>(about.st_size);
  if (!table::cache_is_ours(about) || size == 0 || size > table::cache_cap) return out;
  out.text.reset(new char[size]);  // not filled with zeros: it may be large
  if (::read(file.number(), out.text.get(), size) != about.st_size) return out;
  out.cache = table::Cache::open({out.text.get(), size}, key_);
  return out;
}

int CacheFile::take_lock() const {
  const std::size_t base = folder_.size() - std::string_view("/chatops/completion").size();
  for (const std::size_t end : {base, folder_.rfind('/'), folder_.size()})
    ::mkdir(folder_.substr(0, end).c_str(), 0700);
  return ::open((path_ + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

bool CacheFile::refresh(const std::vector<std::string>& cores,
                        std::vector<std::string> argv) const {
  if (path_.empty()) return false;
  const Descriptor lock(take_lock());
  struct stat about{};
  if (lock.number() < 0 || ::fstat(lock.number(), &about) != 0) return false;
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) return true;  // one is at work
  const std::int64_t since = ::time(nullptr) - about.st_mtim.tv_sec;
  // A lock that was never used has no content; its size says whether it was.
  if (about.st_size > 0 && since >= 0 && since < pause_between_starts) return true;
  if (::pwrite(lock.number(), "started\n", 8, 0) != 8) return false;
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    become_refresher(lock.number(), cores, argv);
  }
  if (child > 0) ::waitpid(child, nullptr, 0);
  return child > 0;
}

}  // namespace chatops::front
