// Door first, then place, then right: nobody learns of a right that would not help.
// SPDX-License-Identifier: Apache-2.0
#include "command/authorise.hpp"

#include <array>

namespace chatops::command {

namespace {

constexpr auto doors =
    std::to_array<std::string_view>({"terminal", "chat", "ci"});  // as the enumeration
constexpr auto rights = std::to_array<std::string_view>({"read", "own", "deploy", "manage"});

Error not_here(const table::Command& row, std::string why) {
  return Error(Reason::command_not_here,
               {{"what", std::string(row.path)}, {"why", std::move(why)}});
}

}  // namespace

std::optional<Error> refusal(const table::Command& row, table::Door door,
                             const Authority& authority) {
  if ((row.doors & table::bit_of(door)) == 0)
    return not_here(row, "door_" + std::string(word_of(door)));
  const bool bound = row.where == table::Where::local || row.where == table::Where::server;
  if (bound && row.where != authority.here)
    return not_here(row, row.where == table::Where::local ? "runs_local" : "runs_server");
  if ((authority.rights & table::bit_of(row.right)) == 0) {
    const std::string_view right = rights.at(static_cast<std::size_t>(row.right));
    return Error(Reason::right_missing,
                 {{"what", std::string(row.path)}, {"why", "right_" + std::string(right)}});
  }
  return std::nullopt;
}

std::optional<Error> refusal(const Request& request, table::Door door, const Authority& authority) {
  table::Command row = row_of(request);
  if (auto refused = refusal(row, door, authority)) return refused;
  const bool forced = boost::variant2::visit(
      [](const auto& typed) {
        if constexpr (requires { typed.force; }) return typed.force;
        return false;
      },
      request);
  if (!forced || row.right != table::Right::deploy) return std::nullopt;
  row.right = table::Right::manage;
  return refusal(row, door, authority);
}

std::string_view word_of(table::Door door) { return doors.at(static_cast<std::size_t>(door)); }

std::optional<table::Door> door_of(std::string_view word) {
  for (std::size_t i = 0; i < doors.size(); ++i) {
    if (doors[i] == word) return static_cast<table::Door>(i);
  }
  return std::nullopt;
}

}  // namespace chatops::command
