// Which environments an artifact concerns.
// SPDX-License-Identifier: Apache-2.0
#include "core/followers.hpp"

#include <doctest/doctest.h>

using namespace chatops::core;

TEST_CASE("an artifact concerns those that follow its branch for its component") {
  Followers followers;
  followers.put("a", {.components = {{"api", Follow{"main"}}, {"web", Follow{"feature/x"}}}});
  followers.put("b", {.components = {{"api", Follow{"refs/heads/main"}}, {"web", Pin{"1"}}}});
  CHECK(followers.of("api", "main") == std::set<std::string>{"a", "b"});
  CHECK(followers.of("api", "origin/main").size() == 2);
  CHECK(followers.of("web", "feature/x") == std::set<std::string>{"a"});
  CHECK(followers.of("web", "main").empty());
  CHECK(followers.of("worker", "main").empty());

  followers.put("a", {.components = {{"api", Pin{"1"}}, {"web", Follow{"main"}}}});
  CHECK(followers.of("api", "main") == std::set<std::string>{"b"});
  CHECK(followers.of("web", "feature/x").empty());
  CHECK(followers.of("web", "main") == std::set<std::string>{"a"});
  followers.remove("b");
  followers.remove("never there");
  CHECK(followers.of("api", "main").empty());
}
