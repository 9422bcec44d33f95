// SPDX-License-Identifier: Apache-2.0
#include "base/memory.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

namespace chatops {
namespace {

/// KiB of files (programs, libraries) that are in this process's memory; 0 = the system does not
/// tell.
long of_files() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssFile:")) return std::stol(line.substr(8));
  return 0;
}

TEST_CASE("what was read in of programs and libraries goes, and comes back when it is wanted") {
  const long before = of_files();
  if (before == 0) return;
  give_memory_back();
  CHECK(of_files() < before);
  const std::string still = std::to_string(before) + " KiB";
  CHECK(still.ends_with(" KiB"));
}

}  // namespace
}  // namespace chatops
