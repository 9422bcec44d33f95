// What is known from outside, and that it is not taken for our own success or failure.
// SPDX-License-Identifier: Apache-2.0
#include "base/known.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace chatops;

static_assert(!std::is_convertible_v<Known<int>, Result<int>>);
static_assert(!std::is_convertible_v<Result<int>, Known<int>>);
static_assert(!std::is_convertible_v<Known<bool>, bool>);
static_assert(!std::is_constructible_v<Known<int>, std::string>);
static_assert(std::is_convertible_v<const char*, Known<std::string>>);

TEST_CASE("an answer is there, or the reason why not") {
  const Known<std::vector<int>> none = std::vector<int>{};
  CHECK(none.has_value());
  CHECK(none->empty());
  const Known<std::vector<int>> untold = failure(Reason::answer_cut, {{"what", "x"}});
  REQUIRE_FALSE(untold);
  CHECK(untold.error().args.get("what") == "x");
  CHECK(untold.value_or(std::vector<int>{7}).front() == 7);
  CHECK_THROWS_AS((void)value_or_throw(untold), Error);
  CHECK_FALSE(*Known<bool>(false));
  CHECK(Known<int>().has_value());
}

TEST_CASE("what is known may be moved out of it") {
  Known<std::unique_ptr<int>> known = std::make_unique<int>(7);
  **known = 8;
  CHECK(*value_or_throw(std::move(known)) == 8);
  Known<int> untold = unknown(Error(Reason::refused, {{"what", "x"}}));
  const Error why = std::move(untold).error();
  CHECK(why.args.get("what") == "x");
}
