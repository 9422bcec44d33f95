// Issues named in texts of git.
// SPDX-License-Identifier: Apache-2.0
#include "core/mentions.hpp"

#include <doctest/doctest.h>

using namespace chatops;

TEST_CASE("numbers behind # are issues, each once, and what only looks so is none") {
  std::vector<std::string> codes = {"9"};
  core::find_mentions("Fix #7, #12: see #7 and #9. #4a #042 # 5 #_ #", codes);
  CHECK(codes == std::vector<std::string>{"9", "7", "12"});
}
