// What the program knows of its terminal, and the few words it exchanges with the person there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/system.hpp"
#include "base/write_all.hpp"

namespace chatops {

struct Streams {
  bool in_is_terminal = false, out_is_terminal = false, err_is_terminal = false;
  bool out_colour = false, err_colour = false;
  int out_columns = 0, err_columns = 0;  ///< 0 = not a terminal: lines may be of any length
  /// Somebody can be asked and will see the question.
  bool interactive() const { return in_is_terminal && err_is_terminal; }
};

/// `no_color`: --no-color. NO_COLOR, CLICOLOR_FORCE and TERM=dumb count as usual
/// (https://no-color.org).
Streams look_at_streams(const Variables& variables, bool no_color);

/// Shows the question on standard error and reads one line; nothing at the end of input. Throws
/// Interrupted when stopped.
std::optional<std::string> ask(const std::stop_token& stop, std::string_view question);

}  // namespace chatops
