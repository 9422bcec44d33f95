// Who may do what, role by role.
// SPDX-License-Identifier: Apache-2.0
#include "server/rights.hpp"

#include <doctest/doctest.h>

using namespace chatops;
using command::table::bit_of;
using command::table::Right;
using core::Role;

TEST_CASE("rights by role") {
  const unsigned read = bit_of(Right::read), deploy = read | bit_of(Right::deploy),
                 all = deploy | bit_of(Right::manage);
  struct Row {
    Role role;
    bool of_an_iteration, owns;
    unsigned rights;
  };
  const Row rows[] = {
      {Role::odd, true, true, 0},          {Role::guest, true, true, read},
      {Role::member, true, false, deploy}, {Role::member, true, true, all},
      {Role::member, false, false, read},  {Role::admin, true, false, all},
      {Role::admin, false, false, all},    {Role::owner, false, false, all},
  };
  for (const Row& row : rows) {
    CAPTURE(core::word_of(row.role));
    CHECK(server::rights_of(row.role, row.of_an_iteration, row.owns) == row.rights);
    CHECK((row.rights & bit_of(Right::own)) == 0);
  }
}
