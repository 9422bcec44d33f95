// What is kept of charts has a bound.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_cache.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::registry;

TEST_CASE("packages beyond the cap go, oldest first, and never the last one") {
  namespace fs = std::filesystem;
  const test::TempFolder folder;
  const ChartCache cache(folder.path(), 250);
  fs::create_directories(folder.file("packages"));
  const auto put = [&](const std::string& name, std::size_t size, int minutes_ago) {
    const std::string file = folder.file("packages/" + name);
    std::ofstream(file) << std::string(size, 'x');
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::minutes(minutes_ago));
  };
  const auto there = [&](const std::string& name) {
    return fs::exists(folder.file("packages/" + name));
  };
  put("a.tgz", 100, 3);
  put("b.tgz", 100, 2);
  cache.trim();
  CHECK(there("a.tgz"));
  put("c.tgz", 100, 1);
  cache.trim();
  CHECK_FALSE(there("a.tgz"));
  CHECK(there("b.tgz"));
  put("d.tgz", 1000, 0);
  cache.trim();
  CHECK_FALSE(there("c.tgz"));
  CHECK(there("d.tgz"));
  ChartCache(folder.file("none")).trim();
}
