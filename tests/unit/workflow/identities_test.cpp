// Whose terminal, job or account it is.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/identities.hpp"

#include <doctest/doctest.h>

#include "support/classroom.hpp"

using namespace chatops;

TEST_CASE("accounts that are linked to one person are the same person, and others are not") {
  test::Scene scene;
  scene.store.write([&](core::Tx& tx) {
    tx.identities().put({.id = "coding:1",
                         .name = "Ann",
                         .accounts = {{"coding", "1"}, {"user", "ann@desk"}, {"named", "Ann: A"}}});
    tx.identities().put({.id = "person:2", .name = "Bo", .accounts = {{"user", "bo@desk"}}});
  });
  scene.store.read([&](core::Tx& tx) {
    const auto same = [&](const char* a, const char* b) {
      const bool forth = workflow::same_person(tx, a, b);
      CHECK(forth == workflow::same_person(tx, b, a));
      return forth;
    };
    CHECK(same("coding:1", "user:ann@desk"));
    CHECK(same("named:Ann: A", "user:ann@desk"));
    CHECK(same("person:2", "user:bo@desk"));
    CHECK(same("user:eve@desk", "user:eve@desk"));
    CHECK_FALSE(same("coding:1", "user:bo@desk"));
    CHECK_FALSE(same("user:eve@desk", "user:mal@desk"));
    CHECK_FALSE(same("", ""));
    CHECK_FALSE(same("ann", "coding:1"));
    CHECK(workflow::person_behind(tx, "named:Ann: A")->name == "Ann");
    CHECK_FALSE(workflow::person_behind(tx, "ann@desk"));
    CHECK_FALSE(workflow::person_behind(tx, "coding:2"));
  });
}
