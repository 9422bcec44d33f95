// What `doctor` finds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"

namespace chatops::command {

enum class Health { ok, note, problem, unknown };

struct Finding {
  std::string check;  ///< its row of the table of checks: "configuration", "coding" …
  Health health = Health::ok;
  std::string what;          ///< which one: a path, a host, a program
  std::string detail;        ///< technical facts: "git 2.39.5", "dns 1 ms, tcp 2 ms"
  std::optional<Error> why;  ///< of all but ok: what, why, and by its hint what to do
};

}  // namespace chatops::command
