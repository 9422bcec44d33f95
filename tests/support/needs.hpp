// Tests that need something the machine may lack are skipped by name, or fail where it is required.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace chatops::test {

inline constexpr int skipped = 77;

inline std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The exit code when `word` is not there: CTest's skip, or a failure where CHATOPS_TEST_REQUIRE
/// names it.
inline int without(std::string_view word, const char* why) {
  const std::string required = "," + variable("CHATOPS_TEST_REQUIRE") + ",";
  const bool must = required.find("," + std::string(word) + ",") != std::string::npos;
  std::printf("%s: %s\n", must ? "FAIL" : "SKIP", why);
  return must ? 1 : skipped;
}

/// The program's path, as found in PATH; "" when it is not there.
inline std::string program(const std::string& name) {
  const std::string path = variable("PATH") + ":/usr/bin:/usr/sbin";
  std::size_t from = 0;
  while (from <= path.size()) {
    const auto to = std::min(path.find(':', from), path.size());
    const std::string file = path.substr(from, to - from) + "/" + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
    from = to + 1;
  }
  return "";
}

}  // namespace chatops::test
