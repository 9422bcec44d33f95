// What a look at the machine or at an outside system finds, for `doctor`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace chatops {

enum class Health { ok, note, problem, unknown };

struct Finding {
  std::string check;  ///< its row of the table of checks: "configuration", "coding" …
  Health health = Health::ok;
  std::string what;          ///< which one: a path, a host, a program
  std::string detail;        ///< technical facts: "git 2.39.5", "dns 1 ms, tcp 2 ms"
  std::optional<Error> why;  ///< of all but ok: what, why, and by its hint what to do
  std::string text{};        ///< lines to copy, which mend it: a manifest; "" = none

  static Finding fine(std::string what, std::string detail = {}) {
    return {{}, Health::ok, std::move(what), std::move(detail), {}};
  }
  static Finding note(std::string what, Error why) {
    return {{}, Health::note, std::move(what), {}, std::move(why)};
  }
  static Finding problem(std::string what, Error why) {
    return {{}, Health::problem, std::move(what), {}, std::move(why)};
  }
  static Finding not_known(std::string what, Error why) {
    return {{}, Health::unknown, std::move(what), {}, std::move(why)};
  }
};
using Findings = std::vector<Finding>;

inline void append(Findings& to, Findings more) {
  for (Finding& finding : more) to.push_back(std::move(finding));
}

}  // namespace chatops
