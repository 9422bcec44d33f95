// Processes by their environment: see descendants.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "descendants.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/fd.hpp"

namespace chatops::agent {

namespace {

constexpr std::size_t largest_environment = 2U << 20U;
/// Whoever begins processes faster than they are found is left.
constexpr int most_passes = 20;

bool has(pid_t pid, std::string_view entry) {
  const Fd file(
      ::open(("/proc/" + std::to_string(pid) + "/environ").c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return false;
  std::string all(1, '\0');
  char buffer[16384];
  while (all.size() < largest_environment) {
    const auto got = ::read(file.get(), buffer, sizeof buffer);
    if (got <= 0) break;
    all.append(buffer, static_cast<std::size_t>(got));
  }
  return all.find(entry) != std::string::npos;
}

}  // namespace

void kill_marked(const std::string& mark) {
  const std::string entry = '\0' + (mark_variable + ("=" + mark)) + '\0';
  for (int pass = 0; pass < most_passes; ++pass) {
    const std::unique_ptr<DIR, int (*)(DIR*)> all(::opendir("/proc"), &::closedir);
    if (!all) return;
    bool found = false;
    while (const auto* one = ::readdir(all.get())) {
      const auto pid = static_cast<pid_t>(std::atoi(one->d_name));
      // One that was killed has no environment any more.
      if (pid > 1 && has(pid, entry)) found = ::kill(pid, SIGKILL) == 0 || found;
    }
    if (!found) return;
  }
}

}  // namespace chatops::agent
