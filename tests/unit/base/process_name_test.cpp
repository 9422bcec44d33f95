// Which process is certainly gone, and which only may be.
// SPDX-License-Identifier: Apache-2.0
#include "base/process_name.hpp"

#include <doctest/doctest.h>

using chatops::process_gone;
using chatops::this_process;

TEST_CASE("a process that runs is not gone; another start of its number is") {
  const auto name = this_process();
  CHECK_FALSE(process_gone(name));
  CHECK(process_gone(name + "1"));
  const auto boot_end = name.find(':');
  CHECK(process_gone(name.substr(0, boot_end) + ":4194304:1"));  // above every process number
}

TEST_CASE("what cannot be told is not gone") {
  const auto name = this_process();
  const auto tail = name.substr(name.find(':'));
  for (const auto& other : {std::string("another-boot") + tail, std::string(), std::string("::"),
                            std::string("123-01ARZ3NDEKTSV4RRFFQ69G5FAV"), "x:" + name}) {
    CAPTURE(other);
    CHECK_FALSE(process_gone(other));
  }
}
