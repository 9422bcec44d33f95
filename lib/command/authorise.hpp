// Who may run what, and through which door: the one rule that stands before every handler. Pure, so
// that a terminal and a server ask the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "command/request.hpp"

namespace chatops::command {

/// Bits of the rights that there are.
inline constexpr unsigned all_rights =
    table::bit_of(table::Right::read) | table::bit_of(table::Right::own) |
    table::bit_of(table::Right::deploy) | table::bit_of(table::Right::manage);

/// What the program that runs a request says of itself and of the actor; never part of a request.
struct Authority {
  table::Where here = table::Where::local;  ///< local | server
  unsigned rights = 0;                      ///< the actor's, table::bit_of(Right)
};
/// Of the person at this machine, who could do with its files and credentials whatever a command
/// does.
inline constexpr Authority local_authority{table::Where::local, all_rights};

/// Why the command is refused; nothing = it may run. command_not_here (`why` = door_… | runs_…),
/// right_missing (`why` = right_…).
std::optional<Error> refusal(const table::Command& row, table::Door door,
                             const Authority& authority);

/// The same for a request: what is forced past a guard needs the right to manage, too.
std::optional<Error> refusal(const Request& request, table::Door door, const Authority& authority);

/// "terminal", "chat", "ci".
std::string_view word_of(table::Door door);
std::optional<table::Door> door_of(std::string_view word);

}  // namespace chatops::command
