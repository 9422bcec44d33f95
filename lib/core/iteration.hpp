// The tracker's sprint, its people and its issues, as far as the product needs them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace chatops::core {

enum class IterationState { planned, active, ended, odd };
std::string_view word_of(IterationState state);
std::optional<IterationState> iteration_state_of(std::string_view word);

/// Somebody as an outside system knows them. Empty = not told.
struct Person {
  std::string id, name, email;
  std::string mobile = {};  ///< digits as the system tells them, with "+" and country where it does
  bool operator==(const Person&) const = default;
};

struct Issue {
  std::string code, type, title, status, url;
  std::optional<Person> assignee;
  std::vector<Person> watchers = {};
  bool operator==(const Issue&) const = default;
};

struct Iteration {
  std::string code;  ///< unique within the project
  std::string name, goal, url;
  IterationState state = IterationState::odd;
  std::optional<Instant> created_at;  ///< nothing = the tracker does not tell
  std::optional<Instant> starts_at, ends_at;
  std::string starts_on, ends_on;  ///< the same as the tracker's calendar days, "2026-03-02"; or ""
  std::optional<Person> owner;
  std::int64_t issues_open = 0, issues_done = 0;
  bool operator==(const Iteration&) const = default;
};

}  // namespace chatops::core
